import type { Comparison } from '../record/index.js';
import { canonicalJson, contentHash } from '../scenario/index.js';

/** Returns what a figure prints at its foot, so that a reader can make it again. */
export function provenanceOf(comparison: Comparison): {
  scenarioHash: string;
  seed: number;
  version: string;
  digest: string;
} {
  const { scenario, seed, version, digest } = comparison;
  return { scenarioHash: contentHash(canonicalJson(scenario)), seed, version, digest };
}
