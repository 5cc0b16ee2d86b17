/** A tool whose output can be read. */
export type MeasurementSource = 'cyclictest' | 'oslat' | 'rtla timerlat' | 'rtla osnoise';

/** Values counted together. */
export interface MeasuredBucket {
  /** Smallest value in it [ns]. */
  readonly lowNs: number;
  /** First value beyond it; null: there is no upper end, the tool put everything larger in here as well [ns]. */
  readonly highNs: number | null;
  readonly count: number;
}

/** The histogram of one series of values on one CPU. Every value is in a bucket or in the overflow, in one of them once. */
export interface MeasuredCpu {
  /** CPU number; null where the tool names threads only. */
  readonly cpu: number | null;
  /** What was measured: `latency`, for rtla timerlat `irq`, `thread` or `user`, for rtla osnoise `noise`. */
  readonly series: string;
  /** Buckets that hold something, in rising order. */
  readonly buckets: readonly MeasuredBucket[];
  /** Values above the last bucket that the tool keeps, counted by the tool or missing in its buckets. */
  readonly overflow: number;
  /** No overflowed value is smaller than this; null without overflow [ns]. */
  readonly overflowFromNs: number | null;
  /**
   * The largest value, rounded as the tool rounds it: cyclictest and rtla timerlat down to their unit, oslat up to it, rtla
   * osnoise down to its bucket; null where the tool doesn't say [ns].
   */
  readonly max: number | null;
}

/** What a tool measured, in nanoseconds whatever unit it prints. */
export interface Measurement {
  readonly source: MeasurementSource;
  readonly unit: 'ns';
  /** The command line, where the output holds it. */
  readonly command: string | null;
  readonly perCpu: readonly MeasuredCpu[];
  /** Values that the tool lost before it could count them: they are in no bucket. Null: lost, and not known how many. */
  readonly missed: number | null;
}

/** Returns how many values a histogram holds, overflowed ones included. */
export function measuredCount({ buckets, overflow }: MeasuredCpu): number {
  return buckets.reduce((total, { count }) => total + count, overflow);
}
