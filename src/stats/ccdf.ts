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
  if (h.max === 0) return [];
  const axes = occupied(h) < limit ? null : createAxes(h, Math.floor(limit / 2) - 1);
  const points: CcdfPoint[] = [];
  const last = bucketOf(h.max);
  let left = h.total;
  for (let i = bucketOf(h.min); i <= last; i++) {
    const count = h.counts[i]!;
    if (count === 0) continue;
    const lowNs = Math.max(h.min, bucketLow(i));
    // The greatest sample is known exactly, and when it is alone in its bucket it stands for the bucket.
    const isCandidate = lowNs > 0 && lowNs < h.max && (count > 1 || i < last);
    if (isCandidate && (axes === null || isNextStep(axes, lowNs, left))) points.push(pointAt(h, lowNs, left));
    left -= count;
  }
  points.push(pointAt(h, h.max, countAtMax(h)));
  return points;
}

/** Returns how many samples surely equal the maximum. */
function countAtMax(h: Histogram): number {
  if (h.min === h.max) return h.total;
  const last = bucketOf(h.max);
  return bucketLow(last) === h.max ? h.counts[last]! : 1;
}

function occupied(h: Histogram): number {
  let buckets = 0;
  const last = bucketOf(h.max);
  for (let i = bucketOf(h.min); i <= last; i++) if (h.counts[i]! > 0) buckets++;
  return buckets;
}

function pointAt(h: Histogram, atNs: number, reached: number): CcdfPoint {
  const { low, high } = wilson(reached, h.total);
  return { us: atNs / 1000, p: reached / h.total, low, high };
}

/** The steps along the two logarithmic axes, and where the next ones begin. */
interface Axes {
  readonly firstNs: number;
  readonly total: number;
  readonly xStep: number;
  readonly pStep: number;
  xSteps: number;
  pSteps: number;
  nextNs: number;
  nextReached: number;
}

function createAxes(h: Histogram, steps: number): Axes {
  const firstNs = Math.max(h.min, 1);
  const xStep = ln(h.max / firstNs) / steps;
  const pStep = ln(h.total) / steps;
  return { firstNs, total: h.total, xStep, pStep, xSteps: 0, pSteps: 0, nextNs: 0, nextReached: h.total };
}

/** Returns whether a point is the first in a step along either axis, and moves the steps on. */
function isNextStep(axes: Axes, atNs: number, reached: number): boolean {
  const isNextX = atNs >= axes.nextNs;
  const isNextP = reached <= axes.nextReached;
  if (isNextX) {
    axes.xSteps = Math.max(axes.xSteps, Math.floor(ln(atNs / axes.firstNs) / axes.xStep)) + 1;
    axes.nextNs = axes.firstNs * exp(axes.xSteps * axes.xStep);
  }
  if (isNextP) {
    axes.pSteps = Math.max(axes.pSteps, Math.floor(ln(axes.total / reached) / axes.pStep)) + 1;
    axes.nextReached = axes.total * exp(-axes.pSteps * axes.pStep);
  }
  return isNextX || isNextP;
}
