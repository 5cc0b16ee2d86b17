import { exp, ln } from './ln-exp.js';
import { normalQuantile } from './normal.js';

/** Parameters of a lognormal distribution: exp(mu + sigma z) with z standard normal; its median is exp(mu). */
export interface Lognormal {
  readonly mu: number;
  readonly sigma: number;
}

/** `normalQuantile(0.99)`. */
const z99 = 2.3263478740408408;

/** No duration is drawn longer than this, 2^52 ns or 52 days: the tail of a wide lognormal would reach beyond. */
export const longestNs = 4503599627370496;

/**
 * Returns an exponentially distributed duration, rounded once to integer nanoseconds.
 *
 * Support [0, 2^52], mean `meanNs`, formula -mean ln(u). Gaps drawn with it make a Poisson process of rate
 * 1e9 / meanNs per second.
 *
 * @param u - uniform number [none, 0 < u < 1]
 * @param meanNs - mean [ns, >= 0]
 */
export function exponential(u: number, meanNs: number): number {
  return Math.min(longestNs, Math.floor(-ln(u) * meanNs + 0.5));
}

/**
 * Returns the lognormal distribution with this median and this 99th percentile.
 *
 * mu = ln(median), sigma = ln(p99 / median) / 2.3263; equal values give sigma 0, a constant.
 *
 * @param medianNs - median [ns, > 0]
 * @param p99Ns - 99th percentile [ns, medianNs..2^52]
 */
export function lognormalFromSpread(medianNs: number, p99Ns: number): Lognormal {
  if (!(medianNs > 0 && p99Ns >= medianNs && p99Ns <= longestNs)) {
    throw new RangeError(
      `invalid spread (0 < median <= p99 <= 2^52 expected; for a constant make them equal): median ${medianNs} ns, p99 ${p99Ns} ns`,
    );
  }
  return { mu: ln(medianNs), sigma: p99Ns === medianNs ? 0 : ln(p99Ns / medianNs) / z99 };
}

/**
 * Returns a lognormally distributed duration, rounded once to integer nanoseconds.
 *
 * Support [0, 2^52], formula exp(mu + sigma normalQuantile(u)). `spreadSampler` is the fast form of it.
 *
 * @param lognormal - from `lognormalFromSpread`
 * @param u - uniform number [none, 0 < u < 1]
 */
export function sampleLognormal(lognormal: Lognormal, u: number): number {
  return Math.min(longestNs, Math.floor(exp(lognormal.mu + lognormal.sigma * normalQuantile(u)) + 0.5));
}

/**
 * Returns a sampler of measured values: the inverse of their empirical distribution function.
 *
 * Only values that were measured come back, the k-th smallest for u in [k/n, (k+1)/n).
 *
 * @param sortedValues - the measurement, ascending [ns, integers 0..2^52, at least one]
 */
export function empirical(sortedValues: ArrayLike<number>): (u: number) => number {
  const n = sortedValues.length;
  if (n === 0) throw new RangeError('empty measurement: at least one value expected');
  for (let i = 0; i < n; i++) {
    const value = sortedValues[i]!;
    if (!(value >= 0 && Math.floor(value) === value && value <= longestNs)) {
      throw new RangeError(`invalid measured value (integer ns 0..2^52 expected): ${value}`);
    }
    if (i > 0 && value < sortedValues[i - 1]!) {
      throw new RangeError(`unsorted measurement (ascending order expected; sort it first): ${value} at ${i}`);
    }
  }
  return (u) => sortedValues[Math.min(n - 1, Math.max(0, Math.floor(u * n)))]!;
}
