import { describe, expect, it } from 'vitest';
import { at, windows } from '../../src/kernel/cpu-state.js';
import { mainline } from '../../src/policies/index.js';
import { collectInto } from '../../src/record/collect.js';
import { createPolicyRecord, type PolicyRecord } from '../../src/record/policy-record.js';
import { histogramBits } from './record-bits.js';

const ms = 1_000_000;
const sec = 1_000_000_000;

/** Returns what a recorder made of what it was told, where that differs from an empty record. */
function told(tell: (collector: ReturnType<typeof collectInto>) => void): Partial<PolicyRecord> {
  const empty = createPolicyRecord(mainline, 3);
  const collector = collectInto(createPolicyRecord(mainline, 3));
  tell(collector);
  const bits = (value: unknown) => JSON.stringify(value);
  return Object.fromEntries(
    Object.entries(collector.record).filter(([key, value]) => bits(value) !== bits(empty[key as keyof PolicyRecord])),
  );
}

describe('an empty record', () => {
  it('is of its policy, has every window, and counts nothing', () => {
    const record = createPolicyRecord(mainline, 3);
    const { id, title, exitCostNs, latency, gracePeriods, syncRcu, expedited, wakesByWindow, ...counts } = record;
    expect([id, title, exitCostNs]).toEqual(['mainline', mainline.title, 3]);
    for (const histogram of [latency, gracePeriods, syncRcu, expedited]) expect(histogram.total).toBe(0);
    expect(Object.entries(wakesByWindow)).toEqual(windows.map((window) => [window, 0]));
    const none = { count: 0, totalNs: 0, maxNs: 0 };
    expect(counts).toEqual({
      wakes: 0,
      ticks: 0,
      kernelTicks: 0,
      pendingTicks: 0,
      falsePositives: none,
      falseNegatives: none,
      stalls: { over20ms: 0, over21s: 0, over60s: 0, warnings: 0 },
      exits: 0,
      rcucNs: 0,
      stolenNs: 0,
      measuredNs: 0,
    });
  });
});

/** What the counts do not depend on. */
const nowhere = { state: at.guest, schedInDue: false };

describe('a recorder', () => {
  it('counts every tick, those in the kernel, and of these the ones that invoke RCU core', () => {
    const changes = told(({ tick }) => {
      tick({ kernel: false, reason: 'grace-period-changed', window: 'other', ...nowhere }, 1);
      tick({ kernel: true, reason: 'nothing', window: 'guest', ...nowhere }, 2);
      tick({ kernel: true, reason: 'skipped', window: 'guest', ...nowhere }, 3);
      tick({ kernel: true, reason: 'report-quiescent-state', window: 'guest', ...nowhere }, 4);
    });
    expect(changes).toEqual({ ticks: 4, kernelTicks: 3, pendingTicks: 1 });
  });

  it('counts wakes in all and by window', () => {
    const { wakes, wakesByWindow } = told(({ wake }) => {
      wake('guest', 1);
      wake('guest', 2);
      wake('idle-exit', 3);
    });
    expect(wakes).toBe(3);
    expect(wakesByWindow).toMatchObject({ guest: 2, 'idle-exit': 1, other: 0 });
  });

  it('adds up exits, what rcuc ran and what of it was stolen', () => {
    const changes = told(({ exits, rcuc }) => {
      exits(5);
      exits(7);
      rcuc(100, 30);
      rcuc(10, 3);
    });
    expect(changes).toEqual({ exits: 12, rcucNs: 110, stolenNs: 33 });
  });

  it('keeps of mistakes how many there were, how long in all, and the longest, whatever their order', () => {
    const changes = told(({ falsePositive, falseNegative }) => {
      for (const lengthNs of [5, 9, 2]) falsePositive(lengthNs);
      falseNegative(4);
    });
    expect(changes).toEqual({
      falsePositives: { count: 3, totalNs: 16, maxNs: 9 },
      falseNegatives: { count: 1, totalNs: 4, maxNs: 4 },
    });
  });

  it('records samples, grace periods, callers and expedited grace periods apart', () => {
    const { latency, gracePeriods, syncRcu, expedited } = told((collector) => {
      collector.latency(7, 1);
      collector.gracePeriod(ms, 1);
      collector.syncRcu(2 * ms, 3);
      collector.expedited(50_000);
    }) as PolicyRecord;
    expect(histogramBits(latency)).toMatch(/^total 1, min 7, max 7, sum 7;/);
    expect(histogramBits(gracePeriods)).toMatch(/^total 1, min 1000000, max 1000000, sum 1000000;/);
    expect(histogramBits(syncRcu)).toMatch(/^total 3, min 2000000, max 2000000, sum 6000000;/);
    expect(histogramBits(expedited)).toMatch(/^total 1, min 50000, max 50000, sum 50000;/);
  });

  it.each(['gracePeriod', 'expedited'] as const)(
    'counts as a stall what of %s lasts longer than the timeout',
    (kind) => {
      const stalls = (lengthNs: number) => told((collector) => collector[kind](lengthNs, 0)).stalls;
      const none = { over20ms: 0, over21s: 0, over60s: 0, warnings: 0 };
      expect(stalls(20 * ms)).toBeUndefined();
      expect(stalls(20 * ms + 1)).toEqual({ ...none, over20ms: 1 });
      expect(stalls(21 * sec)).toEqual({ ...none, over20ms: 1 });
      expect(stalls(21 * sec + 1)).toEqual({ ...none, over20ms: 1, over21s: 1 });
      expect(stalls(60 * sec)).toEqual({ ...none, over20ms: 1, over21s: 1 });
      expect(stalls(60 * sec + 1)).toEqual({ ...none, over20ms: 1, over21s: 1, over60s: 1 });
    },
  );

  it('adds up the warnings that the kernel would print', () => {
    const { stalls } = told(({ stallWarnings }) => {
      stallWarnings(2);
      stallWarnings(3);
    });
    expect(stalls!.warnings).toBe(5);
  });

  it('goes on in another record once that takes the place of the first', () => {
    const first = createPolicyRecord(mainline, 0);
    const collector = collectInto(first);
    collector.exits(1);
    collector.record = createPolicyRecord(mainline, 0);
    collector.exits(1);
    collector.exits(1);
    expect([first.exits, collector.record.exits]).toEqual([1, 2]);
  });
});
