/** Where a simulated figure comes from, so that a reader can make it again and compare. */
export interface Provenance {
  /** Content hash of the complete scenario. */
  readonly scenarioHash: string;
  readonly seed: number;
  /** Version of the program. */
  readonly version: string;
  /** Digest of scenario, seed, version and histograms. */
  readonly digest: string;
}

/** Where a figure of a recorded kernel comes from. */
export interface RecordedProvenance {
  /** Name of the recording. */
  readonly recording: string;
  /** Release of the kernel, with what it was configured to. */
  readonly kernel: string;
  /** Version of the program. */
  readonly version: string;
  /** Digest of all that the replay counted. */
  readonly digest: string;
}

/** Returns the line that every figure carries at its foot. */
export function provenanceLine(provenance: Provenance | RecordedProvenance): string {
  const { version, digest } = provenance;
  const source =
    'recording' in provenance
      ? `recording ${provenance.recording} · ${provenance.kernel}`
      : `scenario ${provenance.scenarioHash} · seed ${provenance.seed}`;
  return `quiescent ${version} · ${source} · digest ${digest}`;
}
