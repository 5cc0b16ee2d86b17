import { describe, expect, test } from 'vitest';
import { at } from '../../src/kernel/cpu-state.js';
import { policies } from '../../src/policies/index.js';
import { observe } from './observe.js';

const tickOn = { ticks: { keptOn: true }, gracePeriods: { requestsPerSec: 60 } };
const exits = { exits: { msr: { ratePerSec: 3000 } } };

describe('PREEMPT_RT and others (mistake 18)', () => {
  const expedited = { gracePeriods: { requestsPerSec: 60, expeditedShare: 1 }, guest: exits };

  test('an expedited grace period is a normal one on PREEMPT_RT', () => {
    const rt = observe('mainline', expedited);
    expect([rt.expedited.length, rt.gracePeriods.length > 30]).toEqual([0, true]);
    const full = observe('mainline', { ...expedited, host: { preemption: 'full' } });
    expect([full.expedited.length > 30, full.gracePeriods.length]).toEqual([true, 0]);
  });

  test('an expedited grace period leaves a CPU in the guest alone and is over in microseconds', () => {
    const { expedited: lengths, events } = observe(
      'mainline',
      { ...expedited, guest: {}, host: { preemption: 'full' } },
      { traced: true },
    );
    expect(Math.max(...lengths)).toBeLessThan(50_000);
    expect(events.filter(({ event }) => event === 'kvm_exit').length).toBeLessThanOrEqual(1);
  });

  test('an expedited grace period waits for a softirq, and for nothing else that is preemptible', () => {
    const softirq = { ratePerSec: 100, length: { medianUs: 4000, p99Us: 4000 }, oneHandler: true };
    const handler = { medianUs: 4000, p99Us: 4000 };
    const longest = (spec: object) =>
      Math.max(...observe('mainline', { ...expedited, ...spec, host: { preemption: 'full' } }).expedited);
    expect(longest({ guest: { exits: { heavy: { ratePerSec: 100, handler } } } })).toBeLessThan(100_000);
    expect(longest({ softirq })).toBeGreaterThan(1_500_000);
  });

  test('RCU core runs in rcuc on PREEMPT_RT: a switch away from the vCPU and back', () => {
    const { events } = observe('mainline', tickOn, { traced: true });
    expect(events.filter(({ detail }) => detail === 'vcpu ==> rcuc').length).toBeGreaterThan(60);
    expect(events.some(({ detail }) => detail === 'RCU')).toBe(false);
  });

  test('RCU_SOFTIRQ runs in the interrupt itself: no switch, microseconds instead of tens', () => {
    const softirq = { host: { preemption: 'full', rcuCore: 'softirq' } } as const;
    const inline = observe('mainline', { ...tickOn, ...softirq }, { traced: true });
    const kthread = observe('mainline', tickOn);
    expect(inline.events.some(({ event }) => event === 'sched_switch')).toBe(false);
    expect(inline.events.filter(({ detail }) => detail === 'RCU').length).toBeGreaterThan(60);
    expect(Math.max(...inline.latencies)).toBeLessThan(15_000);
    expect(Math.max(...kthread.latencies)).toBeGreaterThan(20_000);
  });

  test('RCU_SOFTIRQ learns of a grace period and leaves its end to FQS: no switch notes a quiescent state in the guest', () => {
    const host = { preemption: 'full', rcuCore: 'softirq' } as const;
    const { ticks } = observe('mainline', { ...tickOn, host, gracePeriods: { thinkMs: 20 } });
    expect(ticks.some(({ reason }) => reason === 'grace-period-changed')).toBe(true);
    expect(ticks.every(({ reason }) => reason !== 'report-quiescent-state')).toBe(true);
  });

  test.each([
    ['rt', 0],
    ['full', 1],
  ] as const)(
    'a long softirq, on %s, stops the guest by a thread or in the interrupt, and ticks in it note nothing',
    (preemption, inline) => {
      const { ticks, host, events } = observe(
        'mainline',
        {
          ticks: { keptOn: true },
          host: { preemption },
          softirq: { ratePerSec: 2, length: { medianUs: 300_000, p99Us: 300_000 }, oneHandler: true },
          gracePeriods: { thinkMs: 30 },
          run: { durationSec: 3 },
        },
        { traced: true },
      );
      expect(host.facts.rt).toBe(inline === 0);
      expect(events.some(({ event }) => event === 'softirq_entry')).toBe(inline === 1);
      expect(ticks.filter(({ window }) => window === 'other').length).toBeGreaterThan(300);
    },
  );
});

