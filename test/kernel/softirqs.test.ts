import { describe, expect, test } from 'vitest';
import { observe } from '../mistakes/observe.js';

const burst = (lengthUs: number, oneHandler = false) => ({
  ratePerSec: 3,
  length: { medianUs: lengthUs, p99Us: lengthUs },
  oneHandler,
});

describe('a softirq that is not one long handler, without PREEMPT_RT,', () => {
  const host = { preemption: 'full' } as const;

  test.each([
    [1000, 2e6],
    [250, 4e6],
    [100, 10e6],
  ] as const)('is cut, at HZ=%i, after at most %i ns: whole jiffies', (hz, limitNs) => {
    const { latencies } = observe('mainline', {
      host: { ...host, hz },
      softirq: burst(25_000),
      run: { durationSec: 5 },
    });
    const longest = Math.max(...latencies);
    expect(longest).toBeGreaterThan(limitNs / 4);
    expect(longest).toBeLessThan(limitNs + 20_000);
  });

  test('leaves its rest to ksoftirqd, which a FIFO vCPU never lets run, and to the next interrupts', () => {
    const { events, host: end } = observe(
      'mainline',
      { host, softirq: burst(9000), ticks: { otherIrqsPerSec: 50 }, run: { durationSec: 5 } },
      { traced: true },
    );
    expect(events.some(({ detail }) => detail.endsWith('==> ksoftirqd'))).toBe(false);
    expect(events.filter(({ event }) => event === 'softirq_entry').length).toBeGreaterThan(30);
    expect(end.cpus[1]!.softirqRaisedNs).toBeLessThan(30e6);
  });

  test('lets ksoftirqd run while the vCPU sleeps, and the vCPU back after one pass', () => {
    const guest = { hlt: { ratePerSec: 200, length: { medianUs: 3000, p99Us: 3000 } } };
    const { events, latencies } = observe(
      'mainline',
      { host: { ...host, haltPollNs: 0 }, softirq: burst(50_000), guest },
      { traced: true },
    );
    expect(events.some(({ detail }) => detail.endsWith('==> ksoftirqd'))).toBe(true);
    expect(Math.max(...latencies)).toBeLessThan(5e6);
  });

  test('makes way where a reschedule is wanted, as one long handler does not', () => {
    const spec = (oneHandler: boolean) => ({
      host,
      ticks: { keptOn: true },
      softirq: { ...burst(1900, oneHandler), ratePerSec: 100 },
      vcpu: { preemption: { ratePerSec: 300, length: { medianUs: 5, p99Us: 5 } } },
      run: { durationSec: 3 },
    });
    const lengths = (oneHandler: boolean) => {
      const { events } = observe('mainline', spec(oneHandler), { traced: true });
      let begin = 0;
      return events.flatMap(({ event, timeNs }) => {
        if (event === 'softirq_entry') begin = timeNs;
        return event === 'softirq_exit' ? [timeNs - begin] : [];
      });
    };
    expect(lengths(false).filter((ns) => ns < 1e6).length).toBeGreaterThan(20);
    expect(lengths(true).every((ns) => ns >= 1.9e6)).toBe(true);
  });
});

describe('RCU_SOFTIRQ', () => {
  test('is raised once, however many ticks ask for it during a long softirq', () => {
    const { wakes, ticks } = observe('mainline', {
      host: { preemption: 'full', rcuCore: 'softirq' },
      ticks: { keptOn: true },
      softirq: { ratePerSec: 2, length: { medianUs: 200_000, p99Us: 200_000 }, oneHandler: true },
      gracePeriods: { thinkMs: 3 },
      run: { durationSec: 3 },
    });
    const inSoftirq = wakes.filter(({ window }) => window === 'other').length;
    expect(ticks.filter(({ window }) => window === 'other').length).toBeGreaterThan(500);
    expect(inSoftirq).toBeLessThan(12);
  });

  test('that reports withdraws the forced tick in time for the same interrupt to stop it', () => {
    let late = 0;
    let forced = 0;
    observe(
      'mainline',
      {
        host: { preemption: 'full', rcuCore: 'softirq' },
        guest: { exits: { heavy: { ratePerSec: 2, handler: { medianUs: 150_000, p99Us: 150_000 } } } },
        gracePeriods: { thinkMs: 3 },
        run: { durationSec: 5 },
      },
      {
        afterEvent({ cpus, vcpu }) {
          const cpu = cpus[1]!;
          const settled = cpu.irqUntilNs < 0 && cpu.softirqUntilNs < 0 && cpu.current === vcpu.task;
          if (cpu.rdp.forcedTick) forced++;
          if (settled && !cpu.tickStopped && !cpu.rdp.forcedTick && cpu.rdp.ticksThisGp > 1) late++;
        },
      },
    );
    expect(forced).toBeGreaterThan(0);
    expect(late).toBe(0);
  });
});
