import { describe, expect, test } from 'vitest';
import { at, interruptsOn, pfVcpu, preemptible, stateNames, windowOf, windows } from '../../src/kernel/cpu-state.js';

const named = (table: readonly boolean[]) => stateNames.filter((_, state) => table[state]);

describe('the states of a CPU', () => {
  test('are numbered from 0 on in the order of their names', () => {
    expect(stateNames.map((name) => at[name])).toEqual(stateNames.map((_, i) => i));
    for (const table of [interruptsOn, preemptible, pfVcpu, windowOf]) expect(table).toHaveLength(stateNames.length);
  });

  test('take interrupts everywhere but from before the guest entry to the end of the exit, in its non-preemptible end, and last before idle', () => {
    expect(named(interruptsOn.map((on) => !on))).toEqual([
      'guest',
      'exit',
      'vmxInterrupt',
      'preemptEnable',
      'entry',
      'fastpath',
      'exitMasked',
      'entryMasked',
      'idleMasked',
    ]);
  });

  test('are preemptible only where interrupts are on, but neither around the guest nor in the idle task nor in RCU core', () => {
    const expected = named(interruptsOn).filter(
      (name) => !['interruptWindow', 'beforeEntry', 'idleEntry', 'idle', 'idleExit', 'rcuCore'].includes(name),
    );
    expect(named(preemptible)).toEqual(expected);
  });

  test('are marked PF_VCPU from the entry to just behind the interrupt window', () => {
    const around = ['guest', 'exit', 'vmxInterrupt', 'interruptWindow', 'entry', 'fastpath', 'exitMasked'];
    expect(named(pfVcpu)).toEqual(around);
  });

  test('lie in one window each: around the guest, between two entries, around a halt, on the way out, or elsewhere', () => {
    const inWindow = Object.fromEntries(
      windows.map((window) => [window, stateNames.filter((_, state) => windowOf[state] === window)]),
    );
    expect(inWindow).toEqual({
      guest: ['guest', 'exit', 'vmxInterrupt', 'interruptWindow', 'fastpath', 'exitMasked'],
      'exit-handler': ['preemptEnable', 'handler', 'loop', 'beforeEntry', 'entry', 'fromUser', 'load', 'entryMasked'],
      'halt-poll': ['haltPoll'],
      'idle-entry': ['block', 'idleEntry', 'idleMasked'],
      'idle-exit': ['schedIn', 'idleExit'],
      'to-user': ['leave', 'toUser'],
      other: ['user', 'idle', 'rcuCore', 'work', 'teardown', 'systemCall'],
    });
  });
});
