import { describe, expect, test } from 'vitest';
import { createRcuData, type RcuData } from '../../src/kernel/rcu-data.js';
import { isPending, rcuNohzFullCpu, rcuPending } from '../../src/kernel/rcu-pending.js';

const bits = [false, true] as const;

interface Inputs {
  deferred: boolean;
  skip: boolean;
  coreNeedsQs: boolean;
  cpuNoQs: boolean;
  inProgress: boolean;
  offloaded: boolean;
  ready: boolean;
  unassigned: boolean;
  stale: boolean;
  wrapped: boolean;
}

const names = [
  'deferred',
  'skip',
  'coreNeedsQs',
  'cpuNoQs',
  'inProgress',
  'offloaded',
  'ready',
  'unassigned',
  'stale',
  'wrapped',
] as const satisfies readonly (keyof Inputs)[];

/** All 1,024 combinations of what the predicate looks at. */
const everyInput: readonly Inputs[] = Array.from(
  { length: 2 ** names.length },
  (_, row) => Object.fromEntries(names.map((name, bit) => [name, bits[(row >> bit) & 1]!])) as unknown as Inputs,
);

function pending(inputs: Inputs): string {
  const gpSeq = inputs.inProgress ? 9 : 8;
  const rdp: RcuData = {
    ...createRcuData(1, inputs.offloaded),
    gpSeq: inputs.stale ? 4 : gpSeq,
    gpWrap: inputs.wrapped,
    coreNeedsQs: inputs.coreNeedsQs,
    cpuNoQs: inputs.cpuNoQs,
    callbacksReady: inputs.ready,
    callbacksUnassigned: inputs.unassigned,
    nocbDeferWakeup: inputs.deferred,
  };
  return rcuPending({ gpSeq, gpStart: 0 }, { gpSeq, qsmask: 0 }, rdp, inputs.skip);
}

describe('rcu_pending()', () => {
  test('is D or (not SKIP and (Q1 or Q2 or Q3 or Q4)), for all 1024 inputs', () => {
    const differing = everyInput.filter((inputs) => {
      const { deferred, skip, coreNeedsQs, cpuNoQs, inProgress, offloaded, ready, unassigned, stale, wrapped } = inputs;
      const q1 = coreNeedsQs && !cpuNoQs && inProgress;
      const q2 = !offloaded && ready;
      const q3 = !inProgress && !offloaded && unassigned;
      const q4 = stale || wrapped;
      return isPending(pending(inputs) as never) !== (deferred || (!skip && (q1 || q2 || q3 || q4)));
    });
    expect(differing).toEqual([]);
  });

  test('on an offloaded CPU never says yes because of callbacks', () => {
    const reasons = new Set(everyInput.filter(({ offloaded }) => offloaded).map(pending));
    expect([...reasons].toSorted()).toEqual([
      'deferred-wakeup',
      'grace-period-changed',
      'nothing',
      'report-quiescent-state',
      'skipped',
    ]);
  });

  test('says skipped only where it would otherwise have said yes', () => {
    for (const inputs of everyInput.filter(({ skip }) => skip)) {
      const without = pending({ ...inputs, skip: false });
      expect(pending(inputs)).toBe(without === 'nothing' || without === 'deferred-wakeup' ? without : 'skipped');
    }
  });

  test('names the first reason in the order in which the kernel asks', () => {
    const none = Object.fromEntries(names.map((name) => [name, false])) as unknown as Inputs;
    expect(pending(none)).toBe('nothing');
    const all = {
      ...none,
      deferred: true,
      coreNeedsQs: true,
      inProgress: true,
      ready: true,
      unassigned: true,
      stale: true,
    };
    expect(pending(all)).toBe('deferred-wakeup');
    expect(pending({ ...all, deferred: false })).toBe('report-quiescent-state');
    expect(pending({ ...all, deferred: false, inProgress: false })).toBe('callbacks-ready');
    expect(pending({ ...all, deferred: false, inProgress: false, ready: false })).toBe('need-grace-period');
    expect(pending({ ...none, stale: true })).toBe('grace-period-changed');
  });

  test('finds nothing in the instant in which a grace period has begun and its leaf has not heard of it', () => {
    const rdp = { ...createRcuData(1, true), gpSeq: 8 };
    expect(rcuPending({ gpSeq: 9, gpStart: 77 }, { gpSeq: 8, qsmask: 0 }, rdp, false)).toBe('nothing');
    expect(rcuPending({ gpSeq: 9, gpStart: 77 }, { gpSeq: 9, qsmask: 2 }, rdp, false)).toBe('grace-period-changed');
  });
});

describe('rcu_nohz_full_cpu()', () => {
  const inProgress = { gpSeq: 9, gpStart: 5000 };

  test.each([100, 250, 300, 1000])('leaves a CPU alone up to an age of HZ-1 jiffies, at HZ=%i', (hz) => {
    expect(rcuNohzFullCpu(true, inProgress, 5000 + hz - 1, hz)).toBe(true);
    expect(rcuNohzFullCpu(true, inProgress, 5000 + hz, hz)).toBe(false);
  });

  test('leaves a CPU alone for ever while no grace period is in progress', () => {
    expect(rcuNohzFullCpu(true, { gpSeq: 8, gpStart: 0 }, 1e9, 1000)).toBe(true);
  });

  test('never leaves a CPU alone that is not nohz_full', () => {
    expect(rcuNohzFullCpu(false, { gpSeq: 8, gpStart: 0 }, 0, 1000)).toBe(false);
    expect(rcuNohzFullCpu(false, inProgress, 5000, 1000)).toBe(false);
  });
});
