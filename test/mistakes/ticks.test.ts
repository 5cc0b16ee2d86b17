import { describe, expect, test } from 'vitest';
import { byWindow, observe } from './observe.js';

const exits = { exits: { msr: { ratePerSec: 2000 } } };

describe('the tick of a nohz_full CPU (mistakes 1 and 2)', () => {
  test('stops at the first interrupt and stays away while nothing asks for it', () => {
    const { ticks } = observe('mainline', { guest: exits, run: { durationSec: 3 } });
    expect(ticks.length).toBe(1);
  });

  test('fires once for each timer of the timer wheel, and still calls rcu_sched_clock_irq', () => {
    const { ticks } = observe('mainline', { guest: exits, ticks: { timersPerSec: 60 }, run: { durationSec: 10 } });
    expect(ticks.length).toBeGreaterThan(500);
    expect(ticks.length).toBeLessThan(700);
  });

  test('runs at HZ while a dependency holds it, for as long as that, and stops behind it', () => {
    for (const hz of [100, 250, 1000] as const) {
      const kept = observe('mainline', {
        host: { hz },
        guest: exits,
        ticks: { keptOn: true },
        run: { durationSec: 2 },
      });
      expect(Math.abs(kept.ticks.length - 2 * hz)).toBeLessThanOrEqual(2);
    }
    const dependencyLength = { medianMs: 50, p99Ms: 50 };
    const { ticks } = observe('mainline', {
      ticks: { dependencyPerSec: 2, dependencyLength },
      run: { durationSec: 10 },
    });
    expect(ticks.length).toBeGreaterThan(500);
    expect(ticks.length).toBeLessThan(1500);
  });

  test('runs at HZ on a CPU that is only isolated', () => {
    const { ticks } = observe('mainline', { host: { isolation: 'isolcpus' }, guest: exits, run: { durationSec: 2 } });
    expect(Math.abs(ticks.length - 2000)).toBeLessThanOrEqual(2);
  });

  test('is switched on by idle=poll for as long as the CPU idles, and goes on into the guest up to its first interrupt', () => {
    const guest = { hlt: { ratePerSec: 20, length: { medianUs: 10_300, p99Us: 10_300 } } };
    const spec = { guest, gracePeriods: { requestsPerSec: 50 }, run: { durationSec: 5 } };
    const poll = observe('mainline', { ...spec, host: { idle: 'poll' } });
    const asleep = observe('mainline', { ...spec, host: { idle: 'cstates' } });
    const idle = poll.ticks.filter(({ kernel }) => !kernel).length;
    const residual = byWindow(poll).guest.ticks;
    const halts = poll.latencies.length;
    expect(idle / halts).toBeGreaterThan(4);
    expect(Math.abs(residual / halts - 0.5)).toBeLessThan(0.15);
    expect(asleep.ticks.length).toBeLessThanOrEqual(2);
  });

  test('is held for two SCHED_OTHER tasks that share the CPU, and not for FIFO tasks, however many', () => {
    const work = { ratePerSec: 20, length: { medianUs: 10_500, p99Us: 10_500 } };
    const spec = { host: { rcucClass: 'other', vcpuClass: 'other' } } as const;
    const shared = observe('mainline', { ...spec, vcpu: { preemption: { ...work, priority: 0 } } });
    const fifo = observe('mainline', { vcpu: { preemption: { ...work, priority: 2 } } });
    expect(shared.ticks.length).toBeGreaterThan(50);
    expect(fifo.ticks.length).toBeLessThanOrEqual(1);
  });
});

describe('rcu_sched_clock_irq (mistake 2)', () => {
  test.each(['vmx', 'svm'] as const)('is never called by a guest timer interrupt, on %s', (virtualization) => {
    const guest = { instrument: 'cyclictest', intervalUs: 200 } as const;
    const { ticks, latencies } = observe('mainline', { host: { virtualization }, guest });
    expect(latencies.length).toBeGreaterThan(4900);
    expect(ticks.length).toBeLessThanOrEqual(1);
  });

  test('is never called by an interrupt of a device or of another processor', () => {
    const { ticks } = observe('mainline', {
      ticks: { otherIrqsPerSec: 3000 },
      vcpu: { preemption: { ratePerSec: 300 } },
      softirq: { ratePerSec: 300 },
    });
    expect(ticks.length).toBeLessThanOrEqual(1);
  });
});

describe('a tick that interrupts the guest (mistake 3)', () => {
  test.each(['vmx', 'svm'] as const)('has neither user nor idle, on %s', (virtualization) => {
    const { events, ticks } = observe(
      'mainline',
      { host: { virtualization }, ticks: { keptOn: true }, gracePeriods: { requestsPerSec: 50 } },
      { traced: true },
    );
    const inGuest = events.filter(
      ({ event, detail }) => event.startsWith('rcu_pending') && /window guest/.test(detail),
    );
    expect(inGuest.length).toBeGreaterThan(900);
    expect(inGuest.every(({ detail }) => detail.endsWith('user 0 idle 0'))).toBe(true);
    expect(ticks.filter(({ window }) => window === 'guest').every(({ kernel }) => kernel)).toBe(true);
  });

  test('is the only kind in the kernel: one from user mode or from idle is skipped, whatever it finds', () => {
    const guest = {
      exits: { io: { ratePerSec: 500, userspaceShare: 1 } },
      userspace: { medianUs: 2000, p99Us: 2000 },
      hlt: { ratePerSec: 200, length: { medianUs: 3000, p99Us: 3000 } },
    };
    const { ticks } = observe('mainline', {
      host: { haltPollNs: 0 },
      guest,
      ticks: { keptOn: true },
      gracePeriods: { requestsPerSec: 100 },
    });
    const elsewhere = ticks.filter(({ kernel }) => !kernel);
    expect(elsewhere.length).toBeGreaterThan(350);
    expect(elsewhere.filter(({ reason }) => reason === 'skipped').length).toBeGreaterThan(50);
    expect(elsewhere.every(({ reason }) => reason === 'skipped' || reason === 'nothing')).toBe(true);
  });
});
