import { occupiedBuckets, valueAtQuantile } from '../record/histogram-queries.js';
import type { Comparison, Histogram } from '../record/index.js';

/** The lengths of one policy's grace periods. */
export interface PolicyGracePeriods {
  /** Id of the policy. */
  policy: string;
  /** Grace periods by length [ms], each bin an eighth of an octave at most. */
  bins: { lowMs: number; highMs: number; count: number }[];
  count: number;
  /** Median and largest length [ms]; 0 where none ended. */
  p50Ms: number;
  maxMs: number;
}

const binsPerOctave = 8;

/** Returns the lengths of the grace periods of each policy, in the comparison's order, ready for `gracePeriodFigure`. */
export function gracePeriodDistributions(comparison: Comparison): PolicyGracePeriods[] {
  return comparison.policies.map(({ id, gracePeriods }) => ({
    policy: id,
    bins: bins(gracePeriods),
    count: gracePeriods.total,
    p50Ms: gracePeriods.total > 0 ? valueAtQuantile(gracePeriods, 0.5) / 1e6 : 0,
    maxMs: gracePeriods.max / 1e6,
  }));
}

function bins(histogram: Histogram): { lowMs: number; highMs: number; count: number }[] {
  const counts = new Map<number, number>();
  for (const { lowNs, highNs, count } of occupiedBuckets(histogram)) {
    const index = Math.floor(Math.log2((lowNs + highNs) / 2) * binsPerOctave);
    counts.set(index, (counts.get(index) ?? 0) + count);
  }
  const edgeMs = (index: number) => 2 ** (index / binsPerOctave) / 1e6;
  return [...counts].map(([index, count]) => ({ lowMs: edgeMs(index), highMs: edgeMs(index + 1), count }));
}
