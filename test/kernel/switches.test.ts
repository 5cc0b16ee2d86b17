import { describe, expect, test } from 'vitest';
import { at } from '../../src/kernel/cpu-state.js';
import { fairSliceNs } from '../../src/kernel/fair-slice.js';
import { byWindow, median, observe } from '../mistakes/observe.js';

describe('a switch to the vCPU', () => {
  test('handles what came meanwhile before kvm_sched_in: a flag that is set there is not seen', () => {
    const spec = {
      host: { haltPollNs: 0, skewTick: false },
      ticks: { keptOn: true },
      guest: { hlt: { ratePerSec: 3000, length: { medianUs: 250, p99Us: 250 } } },
      costs: { switchNs: 30_000, idleExitNs: 0, schedInNs: 0, wakeupNs: 0 },
      gracePeriods: { requestsPerSec: 100 },
      run: { durationSec: 5 },
    };
    const flagged = byWindow(observe('run-loop-flag-sched+idle-entry', spec));
    const task = byWindow(observe('lenient-task', spec));
    expect(flagged['idle-exit'].pending).toBeGreaterThan(50);
    expect(task['idle-exit'].pending).toBe(0);
  });
});

describe('user mode', () => {
  test('is an extended quiescent state again after an interrupt that asked for a reschedule in vain', () => {
    let wrong = 0;
    observe(
      'mainline',
      {
        guest: {
          exits: { io: { ratePerSec: 1000, userspaceShare: 1 } },
          userspace: { medianUs: 5000, p99Us: 5000 },
        },
        vcpu: { preemption: { ratePerSec: 500, length: { medianUs: 20, p99Us: 20 }, priority: 0 } },
        ticks: { otherIrqsPerSec: 500 },
        gracePeriods: { backToBack: true },
      },
      {
        afterEvent({ cpus, vcpu }) {
          const cpu = cpus[1]!;
          const inUser = cpu.current === vcpu.task && vcpu.task.state === at.user;
          if (inUser && cpu.irqUntilNs < 0 && cpu.softirqUntilNs < 0 && !cpu.ct.inEqs) wrong++;
        },
      },
    );
    expect(wrong).toBe(0);
  });
});

describe('SCHED_OTHER tasks', () => {
  test.each([
    [2, 1_400_000],
    [4, 2_100_000],
    [8, 2_800_000],
    [64, 2_800_000],
  ])('run, on a host of %i CPUs, for %i ns at a time', (cpus, sliceNs) => {
    expect(fairSliceNs(cpus)).toBe(sliceNs);
  });

  test('share a CPU: one that works for 200 ms does not keep the vCPU away for 200 ms', () => {
    const spec = (vcpuClass: 'other' | 'fifo', priority: number) => ({
      host: { vcpuClass },
      vcpu: { preemption: { ratePerSec: 2, length: { medianUs: 200_000, p99Us: 200_000 }, priority } },
      run: { durationSec: 3 },
    });
    const shared = observe('mainline', spec('other', 0)).latencies;
    const long = shared.filter((ns) => ns > 1e6);
    expect(long.length).toBeGreaterThan(50);
    expect(Math.max(...shared)).toBeLessThan(9e6);
    expect(median(long)).toBeGreaterThan(2.8e6);
    expect(Math.max(...observe('mainline', spec('fifo', 2)).latencies)).toBeGreaterThan(199e6);
  });
});

describe('rcuc of class FIFO', () => {
  const spec = {
    host: { vcpuClass: 'other' },
    vcpu: { preemption: { ratePerSec: 2, length: { medianUs: 200_000, p99Us: 200_000 }, priority: 0 } },
    gracePeriods: { requestsPerSec: 100 },
    run: { durationSec: 3 },
  } as const;

  test('lets the tick stop while it runs, and two SCHED_OTHER tasks that it leaves behind have it back', () => {
    const { events, latencies } = observe('mainline', spec, { traced: true });
    const stops = events.filter(({ event }, i) => event === 'tick_stop' && events[i - 1]?.detail.startsWith('rcuc/1'));
    expect(stops.length).toBeGreaterThan(20);
    expect(Math.max(...latencies)).toBeLessThan(9e6);
  });

  test('leaves the turn to the task that it interrupted, unless the same tick ended its slice', () => {
    const { events } = observe('mainline', spec, { traced: true });
    const switches = events.filter(({ event }) => event === 'sched_switch').map(({ detail }) => detail.split(' ==> '));
    const returns = switches.flatMap(([from], i) =>
      switches[i + 1]?.[0] === 'rcuc' ? [[from, switches[i + 1]![1]]] : [],
    );
    expect(returns.length).toBeGreaterThan(100);
    const kept = returns.filter(([before, behind]) => before === behind);
    expect(kept.length / returns.length).toBeGreaterThan(0.6);
  });
});

describe('without preemption', () => {
  test('rcuc waits for the end of the exit handler, and long kernel work makes way for it', () => {
    const places = new Set<number>();
    const run = (exits: object) => {
      places.clear();
      observe(
        'mainline',
        {
          host: { preemption: 'none' },
          ticks: { keptOn: true },
          guest: { exits },
          gracePeriods: { requestsPerSec: 200 },
        },
        {
          afterEvent({ cpus, vcpu }) {
            if (cpus[1]!.current.kind === 'rcuc') places.add(vcpu.task.state);
          },
        },
      );
      return [...places];
    };
    const handler = { medianUs: 2000, p99Us: 2000 };
    expect(run({ fault: { ratePerSec: 200, handler } })).toEqual([at.loop]);
    expect(run({ heavy: { ratePerSec: 200, handler } })).toContain(at.handler);
  });

  test('a guest that is not tracked serves a heavy request where it is entered, with or without the merged patch', () => {
    const spec = {
      host: { preemption: 'none', rcuCore: 'softirq', isolation: 'isolcpus' },
      guest: { exits: { msr: { ratePerSec: 100 } } },
      softirq: { ratePerSec: 1, length: { medianUs: 400_000, p99Us: 400_000 }, oneHandler: true },
      gracePeriods: { thinkMs: 10 },
      run: { durationSec: 5 },
    } as const;
    let served = 0;
    let heavy = false;
    const watch = ({ cpus }: { cpus: readonly { rdp: { needHeavyQs: boolean }; ct: { eqsCount: number } }[] }) => {
      const now = cpus[1]!.rdp.needHeavyQs;
      if (heavy && !now) served++;
      heavy = now;
    };
    observe('mainline', spec, { afterEvent: ({ cpus }) => watch({ cpus }) });
    expect(served).toBeGreaterThan(1);
  });
});
