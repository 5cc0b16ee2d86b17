import { exp, ln } from '../random/index.js';
import { bucketLow, bucketOf, type Histogram } from '../record/histogram.js';
import { wilson } from './intervals.js';

/** A point of a survival curve, with its pointwise 95% band. */
export interface CcdfPoint {
  /** Latency [us]. */
  readonly us: number;
  /** Share of samples that reach it, the chance of a latency of `us` or more; never 0. */
  readonly p: number;
  readonly low: number;
  readonly high: number;
}

export interface CcdfOptions {
  /** Greatest number of points [none, integer 4..100000, default 300]. */
  readonly points?: number;
}

/**
 * Returns the survival curve P(latency >= x) for log-log plots, from (min, 1) down to the maximum.
 *
 * Points stand at lower edges of buckets, where the share is exact. If there are more than `points`, those are kept
 * that come first in equal steps of ln x and of ln p, so the body stays smooth and single outliers stay visible. The
 * band is Wilson's, for each point by itself. Samples of 0 ns count but make no point: a log axis has no place for
 * them. An empty histogram gives no points.
 *
 * @param h - histogram
 * @param options - see `CcdfOptions`
 * @example
 * const last = ccdf(latency).at(-1); // {us: the maximum in microseconds, p: 1 / n or more, low, high}
 */
export function ccdf(h: Histogram, options: CcdfOptions = {}): CcdfPoint[] {
  const limit = options.points ?? 300;
  if (!(limit >= 4 && limit <= 100000 && Math.floor(limit) === limit)) {
    throw new RangeError(`invalid number of points (integer 4..100000 expected): ${limit}`);
  }
  const { atNs, reached } = edges(h);
  const kept = atNs.length <= limit ? atNs.map((_, i) => i) : thinned(atNs, reached, limit);
  return kept.map((i) => {
    const band = wilson(reached[i]!, h.total);
    return { us: atNs[i]! / 1000, p: reached[i]! / h.total, low: band.low, high: band.high };
  });
}

interface Edges {
  readonly atNs: number[];
  readonly reached: number[];
}

function edges(h: Histogram): Edges {
  const atNs: number[] = [];
  const reached: number[] = [];
  if (h.max === 0) return { atNs, reached };
  const last = bucketOf(h.max);
  let left = h.total;
  for (let i = bucketOf(h.min); i <= last; i++) {
    const count = h.counts[i]!;
    if (count === 0) continue;
    const lowNs = Math.max(h.min, bucketLow(i));
    // The greatest sample is known exactly, and when it is alone in its bucket it stands for the bucket.
    if (lowNs > 0 && (count > 1 || i < last)) {
      atNs.push(lowNs);
      reached.push(left);
    }
    left -= count;
  }
  if (atNs.at(-1) !== h.max) {
    atNs.push(h.max);
    reached.push(1);
  }
  return { atNs, reached };
}

/** Returns the positions to keep: both ends, and the first point in each step along either axis. */
function thinned(atNs: readonly number[], reached: readonly number[], limit: number): number[] {
  const last = atNs.length - 1;
  const firstNs = atNs[0]!;
  const all = reached[0]!;
  const steps = Math.floor(limit / 2) - 1;
  const xStep = ln(atNs[last]! / firstNs) / steps;
  const pStep = ln(all / reached[last]!) / steps;
  const kept = [0];
  let xSteps = 1;
  let pSteps = 1;
  let nextNs = firstNs * exp(xStep);
  let nextReached = all * exp(-pStep);
  for (let i = 1; i < last; i++) {
    const atStep = atNs[i]! >= nextNs;
    const pAtStep = reached[i]! <= nextReached;
    if (!atStep && !pAtStep) continue;
    kept.push(i);
    if (atStep) {
      xSteps = Math.max(xSteps, Math.floor(ln(atNs[i]! / firstNs) / xStep)) + 1;
      nextNs = firstNs * exp(xSteps * xStep);
    }
    if (pAtStep) {
      pSteps = Math.max(pSteps, Math.floor(ln(all / reached[i]!) / pStep)) + 1;
      nextReached = all * exp(-pSteps * pStep);
    }
  }
  kept.push(last);
  return kept;
}
