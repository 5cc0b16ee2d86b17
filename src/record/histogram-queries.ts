import { bucketHigh, bucketLow, bucketOf, type Histogram } from './histogram.js';

/** A bucket with samples in it: they lie in lowNs..highNs, both included. */
export interface OccupiedBucket {
  readonly lowNs: number;
  readonly highNs: number;
  readonly count: number;
}

/**
 * Returns the buckets that hold the samples of some ranks, narrowed to the least and the greatest sample.
 *
 * The counts are walked once, however many ranks there are.
 *
 * @param h - histogram
 * @param ranks - positions in ascending order of the samples, in any order themselves [none, integers 1..h.total]
 */
export function bucketsAtRanks(h: Histogram, ranks: readonly number[]): OccupiedBucket[] {
  const found: OccupiedBucket[] = [];
  const order = ranks.map((_, i) => i).sort((a, b) => ranks[a]! - ranks[b]!);
  let index = bucketOf(h.min);
  let below = 0;
  for (const i of order) {
    const rank = ranks[i]!;
    if (!(rank >= 1 && rank <= h.total)) throw new RangeError(`invalid rank (1..${h.total} expected): ${rank}`);
    while (below + h.counts[index]! < rank) below += h.counts[index++]!;
    found[i] = narrowed(h, index, h.counts[index]!);
  }
  return found;
}

function narrowed(h: Histogram, index: number, count: number): OccupiedBucket {
  return { lowNs: Math.max(h.min, bucketLow(index)), highNs: Math.min(h.max, bucketHigh(index)), count };
}

/**
 * Returns the rank of a quantile: the least k such that k samples of n are a share of at least p.
 *
 * A product p n that misses an integer by rounding alone counts as that integer.
 *
 * @param n - number of samples [none, integer >= 1]
 * @param p - quantile [none, 0..1]
 */
export function quantileRank(n: number, p: number): number {
  if (!(p >= 0 && p <= 1)) throw new RangeError(`invalid quantile (0..1 expected): ${p}`);
  const exact = p * n;
  const nearest = Math.floor(exact + 0.5);
  const rank = Math.abs(exact - nearest) <= 1e-12 * n ? nearest : Math.ceil(exact);
  return Math.min(n, Math.max(1, rank));
}

/**
 * Returns the value that a share p of the samples does not exceed, within 2^-11 of the sample of that rank.
 *
 * The first and the last rank give the exact minimum and maximum. NaN while the histogram is empty.
 *
 * @param h - histogram
 * @param p - quantile [none, 0..1]
 */
export function valueAtQuantile(h: Histogram, p: number): number {
  if (h.total === 0) return NaN;
  const rank = quantileRank(h.total, p);
  if (rank === 1) return h.min;
  if (rank === h.total) return h.max;
  return middleOf(bucketsAtRanks(h, [rank])[0]!);
}

/** Returns the integer in the middle of a bucket, which stands for its samples [ns]. */
export function middleOf(bucket: OccupiedBucket): number {
  return Math.floor((bucket.lowNs + bucket.highNs) / 2);
}

/**
 * Returns how many samples are greater than a value.
 *
 * Samples in the value's own bucket count as not greater, so the threshold that is meant is `bucketHigh` of it; below
 * 2048 ns, and from the maximum on, the answer is exact.
 *
 * @param h - histogram
 * @param valueNs - threshold [ns, any number]
 */
export function countAbove(h: Histogram, valueNs: number): number {
  if (h.total === 0 || valueNs >= h.max) return 0;
  if (valueNs < h.min) return h.total;
  const last = bucketOf(h.max);
  let above = 0;
  for (let i = bucketOf(Math.floor(valueNs)) + 1; i <= last; i++) above += h.counts[i]!;
  return above;
}

/** Returns the buckets that hold samples, in ascending order, the outer ones narrowed to the minimum and maximum. */
export function occupiedBuckets(h: Histogram): OccupiedBucket[] {
  const buckets: OccupiedBucket[] = [];
  if (h.total === 0) return buckets;
  const last = bucketOf(h.max);
  for (let i = bucketOf(h.min); i <= last; i++) {
    const count = h.counts[i]!;
    if (count > 0) buckets.push(narrowed(h, i, count));
  }
  return buckets;
}
