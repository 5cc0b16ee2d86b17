import { ln } from '../random/index.js';
import { occupiedBuckets, type OccupiedBucket } from '../record/histogram-queries.js';
import type { Histogram } from '../record/histogram.js';
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
  const { atNs, reached } = edges(h, occupiedBuckets(h));
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

function edges(h: Histogram, buckets: readonly OccupiedBucket[]): Edges {
  const atNs: number[] = [];
  const reached: number[] = [];
  let left = h.total;
  for (const { lowNs, highNs, count } of buckets) {
    // The greatest sample is known exactly, and when it is alone in its bucket it stands for the bucket.
    if (lowNs > 0 && (count > 1 || highNs < h.max)) {
      atNs.push(lowNs);
      reached.push(left);
    }
    left -= count;
  }
  if (h.max > 0 && atNs.at(-1) !== h.max) {
    atNs.push(h.max);
    reached.push(1);
  }
  return { atNs, reached };
}

/** Returns the positions to keep: both ends, and the first point in each step along either axis. */
function thinned(atNs: readonly number[], reached: readonly number[], limit: number): number[] {
  const last = atNs.length - 1;
  const steps = Math.floor(limit / 2) - 1;
  const xStep = ln(atNs[last]! / atNs[0]!) / steps;
  const pStep = ln(reached[0]! / reached[last]!) / steps;
  const kept = [0];
  let xSteps = 0;
  let pSteps = 0;
  for (let i = 1; i < last; i++) {
    const x = Math.floor(ln(atNs[i]! / atNs[0]!) / xStep);
    const p = pStep > 0 ? Math.floor(ln(reached[0]! / reached[i]!) / pStep) : 0;
    if (x <= xSteps && p <= pSteps) continue;
    xSteps = Math.max(xSteps, x);
    pSteps = Math.max(pSteps, p);
    kept.push(i);
  }
  kept.push(last);
  return kept;
}
