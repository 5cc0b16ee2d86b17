import { tQuantile } from './student-t.js';

/** What a paired comparison of two policies found. */
export interface PairedDifference {
  /** Number of pairs. */
  readonly n: number;
  /** Mean of other - baseline, in the unit of the values. */
  readonly mean: number;
  /** 95% interval of the mean difference (Student's t). */
  readonly low: number;
  readonly high: number;
  readonly standardError: number;
  /**
   * How much the common random world helped: the variance of a difference between independent runs over that of the
   * paired one, so that many times more batches would have been needed. 1 is no help, below 1 it did harm, Infinity
   * means that the differences don't vary at all.
   */
  readonly varianceRatio: number;
}

/**
 * Returns the mean difference between two policies that lived through the same random world, with a 95% interval.
 *
 * The i-th values of both must stem from the same batch of simulated time, and batches be long enough to be nearly
 * independent of one another.
 *
 * @param baseline - a value per batch
 * @param other - a value per batch, same batches in the same order
 * @example
 * pairedDifference([10, 12, 11], [8, 11, 9]).mean; // -1.67
 */
export function pairedDifference(baseline: ArrayLike<number>, other: ArrayLike<number>): PairedDifference {
  const n = baseline.length;
  if (other.length !== n) throw new RangeError(`unequal numbers of batches: ${n} and ${other.length}`);
  if (n < 2) throw new RangeError(`too few batches (at least 2 expected): ${n}`);
  const differences = new Float64Array(n);
  for (let i = 0; i < n; i++) differences[i] = other[i]! - baseline[i]!;
  const mean = meanOf(differences);
  const paired = varianceOf(differences);
  const independent = varianceOf(baseline) + varianceOf(other);
  const standardError = Math.sqrt(paired / n);
  const half = tQuantile(0.975, n - 1) * standardError;
  const varianceRatio = paired > 0 ? independent / paired : independent > 0 ? Infinity : 1;
  return { n, mean, low: mean - half, high: mean + half, standardError, varianceRatio };
}

/** Returns the arithmetic mean, summed in order. */
export function meanOf(values: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i]!;
  return sum / values.length;
}

/** Returns the sample variance (divisor n - 1) around the mean. */
export function varianceOf(values: ArrayLike<number>): number {
  const mean = meanOf(values);
  let sum = 0;
  for (let i = 0; i < values.length; i++) {
    const d = values[i]! - mean;
    sum += d * d;
  }
  return sum / (values.length - 1);
}
