import type { Comparison } from '../record/index.js';
import { ccdf } from '../stats/index.js';
import type { CcdfOptions, CcdfPoint } from '../stats/index.js';

/** The survival curve of one policy's latency. */
export interface PolicyTail {
  /** Id of the policy. */
  policy: string;
  /** Latency [µs] and the share of samples that reach it, with its band. */
  points: CcdfPoint[];
  /** Largest sample [µs]; 0 without samples. */
  maxUs: number;
}

/** Returns a survival curve for each policy, in the comparison's order, ready for `tailFigure`. */
export function tailCurves(comparison: Comparison, options?: CcdfOptions): PolicyTail[] {
  return comparison.policies.map(({ id, latency }) => ({
    policy: id,
    points: ccdf(latency, options),
    maxUs: latency.max / 1e3,
  }));
}
