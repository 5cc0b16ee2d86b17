import { describe, expect, it } from 'vitest';
import { at } from '../../src/kernel/cpu-state.js';
import { policyById } from '../../src/policies/index.js';
import type { TickRecord } from '../../src/engine/recorder.js';
import { runAlone } from '../engine/run-alone.js';
import { compared } from '../properties/compared.js';
import { bareWorld, noExits } from './bare-world.js';

const mainline = policyById('mainline');
const constant = (us: number) => ({ medianUs: us, p99Us: us });
const masked = { exitMaskedUs: 6.3, entryMaskedUs: 7, idleMaskedUs: 5 } as const;
const isolated = { isolation: 'nohz_full', haltPollNs: 0, virtualization: 'svm' } as const;

/** Returns the ticks of a guest that exits so often that many hit the way out of it and in. */
function ticksOf(costs: object): TickRecord[] {
  const msr = { ratePerSec: 20_000, handler: constant(2) };
  const ticks = { keptOn: true };
  const world = bareWorld({ ticks, host: isolated, costs, guest: { exits: { ...noExits, msr } } }, 10);
  const records: TickRecord[] = [];
  runAlone(world, mainline, { tick: (record) => records.push({ ...record }) });
  return records;
}

const shareIn = (ticks: readonly TickRecord[], states: readonly number[]): number =>
  ticks.filter(({ state }) => states.includes(state)).length / ticks.length;

describe('stretches with interrupts off around the guest', () => {
  it.each([
    ['that the kernel handles', { msr: { ratePerSec: 1000, handler: constant(2) } }],
    ['that are handled with interrupts off', { fastpath: { ratePerSec: 1000, handler: constant(2) } }],
  ] as const)('cost the guest as much more at exits %s, to the nanosecond', (_, exits) => {
    const gapNs = (costs: object): number => {
      const world = bareWorld({ costs, guest: { exits: { ...noExits, ...exits } } }, 1);
      const { latency } = compared(world, ['mainline']).policies[0]!;
      expect(latency.min).toBe(latency.max);
      return latency.max;
    };
    expect(gapNs(masked)).toBe(gapNs({}) + 6300 + 7000);
  });

  it('are hit by no tick', () => {
    const states = ticksOf(masked).map(({ state }) => state);
    expect(states.length).toBeGreaterThan(9000);
    for (const state of [at.exitMasked, at.entryMasked]) expect(states).not.toContain(state);
  });

  it('leave the run loop the ticks that hit it, and all of theirs to the window behind the exit', () => {
    const loop = [at.handler, at.loop, at.beforeEntry, at.preemptEnable];
    const [without, within] = [ticksOf({}), ticksOf(masked)];
    const perExit = (ticks: readonly TickRecord[]): number =>
      shareIn(ticks, loop) / shareIn(ticks, [at.interruptWindow]);
    expect(shareIn(within, [...loop, at.interruptWindow])).toBeCloseTo(1, 2);
    expect(perExit(within)).toBeLessThan(perExit(without));
  });
});

describe('a stretch with interrupts off before idle', () => {
  const cycle = { instrument: 'cyclictest', intervalUs: 5000, clockDriftPpm: 0, idle: 'hlt' } as const;

  it('is no part of how late a halted guest is', () => {
    const lateness = (costs: object): number =>
      compared(bareWorld({ guest: cycle, host: { haltPollNs: 0 }, costs }, 2), ['mainline']).policies[0]!.latency.max;
    expect(lateness({ idleMaskedUs: 5 })).toBe(lateness({}));
  });

  it('leaves a tick that comes then to the idle state', () => {
    const hlt = { ratePerSec: 2000, length: constant(200) };
    const records: TickRecord[] = [];
    const costs = { idleMaskedUs: 50, idleEntryNs: 0 };
    const world = bareWorld({ ticks: { keptOn: true }, host: isolated, costs, guest: { hlt } }, 10);
    runAlone(world, mainline, { tick: (record) => records.push({ ...record }) });
    const states = records.map(({ state }) => state);
    expect(states).not.toContain(at.idleMasked);
    expect(shareIn(records, [at.idle])).toBeGreaterThan(0.1);
  });
});
