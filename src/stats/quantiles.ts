import { bucketsAtRanks, middleOf, quantileRank } from '../record/histogram-queries.js';
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
  for (const p of ps) {
    if (!(p > 0 && p < 1)) throw new RangeError(`invalid quantile (0 < p < 1 expected): ${p}`);
  }
  const supported = ps.filter((p) => isSupported(h.total, p));
  const ranks = supported.flatMap((p) => {
    const { low, high } = orderStatisticRanks(h.total, p);
    return [quantileRank(h.total, p), low, high];
  });
  const buckets = bucketsAtRanks(h, ranks);
  return ps.map((p) => {
    const label = quantileLabel(p);
    const at = 3 * supported.indexOf(p);
    if (at < 0) return { p, label, valueNs: null, lowNs: null, highNs: null, supported: false };
    const valueNs = middleOf(buckets[at]!);
    return { p, label, valueNs, lowNs: buckets[at + 1]!.lowNs, highNs: buckets[at + 2]!.highNs, supported: true };
  });
}
