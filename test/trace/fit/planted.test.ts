import { describe, expect, it } from 'vitest';
import { fitScenario } from '../../../src/trace/index.js';
import { parseQuantiles, scenario } from '../../../src/scenario/index.js';
import { plantedMeta, plantedParts, plantedRun, plantedSpec } from './planted-run.js';

const spinning = plantedParts(plantedSpec);

describe('the fit of a planted recording', () => {
  const { spec, unidentified } = fitScenario(plantedRun(spinning));

  it('finds the tick held on, and its phase', () => {
    expect(spec.ticks?.keptOn).toBe(true);
    expect(spec.ticks?.phaseUs).toBeCloseTo(90, 0);
  });

  it('finds one caller, how long it sleeps, and that each of its returns leaves callbacks', () => {
    expect(spec.gracePeriods?.thinkMs).toBeCloseTo(20.13, 3);
    expect(spec.gracePeriods?.followUpShare).toBe(1);
  });

  it('finds the delay of the housekeeping CPU within the spread that was planted', () => {
    const quantiles = parseQuantiles(spec.gracePeriods?.housekeepingDelayUs ?? '');
    expect(quantiles[0]).toBeGreaterThanOrEqual(239);
    expect(quantiles.at(-1)).toBeLessThanOrEqual(401);
    expect(Math.abs(quantiles[Math.floor(quantiles.length / 2)]! - 280)).toBeLessThan(15);
  });

  it('finds how often the lock of the leaf was taken, within what 450 trials can tell', () => {
    expect(Math.abs((spec.gracePeriods?.leafLockBusyShare ?? 0) - 0.2)).toBeLessThan(0.06);
  });

  it('says that a table tells no durations', () => {
    expect(unidentified.map(({ path }) => path)).toEqual(expect.arrayContaining(['costs.tick', 'costs.rcuc']));
  });

  it('is a scenario that can be simulated', () => {
    expect(scenario(spec).gracePeriods.followUpShare).toBe(1);
  });
});

describe('the fit of other planted loads', () => {
  it('finds no follow-up where no callbacks are left', () => {
    const { followUpShare: _, ...gracePeriods } = plantedSpec.gracePeriods;
    const { spec } = fitScenario(plantedRun(plantedParts({ ...plantedSpec, gracePeriods })));
    expect(spec.gracePeriods?.followUpShare).toBe(0);
  });

  it('takes a caller that does not sleep for one that calls again at once', () => {
    const gracePeriods = { ...plantedSpec.gracePeriods, thinkMs: 0.05, followUpShare: 0 };
    const parts = plantedParts({ ...plantedSpec, gracePeriods }, { ...plantedMeta, gpload_sleep_us: 0 });
    const { spec } = fitScenario(plantedRun(parts));
    expect(spec.gracePeriods?.followUpShare).toBe(0);
    expect(spec.gracePeriods?.thinkMs).toBeLessThan(0.7);
  });

  it('takes requests at random for an open loop, with their rate', () => {
    const gracePeriods = { ...plantedSpec.gracePeriods, thinkMs: null, requestsPerSec: 20, followUpShare: 0 };
    const parts = plantedParts({ ...plantedSpec, gracePeriods }, { ...plantedMeta, gpload_sleep_us: null });
    const { spec, unidentified } = fitScenario(plantedRun(parts));
    const perSec = spec.gracePeriods?.requestsPerSec ?? 1000 / (spec.gracePeriods?.thinkMs ?? NaN);
    expect(perSec).toBeGreaterThan(10);
    expect(perSec).toBeLessThan(30);
    expect(unidentified.some(({ path }) => path.startsWith('gracePeriods.'))).toBe(true);
  });

  it('finds how often a guest exits to its VMM, and where the time goes', () => {
    const io = { ratePerSec: 1000, userspaceShare: 1, handler: { medianUs: 30, p99Us: 30 } };
    const guest = { exits: { ...plantedSpec.guest.exits, io }, userspace: { medianUs: 100, p99Us: 100 } };
    const meta = { ...plantedMeta, guest_args: 'io tickdep=1', result: 'RESULT secs=6 guest_exits=5200' };
    const { spec } = fitScenario(plantedRun(plantedParts({ ...plantedSpec, guest }, meta)));
    expect(Math.abs((spec.guest?.exits?.io?.ratePerSec ?? 0) - 1000)).toBeLessThan(100);
    expect(Math.abs((spec.guest?.userspace?.medianUs ?? 0) - 100)).toBeLessThan(20);
    expect(Math.abs((spec.guest?.exits?.io?.handler?.medianUs ?? 0) - 30)).toBeLessThan(10);
  });
});