describe('VMX and SVM (mistake 19)', () => {
  const offTheRecord = (virtualization: 'vmx' | 'svm') => {
    const states = new Set<number>();
    const run = observe(
      'irq-from-guest',
      { ...tickOn, guest: exits, host: { virtualization } },
      {
        afterEvent({ cpus, vcpu }) {
          if (cpus[1]!.current === vcpu.task) states.add(vcpu.task.state);
        },
      },
    );
    return { ...run, states };
  };

  test('VMX handles the interrupt that ended the guest run with interrupts off, SVM in the window behind', () => {
    expect(offTheRecord('vmx').states.has(at.vmxInterrupt)).toBe(true);
    expect(offTheRecord('svm').states.has(at.vmxInterrupt)).toBe(false);
  });

  test('only VMX can tell that a tick interrupted the guest: on SVM irq-from-guest is mainline', () => {
    const svm = { ...tickOn, guest: exits, host: { virtualization: 'svm' } } as const;
    expect(offTheRecord('svm').wakes).toEqual(observe('mainline', svm).wakes);
    expect(offTheRecord('vmx').wakes.length).toBeLessThan(offTheRecord('svm').wakes.length / 5);
  });

  test.each(['vmx', 'svm'] as const)(
    'a tick in the guest notes no quiescent state, on %s: preemption is disabled',
    (virtualization) => {
      const host = { virtualization, preemption: 'full', rcuCore: 'softirq' } as const;
      const { ticks } = observe('mainline', { ...tickOn, host });
      expect(ticks.filter(({ reason }) => reason === 'report-quiescent-state')).toEqual([]);
    },
  );

  test('VMX leaves the second interrupt of an exit to the window, SVM takes both there', () => {
    const counts = { vmx: 0, svm: 0 };
    for (const virtualization of ['vmx', 'svm'] as const) {
      observe(
        'mainline',
        { host: { virtualization }, ticks: { keptOn: true, otherIrqsPerSec: 20_000 }, costs: { exitNs: 20_000 } },
        {
          afterEvent({ cpus, vcpu }) {
            const cpu = cpus[1]!;
            if (cpu.current === vcpu.task && vcpu.task.state === at.interruptWindow && cpu.irqUntilNs >= 0) {
              counts[virtualization]++;
            }
          },
        },
      );
    }
    expect(counts.vmx).toBeGreaterThan(100);
    expect(counts.svm).toBeGreaterThan(counts.vmx);
  });
});

describe('common random numbers (mistake 22)', () => {
  test('give all policies the same ticks and the same calls: what differs is what they decide', () => {
    const spec = { ticks: { keptOn: true }, guest: exits, gracePeriods: { requestsPerSec: 30 } };
    const runs = policies.map(({ id }) => observe(id, spec));
    for (const { ticks, gracePeriods } of runs) {
      expect(ticks.map(({ timeNs }) => Math.floor(timeNs / 1e6))).toEqual(
        runs[0]!.ticks.map(({ timeNs }) => Math.floor(timeNs / 1e6)),
      );
      expect(Math.abs(gracePeriods.length - runs[0]!.gracePeriods.length)).toBeLessThanOrEqual(3);
    }
  });

  test('make all policies equal, bit for bit, where nobody asks for a grace period', () => {
    const spec = {
      ticks: { keptOn: true },
      guest: { exits: { msr: { ratePerSec: 3000 }, io: { ratePerSec: 200, userspaceShare: 0.5 } } },
      vcpu: { preemption: { ratePerSec: 20 } },
      softirq: { ratePerSec: 20 },
    };
    const { ticks, latencies } = observe('mainline', spec);
    for (const { id } of policies) {
      const run = observe(id, spec);
      expect(run.ticks).toEqual(ticks);
      expect(run.latencies).toEqual(latencies);
    }
  });
});
