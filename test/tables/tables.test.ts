import { describe, expect, test } from 'vitest';
import { compare } from '../../src/record/index.js';
import { canonicalJson, contentHash } from '../../src/scenario/index.js';
import {
  ccdfTable,
  comparisonTable,
  conditionsOf,
  gracePeriodDistributions,
  provenanceOf,
  quantileTable,
  tailCurves,
  wakesByWindow,
  windowTable,
} from '../../src/tables/index.js';
import { comparisonOf, recordOf, thousandMicroseconds } from './recorded.js';

const made = comparisonOf([recordOf('mainline', thousandMicroseconds), recordOf('oracle', [1000])]);

interface Row {
  [column: string]: unknown;
}

describe('the table of a comparison', () => {
  const table = comparisonTable(made);
  const [mainline, oracle] = table.objects() as Row[];

  test('has a row for each policy, in the order of the comparison', () => {
    expect(table.array('policy')).toEqual(['mainline', 'oracle']);
  });

  test('gives latency in microseconds and the maximum first', () => {
    expect(table.columnNames().slice(0, 4)).toEqual(['policy', 'samples', 'max_us', 'p50_us']);
    expect(mainline).toMatchObject({ samples: 10_000, max_us: 1000 });
    expect(mainline!['p50_us']).toBeCloseTo(500, 0);
    expect(mainline!['p99_us']).toBeCloseTo(990, 0);
  });

  test('has no number where the samples support none', () => {
    expect(mainline!['p99_9_us']).toBeNull();
    expect(oracle).toMatchObject({ samples: 1, max_us: 1, p50_us: null });
  });

  test('counts wakes and ticks per second of measured time', () => {
    expect(mainline).toMatchObject({ wakes_per_s: 3, kernel_ticks_per_s: 10, pending_ticks_per_s: 4 });
    expect(mainline).toMatchObject({ exits_per_s: 16_000, cost_per_exit_ns: 2, rcuc_cpu_percent: 0.006 });
  });

  test('tells what RCU pays, in milliseconds', () => {
    expect(mainline).toMatchObject({ gp_count: 301, gp_max_ms: 1001, sync_rcu_p50_ms: null, sync_rcu_max_ms: 6 });
    expect(mainline!['gp_p50_ms']).toBeCloseTo(4, 1);
    expect(mainline).toMatchObject({ gp_over_20ms: 1, gp_over_21s: 0, gp_over_60s: 0, stall_warnings: 0 });
    expect(mainline).toMatchObject({ false_positives: 3, false_positives_ms: 4.5, false_negatives_ms: 0.07 });
  });

  test('names a unit in every column that has one', () => {
    const bare = new Set(['policy', 'samples', 'false_positives', 'false_negatives', 'gp_count', 'stall_warnings']);
    const unit = /_(us|ms|ns|per_s|percent|20ms|21s|60s)$/;
    for (const name of table.columnNames()) expect(bare.has(name) || unit.test(name), name).toBe(true);
  });

  test('takes a comparison that has not begun to measure', () => {
    const rows = comparisonTable(
      comparisonOf([recordOf('mainline', [], { measuredNs: 0, exits: 0 })]),
    ).objects() as Row[];
    expect(rows[0]).toMatchObject({ samples: 0, max_us: 0, wakes_per_s: 0, p50_us: null });
  });
});

describe('the long tables', () => {
  test('quantiles have intervals around them where they are supported, and nothing where not', () => {
    const rows = quantileTable(made).objects() as Row[];
    const p99 = rows.find(({ policy, quantile }) => policy === 'mainline' && quantile === 'p99')!;
    expect(p99['low_us'] as number).toBeLessThan(p99['latency_us'] as number);
    expect(p99['high_us'] as number).toBeGreaterThan(p99['latency_us'] as number);
    expect(rows.filter(({ supported }) => !supported).every(({ latency_us }) => latency_us === null)).toBe(true);
    expect(quantileTable(made, [0.5]).numRows()).toBe(2);
  });

  test('wakes by window add up to the wakes', () => {
    const rows = windowTable(made).objects() as Row[];
    const total = rows
      .filter(({ policy }) => policy === 'mainline')
      .reduce((sum, { wakes }) => sum + (wakes as number), 0);
    expect(total).toBe(30);
    expect(rows.find(({ window }) => window === 'guest')).toMatchObject({ wakes: 10, wakes_per_s: 1 });
  });

  test('survival curves fall from all samples to the last one', () => {
    const shares = ccdfTable(made).filter("d => d.policy === 'mainline'").array('share') as number[];
    expect(shares[0]).toBe(1);
    expect(shares.at(-1)).toBeLessThanOrEqual(0.0011);
    expect(shares).toEqual([...shares].sort((a, b) => b - a));
  });
});

describe('the rows for figures', () => {
  test('a tail ends at the largest sample', () => {
    const [mainline, oracle] = tailCurves(made);
    expect(mainline!.points.at(-1)!.us).toBe(1000);
    expect(mainline!.maxUs).toBe(1000);
    expect(oracle!.points.length).toBeGreaterThan(0);
  });

  test('bins of grace periods lose none and hold the lengths that they count', () => {
    const [{ bins, count, p50Ms, maxMs }] = gracePeriodDistributions(made) as [
      ReturnType<typeof gracePeriodDistributions>[0],
    ];
    expect(bins.reduce((sum, bin) => sum + bin.count, 0)).toBe(count);
    expect(bins.length).toBe(2);
    for (const length of [4, 1001])
      expect(bins.some(({ lowMs, highMs }) => lowMs <= length && length <= highMs)).toBe(true);
    expect(p50Ms).toBeCloseTo(4, 2);
    expect(maxMs).toBe(1001);
  });

  test('the provenance hashes the complete scenario', () => {
    expect(provenanceOf(made)).toEqual({
      scenarioHash: contentHash(canonicalJson(made.scenario)),
      seed: 7,
      version: '0.1.0',
      digest: 'fedcba9876543210',
    });
    expect(provenanceOf(made).scenarioHash).toMatch(/^[0-9a-f]{16}$/);
  });

  test('the conditions name instrument, tick rate and measured time', () => {
    expect(conditionsOf(made)).toBe('oslat, HZ 1000, nohz_full, VMX · 10 s measured · 10000 samples');
  });
});

test('what a real comparison says agrees between its tables', () => {
  const real = compare({ run: { durationSec: 1 } }, { policies: ['mainline', 'patience'] });
  const totals = comparisonTable(real).objects() as Row[];
  for (const { policy, windows } of wakesByWindow(real)) {
    const sum = windows.reduce((all, { perSecond }) => all + perSecond, 0);
    expect(sum).toBeCloseTo(totals.find((row) => row['policy'] === policy)!['wakes_per_s'] as number, 9);
  }
});
