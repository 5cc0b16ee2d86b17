/**
 * Counts of integer nanoseconds in log-linear buckets.
 *
 * Values below 2048 ns have a bucket each; above, every octave has 1024 buckets of equal width, so a bucket's half
 * width is at most 2^-11 (0.049%) of its values. The least, the greatest, the number and the sum are kept exactly.
 * A histogram is plain data: integer counts, hence merged in any order with the same result.
 */
export interface Histogram {
  /** Samples per bucket, see `bucketLow`; replaced by a longer array when a greater value arrives. */
  counts: Uint32Array;
  /** Number of samples. */
  total: number;
  /** Least sample [ns]; 0 while empty. */
  min: number;
  /** Greatest sample [ns]; 0 while empty. */
  max: number;
  /** Sum of all samples [ns]; exact up to 2^53 ns (104 days), beyond it rounded with each addition. */
  sum: number;
}

/** The greatest value a histogram takes, 2^52 ns or 52 days. */
export const largestValueNs = 4503599627370496;

const initialBuckets = 4096;
const largestCount = 4294967295;
const twoTo21 = 2097152;
const twoTo31 = 2147483648;

/**
 * Returns an empty histogram.
 *
 * @example
 * const latency = createHistogram();
 * recordValue(latency, 12_345);
 * valueAtQuantile(latency, 0.5); // 12345, the only sample
 */
export function createHistogram(): Histogram {
  return { counts: new Uint32Array(initialBuckets), total: 0, min: 0, max: 0, sum: 0 };
}

/** Returns a copy that shares nothing with the original. */
export function copyHistogram(h: Histogram): Histogram {
  return { counts: h.counts.slice(), total: h.total, min: h.min, max: h.max, sum: h.sum };
}

/** Returns the number of the bucket that holds a value [ns, integer 0..2^52]. */
export function bucketOf(valueNs: number): number {
  if (valueNs < twoTo31) {
    const shift = 21 - Math.clz32(valueNs | 1024);
    return (shift << 10) + (valueNs >>> shift);
  }
  const high = Math.floor(valueNs / twoTo21);
  const shift = 21 - Math.clz32(high);
  return ((21 + shift) << 10) + (high >>> shift);
}

/** Returns the least value of a bucket [ns]. */
export function bucketLow(index: number): number {
  return index < 2048 ? index : ((index & 1023) | 1024) * bucketWidth(index);
}

/** Returns the greatest value of a bucket [ns]; the next bucket begins 1 ns above. */
export function bucketHigh(index: number): number {
  return bucketLow(index) + bucketWidth(index) - 1;
}

function bucketWidth(index: number): number {
  if (index < 2048) return 1;
  const shift = (index >>> 10) - 1;
  return shift < 31 ? (1 << shift) >>> 0 : twoTo31 * (1 << (shift - 31));
}

/**
 * Adds `count` samples of one value.
 *
 * @param h - histogram to add to
 * @param valueNs - the value [ns, integer 0..2^52]; anything else throws a RangeError and changes nothing
 * @param count - how many of them [none, integer 0..2^32-1, default 1]
 */
export function recordValue(h: Histogram, valueNs: number, count = 1): void {
  const asInt = valueNs | 0;
  if (!(asInt === valueNs && asInt >= 0)) checkValue(valueNs);
  const index = bucketOf(valueNs);
  const before = index < h.counts.length ? h.counts[index]! : 0;
  const after = before + count;
  if (!(count >= 0 && after <= largestCount && Math.floor(count) === count)) refuseCount(count, before);
  if (count === 0) return;
  if (index >= h.counts.length) growTo(h, index);
  h.counts[index] = after;
  if (h.total === 0) {
    h.min = valueNs;
    h.max = valueNs;
  } else {
    if (valueNs < h.min) h.min = valueNs;
    if (valueNs > h.max) h.max = valueNs;
  }
  h.total += count;
  h.sum += valueNs * count;
}

function checkValue(valueNs: number): void {
  if (valueNs >= 0 && valueNs <= largestValueNs && Math.floor(valueNs) === valueNs) return;
  throw new RangeError(`invalid sample (integer ns 0..2^52 expected; round it once before recording): ${valueNs}`);
}

function refuseCount(count: number, before: number): never {
  throw new RangeError(`invalid count (integer >= 0, at most 2^32-1 a bucket, which has ${before}): ${count}`);
}

/** Lengthens the counts to the end of the octave of `index`; the length depends on the greatest value alone. */
function growTo(h: Histogram, index: number): void {
  const longer = new Uint32Array(((index >>> 10) + 1) << 10);
  longer.set(h.counts);
  h.counts = longer;
}

/**
 * Adds all samples of `source` to `target`; `source` stays as it is.
 *
 * The same samples give the same histogram, whatever the order and grouping of the merges (`sum` too, as long as it
 * is exact, see there). A bucket that would pass
 * 2^32-1 samples throws a RangeError and nothing is added.
 */
export function mergeInto(target: Histogram, source: Histogram): void {
  if (source.total === 0) return;
  const last = bucketOf(source.max);
  if (last >= target.counts.length) growTo(target, last);
  const from = source.counts;
  const into = target.counts;
  const first = bucketOf(source.min);
  for (let i = first; i <= last; i++) {
    if (into[i]! + from[i]! > largestCount) refuseCount(from[i]!, into[i]!);
  }
  for (let i = first; i <= last; i++) into[i] = into[i]! + from[i]!;
  target.min = target.total === 0 ? source.min : Math.min(target.min, source.min);
  target.max = Math.max(target.max, source.max);
  target.total += source.total;
  target.sum += source.sum;
}
