import { canonicalJson, contentHash, type Scenario } from '../scenario/index.js';
import type { Histogram } from './histogram.js';
import type { PolicyRecord } from './policy-record.js';

/**
 * Returns the digest of a result: 16 hexadecimal digits over scenario (seed included), version, and every count of every
 * policy. Equal digests mean equal results, whichever engine, machine or number of steps made them.
 */
export function digestOf(scenario: Scenario, version: string, records: readonly PolicyRecord[]): string {
  const results = records.map((record) => ({
    ...record,
    title: '',
    latency: countsOf(record.latency),
    gracePeriods: countsOf(record.gracePeriods),
    syncRcu: countsOf(record.syncRcu),
    expedited: countsOf(record.expedited),
  }));
  return contentHash(canonicalJson({ scenario, version, results }));
}

/** Index and count of each occupied bucket, with the exact extremes. */
function countsOf(histogram: Histogram): readonly number[] {
  const pairs: number[] = [histogram.total, histogram.min, histogram.max];
  histogram.counts.forEach((count, index) => {
    if (count > 0) pairs.push(index, count);
  });
  return pairs.map((value) => (Number.isFinite(value) ? value : -1));
}
