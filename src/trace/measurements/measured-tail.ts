import { quantileRank } from '../../record/histogram-queries.js';
import { isSupported, orderStatisticRanks, quantileLabel, wilson } from '../../stats/index.js';
import type { MeasuredBucket, MeasuredCpu, Measurement, MeasurementSource } from './measurement.js';

/** One series of a measurement, all its CPUs together. */
export interface MeasuredTail {
  readonly source: MeasurementSource;
  /** What was measured: `latency`, `irq`, `thread`, `user` or `noise`. */
  readonly series: string;
  /** CPUs or threads of which there are values. */
  readonly cpus: number;
  /** Values in all, overflowed ones included. */
  readonly samples: number;
  /** Values lost before the tool could count them; null: lost, and not known how many. */
  readonly missed: number | null;
  /** Buckets in rising order; one without an upper end holds overflowed values, of which only the lower end is known. */
  readonly buckets: readonly MeasuredBucket[];
  /** Width of the widest bucket that has an upper end; null where none has [ns]. */
  readonly resolutionNs: number | null;
  /** Values of which the tool kept no bucket. */
  readonly overflow: number;
  /** No overflowed value is smaller than this; null without overflow [ns]. */
  readonly overflowFromNs: number | null;
  /** The largest value as the tool tells it; null where it does not [ns]. */
  readonly maxNs: number | null;
}

/** Where a quantile lies: in a bucket, or with the overflowed values. */
export interface MeasuredQuantile {
  readonly p: number;
  /** 'p99.9'. */
  readonly label: string;
  /** Ends of what is known of it; null: the samples don't support it [ns]. */
  readonly lowNs: number | null;
  /** Null too where there is no upper end: it lies in the overflow [ns]. */
  readonly highNs: number | null;
  /** Ends of its 95% interval, for independent samples; null as there [ns]. */
  readonly intervalLowNs: number | null;
  readonly intervalHighNs: number | null;
}

/** Returns the series of a measurement that hold values, in the order of the file, each summed over its CPUs. */
export function measuredTails({ source, perCpu, missed }: Measurement): MeasuredTail[] {
  const names = [...new Set(perCpu.map(({ series }) => series))];
  return names.flatMap((series) => {
    const columns = perCpu.filter((cpu) => cpu.series === series).filter((cpu) => hasValues(cpu));
    return columns.length === 0 ? [] : [{ source, series, missed, ...pooled(columns) }];
  });
}

function hasValues({ buckets, overflow }: MeasuredCpu): boolean {
  return buckets.length > 0 || overflow > 0;
}

function pooled(columns: readonly MeasuredCpu[]): Omit<MeasuredTail, 'source' | 'series' | 'missed'> {
  const all = columns.flatMap(({ buckets, overflow, overflowFromNs }) =>
    overflow > 0 ? [...buckets, { lowNs: overflowFromNs ?? 0, highNs: null, count: overflow }] : buckets,
  );
  const buckets = merged(all);
  const open = buckets.filter(({ highNs }) => highNs === null);
  const widths = buckets.flatMap(({ lowNs, highNs }) => (highNs === null ? [] : [highNs - lowNs]));
  const largest = columns.map(({ max }) => max);
  return {
    cpus: columns.length,
    samples: count(buckets),
    buckets,
    resolutionNs: widths.length > 0 ? Math.max(...widths) : null,
    overflow: count(open),
    overflowFromNs: open.length > 0 ? Math.min(...open.map(({ lowNs }) => lowNs)) : null,
    maxNs: largest.includes(null) ? null : Math.max(...largest.map((max) => max ?? 0)),
  };
}

/** Returns the buckets in rising order, equal ones together. */
function merged(all: readonly MeasuredBucket[]): MeasuredBucket[] {
  const byEnds = new Map<string, MeasuredBucket>();
  for (const bucket of all) {
    const key = `${bucket.lowNs} ${bucket.highNs}`;
    byEnds.set(key, { ...bucket, count: bucket.count + (byEnds.get(key)?.count ?? 0) });
  }
  return [...byEnds.values()].sort((a, b) => a.lowNs - b.lowNs || (a.highNs ?? Infinity) - (b.highNs ?? Infinity));
}

/**
 * Returns quantiles with all that is known of them: the value lies between two ends, or at or above one of them.
 *
 * @param ps - quantiles [0 < p < 1]
 */
export function measuredQuantiles(tail: MeasuredTail, ps: readonly number[]): MeasuredQuantile[] {
  return ps.map((p) => {
    const label = quantileLabel(p);
    if (!isSupported(tail.samples, p)) {
      return { p, label, lowNs: null, highNs: null, intervalLowNs: null, intervalHighNs: null };
    }
    const { low, high } = orderStatisticRanks(tail.samples, p);
    const rank = quantileRank(tail.samples, p);
    return {
      p,
      label,
      lowNs: lowAt(tail, rank),
      highNs: highAt(tail, rank),
      intervalLowNs: lowAt(tail, low),
      intervalHighNs: highAt(tail, high),
    };
  });
}

/** Returns the lower end of the value of a rank: that of a bucket by rising lower ends. */
function lowAt({ buckets }: MeasuredTail, rank: number): number {
  let below = 0;
  for (const { lowNs, count: inBucket } of buckets) {
    below += inBucket;
    if (below >= rank) return lowNs;
  }
  return buckets.at(-1)?.lowNs ?? 0;
}

/** Returns the upper end of the value of a rank, or null: buckets without one come last. */
function highAt({ buckets }: MeasuredTail, rank: number): number | null {
  const byEnd = [...buckets].sort((a, b) => (a.highNs ?? Infinity) - (b.highNs ?? Infinity));
  let below = 0;
  for (const { highNs, count: inBucket } of byEnd) {
    below += inBucket;
    if (below >= rank) return highNs;
  }
  return null;
}

/** A point of a measured survival curve, with its pointwise 95% band. */
export interface MeasuredPoint {
  /** Latency [us]. */
  readonly us: number;
  /** Share of the values known to reach it. */
  readonly p: number;
  readonly low: number;
  readonly high: number;
}

/**
 * Returns the survival curve at the lower ends of the buckets. It ends where the overflow begins: how its values lie beyond
 * is not known.
 */
export function measuredCurve({ buckets, samples, overflowFromNs }: MeasuredTail): MeasuredPoint[] {
  const points: MeasuredPoint[] = [];
  let left = samples;
  for (const { lowNs, count: inBucket } of buckets) {
    if (lowNs > (overflowFromNs ?? Infinity)) break;
    if (lowNs > 0 && points.at(-1)?.us !== lowNs / 1e3) {
      points.push({ us: lowNs / 1e3, p: left / samples, ...wilson(left, samples) });
    }
    left -= inBucket;
  }
  return points;
}

function count(buckets: readonly MeasuredBucket[]): number {
  return buckets.reduce((sum, bucket) => sum + bucket.count, 0);
}
