import { describe, expect, test } from 'vitest';
import { at } from '../../src/kernel/cpu-state.js';
import { policyById, type Policy } from '../../src/policies/index.js';
import { observe } from './observe.js';

type Hook = 'vcpuLoad' | 'vcpuPut' | 'schedIn' | 'schedOut' | 'guestEnter' | 'guestExit';

/** Mainline that keeps a record of the hooks that a patch would have: which, on which CPU, and for KVM_RUN or not. */
function hookCounter(): { policy: Policy; calls: string[] } {
  const calls: string[] = [];
  const call = (hook: Hook) => (cpu: number, wantsToRun?: unknown) => {
    calls.push(`${hook} ${cpu}${hook === 'vcpuLoad' && wantsToRun === false ? ' other' : ''}`);
  };
  const policy: Policy = {
    ...policyById('mainline'),
    create: () => ({
      skips: () => false,
      exitCostNs: 0,
      vcpuLoad: call('vcpuLoad'),
      vcpuPut: call('vcpuPut'),
      schedIn: call('schedIn'),
      schedOut: call('schedOut'),
    }),
  };
  return { policy, calls };
}

function hooks(spec: Parameters<typeof observe>[1]): Record<string, number> {
  const { policy, calls } = hookCounter();
  observe(policy, spec);
  const counts: Record<string, number> = {};
  for (const call of calls) counts[call] = (counts[call] ?? 0) + 1;
  return counts;
}

describe('vcpu_load and vcpu_put (mistake 16)', () => {
  test('are called for each ioctl and not for a switch: halts and preemptions run kvm_sched_out and kvm_sched_in', () => {
    const {
      'vcpuLoad 1': loads,
      'vcpuPut 1': puts,
      'schedOut 1': outs,
      'schedIn 1': ins,
    } = hooks({
      host: { haltPollNs: 0 },
      guest: { hlt: { ratePerSec: 100, length: { medianUs: 2000, p99Us: 2000 } } },
      vcpu: { preemption: { ratePerSec: 50 } },
    });
    expect([loads, puts]).toEqual([1, undefined]);
    expect(outs).toBeGreaterThan(80);
    expect(Math.abs(outs! - ins!)).toBeLessThanOrEqual(1);
  });

  test('are not accompanied by a switch where the vCPU returns to userspace', () => {
    const {
      'vcpuLoad 1': loads,
      'vcpuPut 1': puts,
      ...switches
    } = hooks({
      guest: { exits: { io: { ratePerSec: 300, userspaceShare: 1 } } },
    });
    expect(puts).toBeGreaterThan(200);
    expect(Math.abs(loads! - puts!)).toBeLessThanOrEqual(1);
    expect(switches).toEqual({});
  });

  test('are called for other ioctls too, which do not want to run the guest', () => {
    const counts = hooks({
      guest: { exits: { io: { ratePerSec: 300, userspaceShare: 1 } } },
      vcpu: { otherIoctlShare: 0.5 },
    });
    const share = counts['vcpuLoad 1 other']! / counts['vcpuLoad 1']!;
    expect(share).toBeGreaterThan(0.35);
    expect(share).toBeLessThan(0.65);
  });

  test('are not called for a preemption in user mode, where no vCPU is loaded', () => {
    const counts = hooks({
      guest: {
        exits: { io: { ratePerSec: 50_000, userspaceShare: 1 } },
        userspace: { medianUs: 20_000, p99Us: 20_000 },
      },
      vcpu: { preemption: { ratePerSec: 100 } },
    });
    expect(counts['schedOut 1'] ?? 0).toBeLessThanOrEqual(2);
  });
});

describe('side state (mistake 15)', () => {
  const migrating = {
    host: { cpus: 4 },
    ticks: { keptOn: true },
    guest: { exits: { msr: { ratePerSec: 300 } } },
    vcpu: { migration: { ratePerSec: 10 } },
    gracePeriods: { thinkMs: 20 },
    run: { durationSec: 10 },
  };

  /** Ticks that hit the guest, and those of them that woke rcuc, by CPU. */
  function guestTicks(id: string): Record<number, { ticks: number; woke: number }> {
    const counts: Record<number, { ticks: number; woke: number }> = {
      1: { ticks: 0, woke: 0 },
      2: { ticks: 0, woke: 0 },
    };
    for (const { cpu, event, detail } of observe(id, migrating, { traced: true }).events) {
      if (!event.startsWith('rcu_pending') || !detail.includes('window guest')) continue;
      counts[cpu]!.ticks++;
      if (!/nothing|skipped/.test(event)) counts[cpu]!.woke++;
    }
    return counts;
  }

  test('of the run-loop flag belongs to the CPU: without hooks in the scheduler a migrated vCPU leaves it behind', () => {
    const { 1: first, 2: second } = guestTicks('run-loop-flag');
    expect(second!.ticks).toBeGreaterThan(1000);
    expect(first!.woke).toBe(0);
    expect(second!.woke / second!.ticks).toBeGreaterThan(0.05);
  });

  test.each(['run-loop-flag-sched', 'pf-vcpu', 'lenient-task'])('of %s goes with the task', (id) => {
    const { 1: first, 2: second } = guestTicks(id);
    expect([first!.woke, second!.woke]).toEqual([0, 0]);
  });

  test('of the last guest exit belongs to the CPU: the first exit on the new one sets it', () => {
    const { 1: first, 2: second } = guestTicks('last-guest-exit');
    expect(first!.woke + second!.woke).toBeLessThan(10);
  });
});

describe('halt polling (mistake 17)', () => {
  const polling = {
    host: { haltPollNs: 200_000 },
    ticks: { keptOn: true },
    guest: { hlt: { ratePerSec: 4000, length: { medianUs: 120, p99Us: 120 } } },
    gracePeriods: { thinkMs: 5 },
  };

  test('is kernel code that RCU watches, never an extended quiescent state', () => {
    let polls = 0;
    const { ticks } = observe('mainline', polling, {
      afterEvent({ cpus, vcpu }) {
        if (cpus[1]!.current !== vcpu.task || vcpu.task.state !== at.haltPoll) return;
        polls++;
        expect(cpus[1]!.ct.inEqs).toBe(false);
      },
    });
    const here = ticks.filter(({ window }) => window === 'halt-poll');
    expect(polls).toBeGreaterThan(500);
    expect(here.length).toBeGreaterThan(100);
    expect(here.every(({ kernel }) => kernel)).toBe(true);
    expect(here.some(({ reason }) => reason === 'grace-period-changed')).toBe(true);
  });

  test('ends as soon as a thread of lower priority waits for the CPU', () => {
    const vcpu = { preemption: { ratePerSec: 200, length: { medianUs: 5, p99Us: 5 }, priority: 0 } };
    const shortest = (spec: object) => {
      let polled = Infinity;
      let since = -1;
      observe(
        'mainline',
        { ...polling, ticks: {}, gracePeriods: {}, ...spec },
        {
          afterEvent({ cpus, vcpu: { task }, nowNs }) {
            const polls = cpus[1]!.current === task && task.state === at.haltPoll;
            if (polls && since < 0) since = nowNs;
            if (polls || since < 0) return;
            polled = Math.min(polled, nowNs - since);
            since = -1;
          },
        },
      );
      return polled;
    };
    expect(shortest({})).toBeGreaterThan(9_000);
    expect(shortest({ vcpu })).toBeLessThan(9_000);
  });
});
