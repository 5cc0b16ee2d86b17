import { describe, expect, it } from 'vitest';
import { policyById } from '../../src/policies/index.js';
import { scenario, type ScenarioSpec } from '../../src/scenario/index.js';
import { plantedSpec } from '../trace/fit/planted-run.js';
import { runAlone } from './run-alone.js';

/** When L0 took the vCPU's CPU in half a second, and for how long [ns]. */
function turns(
  nested: ScenarioSpec['nested'],
  gracePeriods: object = plantedSpec.gracePeriods,
  more: ScenarioSpec = {},
) {
  const found: { timeNs: number; lengthNs: number }[] = [];
  const run = { durationSec: 0.5, warmupSec: 0 };
  const ticks = { ...plantedSpec.ticks, phaseUs: 0 };
  const whole = scenario({
    ...plantedSpec,
    ticks,
    gracePeriods,
    run,
    ...more,
    ...(nested === undefined ? {} : { nested }),
  });
  const tracer = ({ timeNs, event, detail }: { timeNs: number; event: string; detail: string }) => {
    if (event === 'stolen by L0') found.push({ timeNs, lengthNs: parseInt(detail, 10) });
  };
  runAlone(whole, policyById('mainline'), { watched: true, tracer });
  return found;
}

/** Turns by the number of the tick that they follow. */
function byTickOf(found: ReturnType<typeof turns>): Map<number, ReturnType<typeof turns>> {
  const byTick = new Map<number, ReturnType<typeof turns>>();
  for (const each of found) {
    const tick = Math.floor(each.timeNs / 1e6);
    byTick.set(tick, [...(byTick.get(tick) ?? []), each]);
  }
  return byTick;
}

const busy = { ...plantedSpec.gracePeriods, housekeepingDelayUs: '190' };
const onGrid = (timeNs: number) => Math.abs(timeNs - Math.round((timeNs * 8192) / 1e9) * (1e9 / 8192)) <= 1;
const cleanupNs = 5000;
const quiet = { requestsPerSec: 0, othersIdle: 0, housekeepingDelayUs: '300' };

describe('CPUs that share one thread in planned turns', () => {
  it('take nothing from each other where each has a thread of its own', () => {
    expect(turns(undefined)).toEqual([]);
  });

  it('lets the housekeeping CPU have the thread at each of its ticks, for the length drawn', () => {
    const found = turns({ turnUs: '90' }, quiet);
    expect(found).toEqual(Array.from({ length: 500 }, (_, i) => ({ timeNs: i * 1_000_000, lengthNs: 90_000 })));
  });

  it('ends turns on the grid of a timer, and puts off what is due for RCU by the turns of the other CPU', () => {
    // Without the kthread's own turns, which are as short as nothing else.
    const found = turns({ turnUs: '97', sliceHz: 8192 }, busy).filter(({ lengthNs }) => lengthNs !== cleanupNs);
    const byTick = byTickOf(found);
    expect(byTick.size).toBe(500);
    const works = new Set<number>();
    for (const each of byTick.values()) {
      const workNs = each.reduce((sum, { lengthNs }) => sum + lengthNs, 0);
      works.add(workNs);
      for (const [i, { timeNs, lengthNs }] of each.entries()) {
        if (i > 0) expect(onGrid(timeNs)).toBe(true);
        else expect(timeNs % 1e6).toBe(0);
        if (i < each.length - 1) expect(onGrid(timeNs + lengthNs)).toBe(true);
        const next = each[i + 1];
        if (next !== undefined) expect(Math.abs(next.timeNs - timeNs - lengthNs - 1e9 / 8192)).toBeLessThanOrEqual(1);
      }
    }
    // A tick alone; work for RCU; and the caller's next call, 130 us into a tick after it returned.
    expect([...works].sort((a, b) => a - b)).toEqual([97_000, 190_000, 320_000]);
  });

  it('lets the vCPU’s CPU have the first turn at a share of the ticks', () => {
    const found = turns({ turnUs: '60', sliceHz: 8192, behindShare: 0.3 }, quiet);
    const firstOf = byTickOf(found);
    const behind = [...firstOf.values()].filter(([first]) => first!.timeNs % 1e6 !== 0).length;
    expect(Math.abs(behind / 500 - 0.3)).toBeLessThan(0.07);
  });

  it('leaves the whole thread to the housekeeping CPU while the vCPU’s CPU is halted with its tick stopped', () => {
    const length = { medianUs: 20_000, p99Us: 20_000 };
    const found = turns({ turnUs: '97', sliceHz: 8192, behindShare: 0.3 }, busy, {
      host: { ...plantedSpec.host, idle: 'halt' },
      guest: { ...plantedSpec.guest, hlt: { workUs: 300, length } },
    });
    const ofTick = [...byTickOf(found).values()];
    const whole = ofTick.filter(([first]) => first!.timeNs % 1e6 === 0 && first!.lengthNs > 1e9 / 8192);
    expect(whole.length).toBeGreaterThan(20);
    for (const [, ...more] of whole) expect(more).toEqual([]);
    // What is due, a scan behind it, and the caller’s next call, 130 us into a tick after it returned.
    expect(new Set(whole.map(([first]) => first!.lengthNs))).toEqual(new Set([190_000, 195_000, 320_000]));
    expect(ofTick.some(([first, second]) => first!.timeNs % 1e6 !== 0 && second !== undefined)).toBe(true);
  });

  it('gives the kthread that rcuc woke a turn of its own, on the grid, before the grace period ends', () => {
    const found = turns({ turnUs: '97', sliceHz: 8192 }, busy, { costs: { gpCleanupNs: 55_000 } });
    const cleanups = found.filter(({ lengthNs }) => lengthNs === 55_000);
    expect(cleanups.length).toBeGreaterThan(5);
    expect(cleanups.every(({ timeNs }) => onGrid(timeNs))).toBe(true);
    expect(
      turns({ turnUs: '97' }, busy, { costs: { gpCleanupNs: 55_000 } }).every(({ lengthNs }) => lengthNs === 97_000),
    ).toBe(true);
  });
});
