import { describe, expect, it } from 'vitest';
import { definePolicy, policies } from '../../src/policies/index.js';
import { compare, startComparison } from '../../src/record/comparison.js';
import { digestOf } from '../../src/record/digest.js';
import { copyHistogram, recordValue } from '../../src/record/histogram.js';
import type { PolicyRecord } from '../../src/record/policy-record.js';
import { scenario } from '../../src/scenario/index.js';
import { recordBits } from './record-bits.js';

const short = { run: { durationSec: 0.3, warmupSec: 0.1, seed: 5 } } as const;

describe('a comparison', () => {
  it('has all built-in policies in their order unless others are named', () => {
    expect(compare({ run: { durationSec: 0.01 } }).policies.map(({ id }) => id)).toEqual(policies.map(({ id }) => id));
    const own = definePolicy({ id: 'mine', skips: () => false });
    const named = compare(short, { policies: ['patience', own, 'run-loop-flag-sched+idle-entry'] });
    expect(named.policies.map(({ id }) => id)).toEqual(['patience', 'mine', 'run-loop-flag-sched+idle-entry']);
  });

  it('carries scenario, seed and version, and says that it is finished', () => {
    const result = compare(short, { policies: ['mainline'] });
    expect(result).toMatchObject({ seed: 5, finished: true, simulatedNs: 400_000_000 });
    expect(result.scenario).toEqual(scenario(short));
    expect(result.digest).toMatch(/^[0-9a-f]{16}$/);
    expect(result.policies[0]!.measuredNs).toBe(300_000_000);
  });

  it('lets a policy of one’s own that decides like mainline do what mainline does', () => {
    const own = definePolicy({ id: 'mine', skips: () => false });
    const [mine, mainline] = compare(short, { policies: [own, 'mainline'] }).policies;
    expect(recordBits(mine!)).toEqual(recordBits(mainline!));
  });

  it('counts nothing of the warm-up', () => {
    const run = startComparison(scenario(short), policies.slice(0, 2));
    run.advance(100_000_000 - 1);
    expect(run.snapshot().policies[0]!.measuredNs).toBe(0);
    run.advance(100_000_000);
    for (const record of run.snapshot().policies) {
      expect([record.exits, record.ticks, record.wakes, record.latency.total, record.gracePeriods.total]).toEqual([
        0, 0, 0, 0, 0,
      ]);
    }
    run.advance(run.totalNs);
    expect(run.snapshot().policies[0]!.latency.total).toBeGreaterThan(1000);
  });

  it('goes on where it was, never back, and not beyond its end', () => {
    const run = startComparison(scenario(short), policies.slice(0, 1));
    expect(run.totalNs).toBe(400_000_000);
    run.advance(250_000_000.7);
    expect(run.doneNs).toBe(250_000_000);
    run.advance(10);
    expect(run.doneNs).toBe(250_000_000);
    expect(run.snapshot().finished).toBe(false);
    run.advance(Infinity);
    expect([run.doneNs, run.snapshot().finished]).toEqual([400_000_000, true]);
    const { digest } = run.snapshot();
    run.advance(Infinity);
    expect(run.snapshot().digest).toBe(digest);
  });

  it('shows live records, which change with the next step', () => {
    const run = startComparison(scenario(short), policies.slice(0, 1));
    run.advance(200_000_000);
    const early = run.snapshot();
    const { total } = early.policies[0]!.latency;
    run.advance(run.totalNs);
    expect(early.policies[0]!.latency.total).toBeGreaterThan(total);
    expect(early.finished).toBe(false);
  });

  it('charges for an exit what the policy costs: nothing for a note that never runs where contexts are tracked', () => {
    const costs = (isolation: 'nohz_full' | 'isolcpus') =>
      Object.fromEntries(
        compare({ ...short, host: { isolation } }).policies.map(({ id, exitCostNs }) => [id, exitCostNs]),
      );
    expect(costs('nohz_full')).toMatchObject({ mainline: 0, 'last-guest-exit': 2, 'qs-on-guest-exit': 0 });
    expect(costs('isolcpus')).toMatchObject({ mainline: 0, 'last-guest-exit': 2, 'qs-on-guest-exit': 17 });
  });

  it('refuses a bad scenario and an unknown policy before it simulates anything', () => {
    expect(() => compare({ host: { hz: 123 as 100 } })).toThrow(/host\.hz/);
    expect(() => compare({}, { policies: ['no-such'] })).toThrow(/unknown policy/);
    expect(() => compare({}, { policies: [] })).toThrow(/no policy to compare/);
  });
});

describe('the digest', () => {
  const { scenario: world, version, policies: records } = compare(short, { policies: ['mainline', 'patience'] });
  const digest = digestOf(world, version, records);
  const changed = (change: (record: PolicyRecord) => PolicyRecord) =>
    digestOf(world, version, [change(records[0]!), records[1]!]);

  it('is that of the comparison', () => {
    expect(compare(short, { policies: ['mainline', 'patience'] }).digest).toBe(digest);
  });

  it('depends on the scenario, the seed, the version and the order of the policies', () => {
    const others = [
      digestOf(scenario({ ...short, run: { ...short.run, seed: 6 } }), version, records),
      digestOf(scenario({ ...short, patches: { patienceMs: 999 } }), version, records),
      digestOf(world, `${version}-next`, records),
      digestOf(world, version, [...records].reverse()),
      digestOf(world, version, records.slice(0, 1)),
    ];
    expect(new Set([digest, ...others]).size).toBe(6);
  });

  const counts = [
    'wakes',
    'ticks',
    'kernelTicks',
    'pendingTicks',
    'exits',
    'rcucNs',
    'stolenNs',
    'measuredNs',
  ] as const;

  it.each(counts)('depends on %s', (count) => {
    expect(changed((record) => ({ ...record, [count]: record[count] + 1 }))).not.toBe(digest);
  });

  const histograms = ['latency', 'gracePeriods', 'syncRcu', 'expedited'] as const;

  it.each(histograms)('depends on every sample of %s', (name) => {
    const more = (record: PolicyRecord) => {
      const histogram = copyHistogram(record[name]);
      recordValue(histogram, 123_456_789);
      return { ...record, [name]: histogram };
    };
    expect(changed(more)).not.toBe(digest);
  });

  it('depends on how many samples each bucket holds, with the same buckets occupied, total and extremes', () => {
    const moved = (record: PolicyRecord) => {
      const latency = copyHistogram(record.latency);
      const [from, to] = [...latency.counts.keys()].filter((index) => latency.counts[index]! > 1);
      latency.counts[from!]!--;
      latency.counts[to!]!++;
      return { ...record, latency };
    };
    expect(changed(moved)).not.toBe(digest);
  });

  it('depends on windows, episodes and stalls', () => {
    const others = [
      changed((record) => ({
        ...record,
        wakesByWindow: { ...record.wakesByWindow, guest: record.wakesByWindow.guest + 1 },
      })),
      changed((record) => ({ ...record, falsePositives: { ...record.falsePositives, totalNs: 1 } })),
      changed((record) => ({ ...record, falseNegatives: { ...record.falseNegatives, maxNs: 1 } })),
      changed((record) => ({ ...record, stalls: { ...record.stalls, over20ms: 99 } })),
    ];
    expect(new Set([digest, ...others]).size).toBe(5);
  });

  it('does not depend on titles, which are for people', () => {
    expect(changed((record) => ({ ...record, title: 'another' }))).toBe(digest);
  });
});
