import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { policies, policyById } from '../../src/policies/index.js';
import { scenario, type ScenarioSpec } from '../../src/scenario/index.js';
import { plantedSpec } from '../trace/fit/planted-run.js';
import { randomScenario } from './random-scenarios.js';
import { runAlone } from './run-alone.js';

const ms = 1_000_000;

/** Lengths of the grace periods, and the recorded totals, of two seconds. */
function gracePeriods(spec: ScenarioSpec, policy = 'mainline') {
  const lengths: number[] = [];
  const whole = scenario({ ...spec, run: { durationSec: 2, warmupSec: 0 } });
  const { record } = runAlone(whole, policyById(policy), {
    watched: true,
    gracePeriod: (lengthNs) => void lengths.push(lengthNs),
  });
  return { lengths, record };
}

describe('a housekeeping CPU that acts at its ticks', () => {
  it('starts two grace periods a cycle where the caller leaves callbacks, one where it leaves none', () => {
    const both = gracePeriods(plantedSpec).lengths.length;
    const alone = gracePeriods({ ...plantedSpec, gracePeriods: { ...plantedSpec.gracePeriods, followUpShare: 0 } });
    expect(both / alone.lengths.length).toBeGreaterThan(1.9);
    expect(both / alone.lengths.length).toBeLessThan(2.1);
  });

  it('ends a grace period that the vCPU reports in two ticks, one that a scan ends in four', () => {
    const free = { ...plantedSpec, gracePeriods: { ...plantedSpec.gracePeriods, leafLockBusyShare: 0 } };
    const reported = gracePeriods(free).lengths;
    expect(reported.every((lengthNs) => lengthNs > 1.4 * ms && lengthNs < 2.6 * ms)).toBe(true);
    const scanned = gracePeriods(free, 'last-guest-exit').lengths;
    expect(scanned.every((lengthNs) => lengthNs > 3.4 * ms && lengthNs < 4.6 * ms)).toBe(true);
  });

  it('costs the vCPU one more tick whenever the lock of the leaf is taken', () => {
    const busy = { ...plantedSpec, gracePeriods: { ...plantedSpec.gracePeriods, leafLockBusyShare: 1 } };
    const { lengths, record } = gracePeriods(busy);
    expect(lengths.every((lengthNs) => lengthNs > 2.4 * ms && lengthNs < 3.6 * ms)).toBe(true);
    expect(record.wakes / lengths.length).toBeGreaterThan(3.9);
  });

  it('lets synchronize_rcu() return with its ticks: later than the grace period by up to one', () => {
    const { record } = gracePeriods(plantedSpec);
    expect(record.syncRcu.min).toBeGreaterThan(2 * ms);
    expect(record.syncRcu.max).toBeLessThan(5.6 * ms);
  });
});

describe('a VMM that makes system calls', () => {
  it('keeps grace periods waiting for the end of a call under a skip, and not without', () => {
    const io = { ratePerSec: 500, userspaceShare: 1 };
    const guest = {
      exits: { ...plantedSpec.guest.exits, io },
      userspace: { medianUs: 300_000, p99Us: 300_000 },
      systemCallUs: '17000,17500',
      betweenCallsUs: 10,
    };
    const mean = (lengths: readonly number[]) => lengths.reduce((sum, each) => sum + each, 0) / lengths.length;
    expect(mean(gracePeriods({ ...plantedSpec, guest }).lengths)).toBeLessThan(3 * ms);
    expect(mean(gracePeriods({ ...plantedSpec, guest }, 'last-guest-exit').lengths)).toBeGreaterThan(10 * ms);
  });
});

describe('a guest that works and halts in turn', () => {
  it('halts as often as work, halt and the way around it allow', () => {
    const hlt = { workUs: 300, length: { medianUs: 1200, p99Us: 1200 } };
    const { record } = gracePeriods({ ...plantedSpec, guest: { ...plantedSpec.guest, hlt } });
    expect(record.exits / 2).toBeGreaterThan(600);
    expect(record.exits / 2).toBeLessThan(1000);
  });
});

/** Small random worlds with what recorded hosts have on top. */
const randomRecordedHost = fc
  .record({
    world: randomScenario,
    housekeepingDelayUs: fc.constantFrom('250', '0,200,900'),
    followUpShare: fc.constantFrom(0.5, 1),
    leafLockBusyShare: fc.constantFrom(0, 0.5, 1),
    phaseUs: fc.constantFrom(undefined, 0, 333.3),
    systemCallUs: fc.constantFrom(undefined, '300,5000'),
    workUs: fc.constantFrom(undefined, 500),
  })
  .map(({ world, housekeepingDelayUs, followUpShare, leafLockBusyShare, phaseUs, systemCallUs, workUs }) =>
    scenario({
      ...world,
      ticks: { ...world.ticks, phaseUs },
      guest: { ...world.guest, systemCallUs, hlt: { ...world.guest.hlt, workUs } },
      gracePeriods: { ...world.gracePeriods, housekeepingDelayUs, followUpShare, leafLockBusyShare },
    }),
  );

it('no invariant breaks and nothing hangs in random worlds with what recorded hosts have', () => {
  fc.assert(
    fc.property(randomRecordedHost, fc.constantFrom(...policies), (world, policy) => {
      expect(runAlone(world, policy, { watched: true }).record.measuredNs).toBeGreaterThanOrEqual(0);
    }),
    { numRuns: 60, seed: 11 },
  );
});
