import { describe, expect, it } from 'vitest';
import { fitScenario } from '../../../src/trace/index.js';
import { parseQuantiles } from '../../../src/scenario/index.js';
import { plantedHalts, plantedSteps } from './planted-halts.js';
import { plantedMeta, plantedRun } from './planted-run.js';

const meta = {
  ...plantedMeta,
  guest_args: 'hlt period_us=313 hlt_us=1187 tickdep=1',
  result: 'RESULT mode=hlt secs=30.0 guest_exits=17900',
};
const planted = plantedHalts(30);

describe('the fit of a planted guest that halts in step with the ticks', () => {
  const { spec, identified, unidentified } = fitScenario(plantedRun({ ...planted, meta }));
  const us = (ns: number | undefined): number => (ns ?? NaN) / 1000;

  it('finds how long the housekeeping CPU’s tick keeps the thread', () => {
    const turns = parseQuantiles(spec.nested?.turnUs ?? '');
    expect(Math.abs(turns[Math.floor(turns.length / 2)]! - 92)).toBeLessThan(3);
    expect(spec.nested?.sliceUs).toBe(122);
  });

  it('finds when the guest’s timer ends a halt', () => {
    expect(spec.guest?.hlt?.length?.medianUs).toBe(plantedSteps.halt);
    expect(Math.abs(us(spec.costs?.exitNs) - plantedSteps.armed)).toBeLessThan(4);
  });

  it('finds the steps of going to sleep and waking up within the grain of the edges', () => {
    expect(Math.abs(us(spec.costs?.switchNs) - plantedSteps.switch)).toBeLessThan(5);
    expect(Math.abs(us(spec.costs?.schedInNs) - plantedSteps.load)).toBeLessThan(6);
    expect(Math.abs(us(spec.costs?.blockNs) - plantedSteps.blocked)).toBeLessThan(6);
  });

  it('finds what a tick in the guest costs, world switches in it', () => {
    const { tick, exitNs, entryNs } = spec.costs ?? {};
    const stayUs = (tick?.medianUs ?? NaN) + us(exitNs) + us(entryNs);
    expect(Math.abs(stayUs - plantedSteps.tick)).toBeLessThan(6);
  });

  it('lists nothing as not identified that a later step found', () => {
    const found = new Set(identified.map(({ path }) => path));
    expect(found.has('costs.tick')).toBe(true);
    expect(unidentified.map(({ path }) => path)).not.toContain('costs.tick');
  });

  it('finds steps that together last as long as the planted cycle', () => {
    const { exitNs, entryNs, wakeupNs, idleExitNs, switchNs, schedInNs } = spec.costs ?? {};
    const way = [exitNs, entryNs, wakeupNs, idleExitNs, switchNs, schedInNs].reduce<number>(
      (sum, ns) => sum + us(ns),
      0,
    );
    const { wake, switch: switchUs, load, work, armed } = plantedSteps;
    const plantedUs = wake + switchUs + load + work + armed;
    expect(Math.abs(way + (spec.guest?.hlt?.workUs ?? NaN) + us(spec.costs?.exitNs) - plantedUs - armed)).toBeLessThan(
      24,
    );
  });

  it('counts from edges, not from late ticks, what the housekeeping CPU does, and scans from starts', () => {
    expect(spec.ticks?.phaseUs).toBe(0);
    const delays = parseQuantiles(spec.gracePeriods?.housekeepingDelayUs ?? '');
    expect(delays[Math.floor(delays.length / 2)]).toBeCloseTo(302, 0);
    expect(Math.abs(us(spec.costs?.fqsScanNs) - 19)).toBeLessThan(1);
  });
});

describe('the fit of a guest that halts, from a table that does not say when', () => {
  const columns = {
    ...planted.table.columns,
    us_since_guest_exit: undefined,
  } as unknown as typeof planted.table.columns;
  const { spec, unidentified } = fitScenario(plantedRun({ ...planted, table: { ...planted.table, columns }, meta }));

  it('gives each CPU a thread of its own, and says that the lock to the tick is not known', () => {
    expect(spec.nested).toBeUndefined();
    expect(unidentified.map(({ path }) => path)).toContain('guest.hlt.length');
  });
});
