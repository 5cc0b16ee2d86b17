import { describe, expect, test } from 'vitest';
import { clearQsmask, noteGpChanges, rcuCore, reportWithoutCore, seqSnap } from '../../src/kernel/rcu-core.js';
import { rcuQs } from '../../src/kernel/note-quiescent-state.js';
import { createRcuData, rcuNeedsCpu, type RcuData } from '../../src/kernel/rcu-data.js';
import { rcuPending } from '../../src/kernel/rcu-pending.js';

const mine = 1 << 1;

function cpu(changes: Partial<RcuData> = {}): RcuData {
  return { ...createRcuData(1, true), ...changes };
}

/** The kthread's side of one grace period after another, on one leaf. */
function machine() {
  const state = { gpSeq: 0, gpStart: 0 };
  const rnp = { gpSeq: 0, qsmask: 0 };
  return {
    state,
    rnp,
    start() {
      state.gpSeq += 1;
      rnp.gpSeq = state.gpSeq;
      rnp.qsmask = mine;
    },
    end() {
      rnp.qsmask = 0;
      state.gpSeq += 3;
      rnp.gpSeq = state.gpSeq;
    },
  };
}

describe('noteGpChanges()', () => {
  test('learns the number of the leaf, whatever the CPU knew before', () => {
    for (let leaf = 0; leaf < 20; leaf++) {
      for (let own = 0; own <= leaf; own++) {
        const rdp = cpu({ gpSeq: own });
        expect(noteGpChanges({ gpSeq: leaf, qsmask: 0 }, rdp, 7)).toBe(own !== leaf);
        expect(rdp.gpSeq).toBe(leaf);
      }
    }
  });

  test('awaits a quiescent state if and only if the grace period is new to the CPU and its leaf waits for it', () => {
    for (let leaf = 0; leaf < 20; leaf++) {
      for (let own = 0; own < leaf; own++) {
        for (const qsmask of [0, mine]) {
          const rdp = cpu({ gpSeq: own });
          noteGpChanges({ gpSeq: leaf, qsmask }, rdp, 7);
          // Its first number is a multiple of four plus one; the CPU knows it if its own number is one of the same four.
          const isNew = leaf > Math.ceil(own / 4) * 4;
          expect([own, leaf, rdp.coreNeedsQs, rdp.cpuNoQs]).toEqual([
            own,
            leaf,
            isNew && qsmask > 0,
            isNew && qsmask > 0,
          ]);
          expect(rdp.lastFqsResched).toBe(isNew ? 7 : 0);
        }
      }
    }
  });

  test('owes nothing any more to a grace period that ended', () => {
    const rdp = cpu({ gpSeq: 5, coreNeedsQs: true, cpuNoQs: false });
    noteGpChanges({ gpSeq: 8, qsmask: 0 }, rdp, 0);
    expect(rdp.coreNeedsQs).toBe(false);
    const marked = cpu({ gpSeq: 5, coreNeedsQs: true, cpuNoQs: false });
    noteGpChanges({ gpSeq: 8, qsmask: mine }, marked, 0);
    expect(marked.coreNeedsQs).toBe(false);
  });

  test('asks anew after the sequence number wrapped, even if the numbers are equal', () => {
    const rdp = cpu({ gpSeq: 5, gpWrap: true });
    expect(noteGpChanges({ gpSeq: 5, qsmask: mine }, rdp, 3)).toBe(true);
    expect(rdp).toMatchObject({ coreNeedsQs: true, cpuNoQs: true, gpWrap: false });
  });
});

