import type { Recorder } from '../engine/recorder.js';
import { isPending } from '../kernel/rcu-pending.js';
import { recordValue } from './histogram.js';
import type { Episodes, PolicyRecord } from './policy-record.js';

const ms = 1_000_000;
const sec = 1_000_000_000;

/** A recorder whose record can be exchanged: after the warm-up it starts with an empty one. */
export interface Collector extends Recorder {
  record: PolicyRecord;
}

/** Returns a recorder that adds what it hears to `record`. */
export function collectInto(record: PolicyRecord): Collector {
  const collector: Collector = {
    record,
    latency: (valueNs) => recordValue(collector.record.latency, valueNs),
    exits: (count) => void (collector.record.exits += count),
    tick: ({ kernel, reason }) => {
      collector.record.ticks++;
      if (!kernel) return;
      collector.record.kernelTicks++;
      if (isPending(reason)) collector.record.pendingTicks++;
    },
    wake: (window) => {
      collector.record.wakes++;
      collector.record.wakesByWindow[window]++;
    },
    rcuc: (ranNs, stolenNs) => {
      collector.record.rcucNs += ranNs;
      collector.record.stolenNs += stolenNs;
    },
    falsePositive: (lengthNs) => addEpisode(collector.record.falsePositives, lengthNs),
    falseNegative: (lengthNs) => addEpisode(collector.record.falseNegatives, lengthNs),
    gracePeriod: (lengthNs) => {
      recordValue(collector.record.gracePeriods, lengthNs);
      countStall(collector.record, lengthNs);
    },
    syncRcu: (lengthNs, count) => recordValue(collector.record.syncRcu, lengthNs, count),
    expedited: (lengthNs) => {
      recordValue(collector.record.expedited, lengthNs);
      countStall(collector.record, lengthNs);
    },
    stallWarnings: (count) => void (collector.record.stalls.warnings += count),
  };
  return collector;
}

function addEpisode(episodes: Episodes, lengthNs: number): void {
  episodes.count++;
  episodes.totalNs += lengthNs;
  episodes.maxNs = Math.max(episodes.maxNs, lengthNs);
}

function countStall({ stalls }: PolicyRecord, lengthNs: number): void {
  if (lengthNs > 20 * ms) stalls.over20ms++;
  if (lengthNs > 21 * sec) stalls.over21s++;
  if (lengthNs > 60 * sec) stalls.over60s++;
}
