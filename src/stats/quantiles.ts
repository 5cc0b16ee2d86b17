import { occupiedBuckets, quantileRank, type OccupiedBucket } from '../record/histogram-queries.js';
import type { Histogram } from '../record/histogram.js';
import { orderStatisticRanks } from './intervals.js';

/** A quantile of a histogram with its 95% interval; without numbers where the samples don't support it. */
export interface Quantile {
  readonly p: number;
  /** 'p50', 'p99.9'. */
  readonly label: string;
  readonly valueNs: number | null;
  readonly lowNs: number | null;
  readonly highNs: number | null;
  readonly supported: boolean;
}

/** The quantiles that tables and figures show. */
export const standardQuantiles: readonly number[] = [0.5, 0.9, 0.99, 0.999, 0.9999, 0.99999, 0.999999];

/** Samples expected beyond a quantile, on its thinner side, for it to be shown. */
export const leastBeyond = 100;

/** Returns the usual name of a quantile: 0.5 is 'p50', 0.9999 is 'p99.99'. */
export function quantileLabel(p: number): string {
  return `p${Number((p * 100).toPrecision(12))}`;
}

/**
 * Returns whether n samples support the quantile p: at least 100 of them are expected on its thinner side.
 *
 * So p50 needs 200 samples, p99 10,000 and p99.9999 a hundred million.
 */
export function isSupported(n: number, p: number): boolean {
  return n * Math.min(p, 1 - p) >= leastBeyond * (1 - 1e-9);
}

/**
 * Returns quantiles with distribution-free 95% intervals.
 *
 * The interval runs between two order statistics (see `orderStatisticRanks`), widened to the edges of their buckets,
 * so it holds the histogram's resolution too. It takes the samples as independent: where latencies come in bursts, it
 * is too narrow, and several seeds tell more. A quantile that the samples don't support comes back without numbers.
 *
 * @param h - histogram
 * @param ps - quantiles [none, 0 < p < 1, default p50 to p99.9999]
 * @example
 * quantilesOf(latency).filter((q) => q.supported).map((q) => `${q.label} ${q.valueNs}`);
 */
export function quantilesOf(h: Histogram, ps: readonly number[] = standardQuantiles): Quantile[] {
  const buckets = occupiedBuckets(h);
  const upTo = new Float64Array(buckets.length);
  let sum = 0;
  for (let i = 0; i < buckets.length; i++) {
    sum += buckets[i]!.count;
    upTo[i] = sum;
  }
  return ps.map((p) => {
    if (!(p > 0 && p < 1)) throw new RangeError(`invalid quantile (0 < p < 1 expected): ${p}`);
    const label = quantileLabel(p);
    if (!isSupported(h.total, p)) return { p, label, valueNs: null, lowNs: null, highNs: null, supported: false };
    const ranks = orderStatisticRanks(h.total, p);
    const at = bucketOfRank(buckets, upTo, quantileRank(h.total, p));
    return {
      p,
      label,
      valueNs: Math.floor((at.lowNs + at.highNs) / 2),
      lowNs: bucketOfRank(buckets, upTo, ranks.low).lowNs,
      highNs: bucketOfRank(buckets, upTo, ranks.high).highNs,
      supported: true,
    };
  });
}

function bucketOfRank(buckets: readonly OccupiedBucket[], upTo: Float64Array, rank: number): OccupiedBucket {
  let low = 0;
  let high = buckets.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (upTo[middle]! >= rank) high = middle;
    else low = middle + 1;
  }
  return buckets[low]!;
}
