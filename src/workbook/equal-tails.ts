import { bucketOf, type Histogram } from '../record/histogram.js';
import type { PolicyRecord } from '../record/policy-record.js';

/** Returns the ids of the policies in groups of equal samples, the group with the largest sample first. */
export function equalTails(records: readonly PolicyRecord[]): readonly (readonly string[])[] {
  const groups: PolicyRecord[][] = [];
  for (const record of records) {
    const group = groups.find(([leader]) => leader !== undefined && sameSamples(leader.latency, record.latency));
    if (group === undefined) groups.push([record]);
    else group.push(record);
  }
  const worst = ([leader]: readonly PolicyRecord[]): number => leader?.latency.max ?? 0;
  return groups.sort((a, b) => worst(b) - worst(a)).map((group) => group.map(({ id }) => id));
}

function sameSamples(a: Histogram, b: Histogram): boolean {
  if (a.total !== b.total || a.sum !== b.sum || a.max !== b.max || a.min !== b.min) return false;
  const last = bucketOf(a.max);
  for (let i = bucketOf(a.min); i <= last; i++) if (a.counts[i] !== b.counts[i]) return false;
  return true;
}
