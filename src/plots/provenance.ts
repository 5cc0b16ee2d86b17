/** Where a figure comes from, so that a reader can make it again and compare. */
export interface Provenance {
  /** Content hash of the complete scenario. */
  readonly scenarioHash: string;
  readonly seed: number;
  /** Version of the program. */
  readonly version: string;
  /** Digest of scenario, seed, version and histograms. */
  readonly digest: string;
}

/** Returns the line that every figure carries at its foot. */
export function provenanceLine(provenance: Provenance): string {
  const { scenarioHash, seed, version, digest } = provenance;
  return `quiescent ${version} · scenario ${scenarioHash} · seed ${seed} · digest ${digest}`;
}
