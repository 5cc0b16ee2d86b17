import { describe, expect, test } from 'vitest';
import { createHost } from '../../src/engine/host.js';
import { hostJiffies, updateJiffies } from '../../src/engine/timekeeping.js';
import { createWorld } from '../../src/engine/world.js';
import { policyById } from '../../src/policies/index.js';
import { scenario } from '../../src/scenario/index.js';
import { observe } from '../mistakes/observe.js';

function host(spec: Parameters<typeof scenario>[0] = {}) {
  const world = createWorld(scenario(spec));
  return createHost(world, policyById('mainline'), {} as never);
}

describe('jiffies', () => {
  test('are late by the lag of the timekeeper, unless a CPU with a stopped tick takes an interrupt', () => {
    const late = host({ host: { timekeeperLagUs: 400 } });
    expect(hostJiffies(late, 7_399_999)).toBe(6);
    late.nowNs = 7_000_000;
    const cpu = late.cpus[1]!;
    cpu.tickStopped = false;
    updateJiffies(late, cpu);
    expect(hostJiffies(late, 7_000_000)).toBe(6);
    cpu.tickStopped = true;
    updateJiffies(late, cpu);
    expect(hostJiffies(late, 7_000_000)).toBe(7);
  });

  test('stand still while L0 holds the timekeeper, but for leaps of five that other CPUs force', () => {
    const stolen = host();
    stolen.housekeepingFrozenSinceNs = 100_500_000;
    stolen.housekeepingFrozenUntilNs = 120_500_000;
    const read = [101, 104, 105.1, 109, 110.1, 119].map((ms) => hostJiffies(stolen, ms * 1e6));
    expect(read).toEqual([100, 100, 105, 105, 110, 115]);
    expect(hostJiffies(stolen, 120_500_000)).toBe(120);
  });

  test('stand still throughout on a host of two CPUs', () => {
    const stolen = host({ host: { cpus: 2 } });
    stolen.housekeepingFrozenSinceNs = 100_500_000;
    stolen.housekeepingFrozenUntilNs = 120_500_000;
    expect(hostJiffies(stolen, 119e6)).toBe(100);
  });
});

describe('the grace-period kthread', () => {
  test('starts nothing while L0 holds its CPU', () => {
    let began = 0;
    let inProgress = false;
    observe(
      'mainline',
      {
        gracePeriods: { requestsPerSec: 100 },
        nested: { stealPerSec: 20, length: { medianUs: 20_000, p99Us: 20_000 } },
        run: { durationSec: 3 },
      },
      {
        afterEvent({ gp, nowNs, housekeepingFrozenUntilNs }) {
          const now = gp.phase !== 'idle';
          if (now && !inProgress && gp.startNs === nowNs && housekeepingFrozenUntilNs > nowNs) began++;
          inProgress = now;
        },
      },
    );
    expect(began).toBe(0);
  });

  test('scans at once with jiffies_till_first_fqs=0', () => {
    const { gracePeriodsNs } = observe('mainline', {
      host: { fqsFirstJiffies: 0 },
      gracePeriods: { requestsPerSec: 50, othersReport: { medianMs: 0.05, p99Ms: 0.05 } },
    });
    expect(Math.max(...gracePeriodsNs)).toBeLessThan(100_000);
  });
});

describe('an expedited grace period', () => {
  const expedited = { gracePeriods: { requestsPerSec: 4, expeditedShare: 1 }, run: { durationSec: 20 } };
  const softirq = { ratePerSec: 5, length: { medianUs: 120_000, p99Us: 120_000 }, oneHandler: true };

  test('that waits longer than a jiffy turns on the tick of the CPU that it waits for, and ends with the report', () => {
    const lagging = observe('mainline', { ...expedited, softirq, host: { preemption: 'full' } }, { traced: true });
    const restarts = lagging.events.filter(({ event }) => event === 'tick restarts');
    const ends = lagging.expedited.filter((ns) => ns > 2e6);
    expect(ends.length).toBeGreaterThan(5);
    expect(restarts.length).toBeGreaterThan(5);
    const atTicks = ends.filter((ns) => ns % 1e6 === ends[0]! % 1e6);
    expect(atTicks.length).toBeLessThan(ends.length);
  });

  test('warns of a stall by its own timeout, where one is set', () => {
    const stuck = { ...softirq, ratePerSec: 0.3, length: { medianUs: 3e6, p99Us: 3e6 } };
    const warnings = (expStallTimeoutMs: number) =>
      observe('mainline', { ...expedited, softirq: stuck, host: { preemption: 'full', expStallTimeoutMs } })
        .stallWarnings;
    expect(warnings(20)).toBeGreaterThan(0);
    expect(warnings(0)).toBe(0);
  });
});
