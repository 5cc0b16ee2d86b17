import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { msecsToJiffies } from '../../src/kernel/jiffies.js';
import { policyById, type PolicyInstance, type PolicyParameters } from '../../src/policies/index.js';
import { cpus, hookCalls, parameters, play, tickView, tickViews } from './hosts.js';

function instanceOf(id: string, changes: Partial<PolicyParameters> = {}): PolicyInstance {
  return policyById(id).create({ ...parameters, ...changes }, cpus);
}

describe('the last-guest-exit window', () => {
  test.each(['last-guest-exit', 'last-guest-exit-reset', 'last-guest-exit-reset-sched'])(
    'of %s skips at an age of one jiffy less and not at the window itself',
    (id) => {
      const instance = instanceOf(id, { lastGuestExitWindowMs: 200, hz: 250 });
      instance.guestExit?.(0, 1000, 4_000_000_000);
      expect(instance.skips(tickView({ jiffies: 1049 }))).toBe(true);
      expect(instance.skips(tickView({ jiffies: 1050 }))).toBe(false);
    },
  );

  test('is compared in nanoseconds with the ktime clock', () => {
    const instance = instanceOf('last-guest-exit', { lastGuestExitClock: 'ktime', lastGuestExitWindowMs: 200 });
    instance.guestExit?.(0, 1000, 4_000_000_000);
    expect(instance.skips(tickView({ jiffies: 9000, nowNs: 4_199_999_999 }))).toBe(true);
    expect(instance.skips(tickView({ jiffies: 1000, nowNs: 4_200_000_000 }))).toBe(false);
  });

  test('is rounded up to jiffies', () => {
    const instance = instanceOf('last-guest-exit', { lastGuestExitWindowMs: 1, hz: 100 });
    instance.guestExit?.(0, 1000, 0);
    expect(instance.skips(tickView({ jiffies: 1000 }))).toBe(true);
    expect(instance.skips(tickView({ jiffies: 1001 }))).toBe(false);
  });

  test('is not open on a CPU that never left a guest, not even at jiffies 0', () => {
    for (const id of ['last-guest-exit', 'last-guest-exit-reset', 'last-guest-exit-reset-sched', 'last-qs-age']) {
      expect(instanceOf(id).skips(tickView({ jiffies: 0, nowNs: 0 }))).toBe(false);
      expect(instanceOf(id).skips(tickView({ jiffies: -300_000, nowNs: 0 }))).toBe(false);
    }
  });

  test('that covers all time makes every tick after the first exit a skip, and mainline never skips one', () => {
    fc.assert(
      fc.property(hookCalls, tickViews, (calls, tick) => {
        const covering = instanceOf('last-guest-exit', { lastGuestExitWindowMs: 10_000 });
        const mainline = instanceOf('mainline');
        for (const call of calls) {
          play(covering, call);
          play(mainline, call);
        }
        const left = calls.some(({ hook, cpu }) => hook === 'guestExit' && cpu === tick.cpu);
        expect(covering.skips(tick)).toBe(left);
        expect(mainline.skips(tick)).toBe(false);
      }),
    );
  });

  test('costs what its clock costs', () => {
    expect(instanceOf('last-guest-exit').exitCostNs).toBe(2);
    expect(instanceOf('last-guest-exit', { lastGuestExitClock: 'ktime' }).exitCostNs).toBe(20);
  });
});

describe('the age of the last quiescent state', () => {
  test('skips at one jiffy less than N and not at N', () => {
    const instance = instanceOf('last-qs-age', { lastQsAgeJiffies: 7 });
    instance.quiescentState?.(0, 100);
    expect(instance.skips(tickView({ jiffies: 106 }))).toBe(true);
    expect(instance.skips(tickView({ jiffies: 107 }))).toBe(false);
  });

  test('is zero at a tick that notes a quiescent state itself, so that N=1 already skips', () => {
    const instance = instanceOf('last-qs-age', { lastQsAgeJiffies: 1 });
    const tick = tickView({ jiffies: 107 });
    expect(instance.skips(tick)).toBe(false);
    instance.quiescentState?.(0, 107);
    expect(instance.skips(tick)).toBe(true);
  });
});

describe('patience', () => {
  test.each([
    [1, 250, 1],
    [4, 250, 1],
    [5, 250, 2],
    [5, 100, 1],
    [11, 100, 2],
    [10, 300, 3],
    [11, 300, 4],
    [1000, 300, 300],
    [1000, 1000, 1000],
    [0, 1000, 0],
    [5000, 100, 500],
  ])('of %i ms at HZ=%i is %i jiffies, rounded up', (ms, hz, jiffies) => {
    expect(msecsToJiffies(ms, hz)).toBe(jiffies);
  });

  test('covers its milliseconds with no jiffy to spare, at every HZ', () => {
    fc.assert(
      fc.property(fc.nat(5000), fc.constantFrom(100, 250, 300, 1000), (ms, hz) => {
        const jiffies = msecsToJiffies(ms, hz);
        expect(jiffies * 1000 >= ms * hz && (jiffies - 1) * 1000 < ms * hz).toBe(true);
      }),
    );
  });

  test.each(['patience', 'patience-qs', 'patience-gapless'])(
    'of %s skips at a grace-period age of one jiffy less and not at the patience itself',
    (id) => {
      const instance = instanceOf(id, { patienceMs: 10 });
      expect(instance.skips(tickView({ gpStart: 4991 }))).toBe(true);
      expect(instance.skips(tickView({ gpStart: 4990 }))).toBe(false);
    },
  );

  test('of 0 ms never skips, while the gapless one still skips when RCU is idle', () => {
    const ticks = [tickView({ gpStart: 5000 }), tickView({ gpInProgress: false })];
    const answers = (id: string): boolean[] => ticks.map((tick) => instanceOf(id, { patienceMs: 0 }).skips(tick));
    expect(answers('patience')).toEqual([false, false]);
    expect(answers('patience-qs')).toEqual([false, false]);
    expect(answers('patience-gapless')).toEqual([false, true]);
  });

  test('does not look at gp_start while no grace period is in progress', () => {
    expect(instanceOf('patience').skips(tickView({ gpInProgress: false, gpStart: 4999 }))).toBe(false);
  });
});

describe('the oracle', () => {
  test('skips one nanosecond below a second to the next extended quiescent state and not at a second', () => {
    const instance = instanceOf('oracle');
    expect(instance.skips(tickView({ nextEqsNs: 999_999_999 }))).toBe(true);
    expect(instance.skips(tickView({ nextEqsNs: 1_000_000_000 }))).toBe(false);
    expect(instance.ignoresOneSecondRule).toBe(true);
  });
});

describe('the guest-exit path', () => {
  test('notes a quiescent state under P10 and P12, reports it under P10i, and does neither under any other', () => {
    expect(instanceOf('qs-on-guest-exit').onGuestExit).toBe('note-quiescent-state');
    expect(instanceOf('patience-qs').onGuestExit).toBe('note-quiescent-state');
    expect(instanceOf('qs-on-guest-exit-ideal').onGuestExit).toBe('report-quiescent-state');
    expect(instanceOf('patience').onGuestExit).toBeUndefined();
  });

  test('costs each proposal its stores or its note', () => {
    const costs = {
      'guest-entry-flag': 2,
      'irq-from-guest': 2,
      'qs-on-guest-exit': 17,
      'patience-qs': 17,
      patience: 0,
    };
    for (const [id, cost] of Object.entries(costs)) expect(instanceOf(id).exitCostNs).toBe(cost);
  });
});