describe('rcu_core()', () => {
  test('takes three runs for one grace period: learn its start, report, learn its end', () => {
    const { state, rnp, start, end } = machine();
    const rdp = cpu();
    const ask = () => rcuPending(state, rnp, rdp, false);
    start();
    expect(ask()).toBe('grace-period-changed');
    expect(rcuCore(state, rnp, rdp, 0)).toMatchObject({ noticed: true, reported: false });
    expect(ask()).toBe('nothing');
    rcuQs(rdp);
    expect(ask()).toBe('report-quiescent-state');
    expect(rcuCore(state, rnp, rdp, 0)).toMatchObject({ noticed: false, reported: true });
    expect([ask(), rnp.qsmask]).toEqual(['nothing', 0]);
    end();
    expect(ask()).toBe('grace-period-changed');
    expect(rcuCore(state, rnp, rdp, 0)).toMatchObject({ noticed: true, reported: false });
    expect(ask()).toBe('nothing');
  });

  test('does not count a quiescent state that was noted before the CPU knew of the grace period', () => {
    const { state, rnp, start } = machine();
    const rdp = cpu();
    start();
    rcuQs(rdp);
    expect(rcuCore(state, rnp, rdp, 0).reported).toBe(false);
    expect(rdp.cpuNoQs).toBe(true);
  });

  test('has nothing to report where FQS credited the CPU before it learnt of the grace period', () => {
    const { state, rnp, start } = machine();
    const rdp = cpu();
    start();
    clearQsmask(rnp, rdp);
    rcuCore(state, rnp, rdp, 0);
    rcuQs(rdp);
    expect(rcuPending(state, rnp, rdp, false)).toBe('nothing');
  });

  test('runs once in vain where FQS credited the CPU after it learnt of the grace period', () => {
    const { state, rnp, start } = machine();
    const rdp = cpu();
    start();
    rcuCore(state, rnp, rdp, 0);
    rcuQs(rdp);
    clearQsmask(rnp, rdp);
    expect(rcuPending(state, rnp, rdp, false)).toBe('report-quiescent-state');
    expect(rcuCore(state, rnp, rdp, 0).reported).toBe(false);
    expect(rcuPending(state, rnp, rdp, false)).toBe('nothing');
  });

  test('learns of any number of grace periods in one run', () => {
    const { state, rnp, start, end } = machine();
    const rdp = cpu();
    for (let i = 0; i < 9; i++) {
      start();
      end();
    }
    rcuCore(state, rnp, rdp, 0);
    expect(rcuPending(state, rnp, rdp, false)).toBe('nothing');
  });

  test('flushes a deferred wake-up of rcuog', () => {
    const { state, rnp } = machine();
    const rdp = cpu({ nocbDeferWakeup: true });
    rcuCore(state, rnp, rdp, 0);
    expect(rcuPending(state, rnp, rdp, false)).toBe('nothing');
  });

  test('withdraws the urgency and the forced tick with its report, as FQS does with its credit', () => {
    const { state, rnp, start } = machine();
    start();
    for (const report of ['core', 'fqs', 'ideal exit'] as const) {
      const rdp = cpu({ gpSeq: 1, coreNeedsQs: true, urgentQs: true, needHeavyQs: true, forcedTick: true });
      rnp.qsmask = mine;
      if (report === 'core') rcuCore(state, rnp, rdp, 0);
      if (report === 'fqs') clearQsmask(rnp, rdp);
      if (report === 'ideal exit') reportWithoutCore(rnp, rdp, 0);
      expect([rnp.qsmask, rdp.urgentQs, rdp.needHeavyQs, rdp.forcedTick]).toEqual([0, false, false, false]);
    }
  });
});

describe('callbacks of a CPU that is not offloaded', () => {
  test('get the next full grace period: two ends away while one is in progress', () => {
    expect([0, 1, 4, 5, 6].map(seqSnap)).toEqual([4, 8, 8, 12, 12]);
  });

  test('are assigned, served and run in turn, those that came meanwhile one grace period later', () => {
    const { state, rnp, start, end } = machine();
    const rdp = cpu({ offloaded: false, callbacksUnassigned: true });
    expect(rcuPending(state, rnp, rdp, false)).toBe('need-grace-period');
    expect(rcuCore(state, rnp, rdp, 0).needsGracePeriod).toBe(true);
    expect(rdp).toMatchObject({ callbacksAwaitSeq: 4, callbacksUnassigned: false });
    start();
    rdp.callbacksUnassigned = true;
    expect(rcuCore(state, rnp, rdp, 0).needsGracePeriod).toBe(true);
    expect(rdp).toMatchObject({ callbacksAwaitSeq: 4, callbacksNextSeq: 8 });
    end();
    rcuCore(state, rnp, rdp, 0);
    expect(rdp).toMatchObject({ callbacksAwaitSeq: 8, callbacksNextSeq: 0 });
    start();
    end();
    rcuCore(state, rnp, rdp, 0);
    expect(rdp.callbacksAwaitSeq).toBe(0);
    expect(rcuNeedsCpu(rdp)).toBe(false);
  });

  test('wait for the CPU to look again, if it knows the running grace period already', () => {
    const { state, rnp, start } = machine();
    const rdp = cpu({ offloaded: false });
    start();
    rcuCore(state, rnp, rdp, 0);
    rdp.callbacksUnassigned = true;
    expect(rcuPending(state, rnp, rdp, false)).toBe('nothing');
    expect(rcuCore(state, rnp, rdp, 0).needsGracePeriod).toBe(false);
    expect(rcuNeedsCpu(rdp)).toBe(true);
  });
});
