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

  it('takes a long stay in the kernel for many short system calls where nothing tells how long one lasts', () => {
    const io = { ratePerSec: 400, userspaceShare: 1, handler: { medianUs: 30, p99Us: 30 } };
    const userspace = { medianUs: 60_000, p99Us: 60_000 };
    const guest = {
      exits: { ...plantedSpec.guest.exits, io },
      userspace,
      systemCallUs: '150',
      betweenCallsUs: 10,
    };
    const meta = { ...plantedMeta, guest_args: 'io tickdep=1', result: 'RESULT secs=6 guest_exits=95' };
    const { spec, unidentified } = fitScenario(plantedRun(plantedParts({ ...plantedSpec, guest }, meta)));
    expect(spec.guest?.systemCallUs).toBe('500');
    // As much of the time in user mode as planted, in longer pieces.
    expect(Math.abs((spec.guest?.betweenCallsUs ?? NaN) / 500 - 10 / 150)).toBeLessThan(0.02);
    expect(unidentified.find(({ path }) => path === 'guest.systemCallUs')?.standsIn).toContain('calls of 500 us');
  });
});

describe('the fit of a planted recording with a summary', () => {
  const qemu = '-icount shift=2 with a periodic timer at 8192 Hz (vCPU time slices <= 122 us virtual)';
  const meta = { ...plantedMeta, qemu };
  const sharing = {
    ...plantedSpec,
    ticks: { ...plantedSpec.ticks, phaseUs: 0 },
    nested: { turnUs: '97', sliceHz: 8192 },
  } as const;
  const run = plantedRun(plantedParts(sharing, meta));
  const tickOf = (exits: number, medianUs: number, guestExits: number) => {
    const summary = { ...run.summary, exitStays: { exits, medianUs } };
    return fitScenario({ ...run, summary, workload: { ...run.workload, guestExits } }).spec.costs?.tick?.medianUs;
  };

  it('takes the median stay outside the guest for a tick’s where the guest makes no exits', () => {
    expect(tickOf(6000, 105, 0)).toBe(105);
  });

  it('takes a turn of the housekeeping CPU out of a stay that is longer than a turn', () => {
    expect(Math.abs(tickOf(6000, 202, 0)! - 105)).toBeLessThan(3);
  });

  it('takes the median for the shortest tick’s where nearly half of the exits are the guest’s own', () => {
    expect(tickOf(12_000, 98, 5800)).toBe(98);
  });

  it('leaves a tick’s stay unknown where more are the guest’s own', () => {
    expect(tickOf(12_000, 98, 9000)).toBeUndefined();
  });

  it('takes turns of the housekeeping CPU out of runs of rcuc', () => {
    const rcuc = { p50Us: 102, p90Us: 177, p99Us: 202 };
    const { costs } = fitScenario({ ...run, summary: { ...run.summary, rcuc } }).spec;
    expect(costs?.rcuc?.medianUs).toBeCloseTo(55, 0);
    expect(costs?.rcuc?.p99Us).toBeCloseTo(80, 0);
  });
});
