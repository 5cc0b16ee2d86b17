import { describe, expect, test } from 'vitest';
import { noteGpChanges, rcuCore, reportWithoutCore } from '../../src/kernel/rcu-core.js';
import { createRcuData, rcuNeedsCpu, type RcuData } from '../../src/kernel/rcu-data.js';

const mine = 1 << 1;

function own(changes: Partial<RcuData> = {}): RcuData {
  return { ...createRcuData(1, false), ...changes };
}

describe('callbacks that wait', () => {
  test.each([
    ['before its end', 9, { callbacksReady: false, callbacksAwaitSeq: 12, callbacksNextSeq: 16 }],
    ['at its end', 12, { callbacksReady: true, callbacksAwaitSeq: 16, callbacksNextSeq: 0 }],
    ['while the next one runs', 13, { callbacksReady: true, callbacksAwaitSeq: 16, callbacksNextSeq: 0 }],
    [
      'after the next one, with those behind them',
      16,
      { callbacksReady: true, callbacksAwaitSeq: 0, callbacksNextSeq: 0 },
    ],
  ])('for a grace period, %s, stand where RCU has them', (_when, gpSeq, marks) => {
    const rdp = own({ gpSeq: 8, callbacksAwaitSeq: 12, callbacksNextSeq: 16 });
    noteGpChanges({ gpSeq, qsmask: 0 }, rdp, 0);
    expect(rdp).toMatchObject(marks);
  });

  test('for nothing do not become ready', () => {
    const rdp = own({ gpSeq: 8 });
    noteGpChanges({ gpSeq: 12, qsmask: 0 }, rdp, 0);
    expect(rdp.callbacksReady).toBe(false);
  });

  test('run when they are ready, once', () => {
    const rdp = own({ gpSeq: 8, callbacksReady: true });
    rcuCore({ gpSeq: 8, gpStart: 0 }, { gpSeq: 8, qsmask: 0 }, rdp, 0);
    expect(rdp.callbacksReady).toBe(false);
  });
});

describe('new callbacks', () => {
  const idle = { gpSeq: 8, gpStart: 0 };
  const leaf = { gpSeq: 8, qsmask: 0 };

  test.each([
    ['the next grace period where nothing waits', 0, 0, { callbacksAwaitSeq: 12, callbacksNextSeq: 0 }],
    ['the one that others wait for already, if it is the same', 12, 0, { callbacksAwaitSeq: 12, callbacksNextSeq: 0 }],
  ])('are given %s', (_which, callbacksAwaitSeq, callbacksNextSeq, marks) => {
    const rdp = own({ gpSeq: 8, callbacksUnassigned: true, callbacksAwaitSeq, callbacksNextSeq });
    expect(rcuCore(idle, leaf, rdp, 0).needsGracePeriod).toBe(true);
    expect(rdp).toMatchObject({ ...marks, callbacksUnassigned: false });
  });

  test.each([
    ['are lined up behind older ones', 0, { callbacksNextSeq: 16, callbacksUnassigned: false }, true],
    ['join those in line for the same grace period', 16, { callbacksNextSeq: 16, callbacksUnassigned: false }, true],
    [
      'stay where they are while an older lot is in line',
      14,
      { callbacksNextSeq: 14, callbacksUnassigned: true },
      false,
    ],
  ])('%s', (_where, callbacksNextSeq, marks, needsGracePeriod) => {
    const rdp = own({ gpSeq: 8, callbacksUnassigned: true, callbacksAwaitSeq: 12, callbacksNextSeq });
    const outcome = rcuCore({ gpSeq: 9, gpStart: 0 }, { gpSeq: 9, qsmask: 0 }, rdp, 0);
    expect(outcome).toEqual({ noticed: true, reported: false, needsGracePeriod });
    expect(rdp).toMatchObject({ callbacksAwaitSeq: 12, ...marks });
  });

  test('are assigned with a report, too', () => {
    const rdp = own({ gpSeq: 9, coreNeedsQs: true, cpuNoQs: false, callbacksUnassigned: true });
    const outcome = rcuCore({ gpSeq: 9, gpStart: 0 }, { gpSeq: 9, qsmask: mine }, rdp, 0);
    expect(outcome).toEqual({ noticed: false, reported: true, needsGracePeriod: true });
  });

  test('are none where there are none, and not of this CPU where others run them', () => {
    expect(rcuCore(idle, leaf, own({ gpSeq: 8 }), 0).needsGracePeriod).toBe(false);
    const offloaded = { ...own({ gpSeq: 8, callbacksUnassigned: true }), offloaded: true };
    expect(rcuCore(idle, leaf, offloaded, 0).needsGracePeriod).toBe(false);
    expect(offloaded).toMatchObject({ callbacksUnassigned: true, callbacksAwaitSeq: 0 });
  });
});

test.each([
  ['ready', { callbacksReady: true }],
  ['without a grace period', { callbacksUnassigned: true }],
  ['waiting for one', { callbacksAwaitSeq: 12 }],
])('a CPU needs its tick for callbacks that are %s, unless others run them', (_state, changes) => {
  expect(rcuNeedsCpu(own())).toBe(false);
  expect(rcuNeedsCpu(own(changes))).toBe(true);
  expect(rcuNeedsCpu({ ...own(changes), offloaded: true })).toBe(false);
});

describe('what the CPU owes', () => {
  test('is forgotten in mid grace period if the leaf no longer waits, and only then', () => {
    for (const qsmask of [0, mine]) {
      const rdp = own({ gpSeq: 8, gpWrap: false, coreNeedsQs: true });
      rdp.gpSeq = 9;
      noteGpChanges({ gpSeq: 10, qsmask }, rdp, 7);
      expect([rdp.coreNeedsQs, rdp.lastFqsResched]).toEqual([qsmask > 0, 0]);
    }
  });

  test('is nothing after a report without RCU core, which learns of the grace period first', () => {
    const rnp = { gpSeq: 9, qsmask: mine };
    const rdp = own({ gpSeq: 8 });
    expect(reportWithoutCore(rnp, rdp, 7)).toBe(true);
    expect([rdp.gpSeq, rdp.coreNeedsQs, rdp.cpuNoQs, rnp.qsmask, rdp.lastFqsResched]).toEqual([9, false, false, 0, 7]);
    expect(reportWithoutCore(rnp, rdp, 8)).toBe(false);
  });

  test('does not touch the bits of other CPUs', () => {
    const rnp = { gpSeq: 9, qsmask: mine | 4 };
    expect(reportWithoutCore(rnp, own({ gpSeq: 9 }), 0)).toBe(true);
    expect(rnp.qsmask).toBe(4);
  });
});
