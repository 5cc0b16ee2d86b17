import { describe, expect, test } from 'vitest';
import { eqsEnter, eqsExit } from '../../src/kernel/context-tracking.js';
import { rcuAllQs, rcuNoteContextSwitch } from '../../src/kernel/note-quiescent-state.js';
import { noteGpChanges } from '../../src/kernel/rcu-core.js';
import { createRcuData } from '../../src/kernel/rcu-data.js';
import { beforeRcuPending, tickNotesQuiescentState, type TickContext } from '../../src/kernel/sched-clock-irq.js';

const kernel: TickContext = {
  user: false,
  idle: false,
  reader: false,
  preemptible: true,
  deferredQs: false,
  preemptRcu: true,
};

describe('a tick, with PREEMPT_RCU,', () => {
  test.each([
    ['notes a quiescent state in preemptible kernel code', {}, true],
    ['notes one in user mode', { user: true }, true],
    ['notes none in the idle task, which is never preemptible', { idle: true, preemptible: false }, false],
    ['notes none between preempt_disable and preempt_enable, so none in the guest', { preemptible: false }, false],
    ['notes none in a reader', { reader: true }, false],
    ['reports an expedited quiescent state that was put off, and leaves it at that', { deferredQs: true }, false],
  ])('%s', (_, changes, notes) => {
    expect(tickNotesQuiescentState({ ...kernel, ...changes })).toBe(notes);
  });
});

describe('a tick, without PREEMPT_RCU,', () => {
  test.each([
    ['notes a quiescent state in user mode', { user: true }, true],
    ['notes one in the idle task', { idle: true, preemptible: false }, true],
    ['notes none in the kernel, for nothing counts who disabled preemption', {}, false],
  ])('%s', (_, changes, notes) => {
    expect(tickNotesQuiescentState({ ...kernel, preemptRcu: false, ...changes })).toBe(notes);
  });
});

describe('an urgent request', () => {
  test.each([
    ['makes the tick ask for a reschedule in the kernel', {}, true],
    ['asks for none in user mode', { user: true }, false],
    ['asks for none in the idle task', { idle: true, preemptible: false }, false],
  ])('%s, and is withdrawn', (_, changes, wants) => {
    const rdp = { ...createRcuData(1, true), urgentQs: true, needHeavyQs: true };
    expect(beforeRcuPending(rdp, { ...kernel, ...changes })).toBe(wants);
    expect(rdp).toMatchObject({ urgentQs: false, needHeavyQs: true });
    expect(beforeRcuPending(rdp, kernel)).toBe(false);
  });

  test.each([
    ['a context switch, with PREEMPT_RCU, serves no heavy one', true, true, true, 0],
    ['a context switch, without it, serves a heavy one that is urgent', false, true, true, 2],
    ['a context switch, without it, serves no heavy one that is not urgent', false, false, true, 0],
    ['a context switch, without it, serves an urgent one without an extended quiescent state', false, true, false, 0],
  ])('%s', (_, preemptRcu, urgentQs, needHeavyQs, passed) => {
    const rdp = { ...createRcuData(1, true), cpuNoQs: true, urgentQs, needHeavyQs };
    const ct = { inEqs: false, eqsCount: 4 };
    rcuNoteContextSwitch(rdp, ct, preemptRcu);
    expect(ct.eqsCount - 4).toBe(passed);
    expect(rdp).toMatchObject({
      cpuNoQs: false,
      urgentQs: preemptRcu && urgentQs,
      needHeavyQs: needHeavyQs && passed === 0,
    });
  });

  test('is what cond_resched() waits for: without it, it notes nothing', () => {
    const ct = { inEqs: false, eqsCount: 4 };
    const calm = { ...createRcuData(1, true), cpuNoQs: true };
    rcuAllQs(calm, ct);
    expect(calm.cpuNoQs).toBe(true);
    const urged = { ...calm, urgentQs: true };
    rcuAllQs(urged, ct);
    expect(urged.cpuNoQs).toBe(false);
  });
});

test('every tick is counted, from 0 again when the CPU learns of a new grace period', () => {
  const rdp = createRcuData(1, true);
  for (let i = 0; i < 3; i++) beforeRcuPending(rdp, kernel);
  expect(rdp.ticksThisGp).toBe(3);
  noteGpChanges({ gpSeq: 1, qsmask: 2 }, rdp, 0);
  expect(rdp.ticksThisGp).toBe(0);
});

test.each([
  ['notes a quiescent state where the interrupted code allows it', {}, false],
  ['leaves it awaited in a reader', { reader: true }, true],
])('what precedes rcu_pending() %s', (_, changes, awaited) => {
  const rdp = { ...createRcuData(1, true), cpuNoQs: true };
  beforeRcuPending(rdp, { ...kernel, ...changes });
  expect(rdp.cpuNoQs).toBe(awaited);
});

test('an extended quiescent state that is entered or left twice counts once', () => {
  const ct = { inEqs: false, eqsCount: 4 };
  eqsExit(ct);
  expect(ct).toEqual({ inEqs: false, eqsCount: 4 });
  eqsEnter(ct);
  eqsEnter(ct);
  expect(ct).toEqual({ inEqs: true, eqsCount: 5 });
  eqsExit(ct);
  expect(ct).toEqual({ inEqs: false, eqsCount: 6 });
});

test('a CPU that boots owes RCU nothing, and nothing is asked of it', () => {
  const { cpu, offloaded, ...marks } = createRcuData(2, false);
  expect([cpu, offloaded]).toEqual([2, false]);
  expect(Object.entries(marks).filter(([, mark]) => mark !== false && mark !== 0)).toEqual([]);
});
