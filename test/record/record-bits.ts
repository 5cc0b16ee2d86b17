import type { Histogram } from '../../src/record/histogram.js';
import type { PolicyRecord } from '../../src/record/policy-record.js';

/** A record without its name and its cost per exit, the histograms written out: equal exactly where every count is. */
export type RecordBits = Record<string, unknown>;

/** Returns what a policy did, to compare with what another did, or the same one elsewhere. */
export function recordBits(record: PolicyRecord): RecordBits {
  const { id: _id, title: _title, exitCostNs: _cost, measuredNs: _measured, ...rest } = record;
  const { latency, gracePeriods, syncRcu, expedited } = rest;
  return {
    ...rest,
    latency: histogramBits(latency),
    gracePeriods: histogramBits(gracePeriods),
    syncRcu: histogramBits(syncRcu),
    expedited: histogramBits(expedited),
  };
}

/** Returns the counts of a histogram by bucket, and its exact numbers. */
export function histogramBits({ counts, total, min, max, sum }: Histogram): string {
  const buckets: string[] = [`total ${total}, min ${min}, max ${max}, sum ${sum};`];
  for (const [index, count] of counts.entries()) if (count > 0) buckets.push(`${index}:${count}`);
  return buckets.join(' ');
}
