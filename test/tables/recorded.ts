import { createHistogram, recordValue } from '../../src/record/histogram.js';
import type { Comparison, Histogram, PolicyRecord } from '../../src/record/index.js';
import { scenario } from '../../src/scenario/index.js';

/** Returns a histogram of these values [ns]. */
export function histogramOf(values: readonly number[]): Histogram {
  const histogram = createHistogram();
  for (const value of values) recordValue(histogram, value);
  return histogram;
}

/** Returns what one policy might have done in ten seconds, with numbers that are easy to follow into a table. */
export function recordOf(id: string, latencies: readonly number[], more: Partial<PolicyRecord> = {}): PolicyRecord {
  return {
    id,
    title: `title of ${id}`,
    latency: histogramOf(latencies),
    wakes: 30,
    wakesByWindow: {
      guest: 10,
      'exit-handler': 8,
      'halt-poll': 6,
      'idle-entry': 3,
      'idle-exit': 2,
      'to-user': 1,
      other: 0,
    },
    ticks: 200,
    kernelTicks: 100,
    pendingTicks: 40,
    falsePositives: { count: 3, totalNs: 4_500_000, maxNs: 2_000_000 },
    falseNegatives: { count: 7, totalNs: 70_000, maxNs: 20_000 },
    gracePeriods: histogramOf([...Array<number>(300).fill(4_000_000), 1_001_000_000]),
    syncRcu: histogramOf([6_000_000]),
    expedited: histogramOf([]),
    stalls: { over20ms: 1, over21s: 0, over60s: 0, warnings: 0 },
    exits: 160_000,
    exitCostNs: 2,
    rcucNs: 600_000,
    stolenNs: 500_000,
    measuredNs: 10_000_000_000,
    ...more,
  };
}

/** Returns a comparison that holds these records. */
export function comparisonOf(policies: readonly PolicyRecord[]): Comparison {
  return {
    scenario: scenario({ run: { durationSec: 10, warmupSec: 1, seed: 7 } }),
    seed: 7,
    version: '0.1.0',
    digest: 'fedcba9876543210',
    simulatedNs: 11_000_000_000,
    finished: true,
    policies,
  };
}

/** 1 µs to 1 ms in steps of 1 µs, each ten times over, so that p50 to p99 are supported and p99.9 is not. */
export const thousandMicroseconds: readonly number[] = Array.from(
  { length: 10_000 },
  (_, i) => ((i % 1000) + 1) * 1000,
);
