import { describe, expect, it } from 'vitest';
import { compared } from '../properties/compared.js';
import { bareWorld } from './bare-world.js';

const cycle = { instrument: 'cyclictest', intervalUs: 5000, clockDriftPpm: 0 } as const;

describe('a cyclictest guest on a host where nothing else happens', () => {
  it('is late by an exit without interrupts and its own handler when it polls', () => {
    const world = bareWorld({ guest: cycle }, 2);
    const { exitNs, loopNs, entryNs, guestIrqNs } = world.costs;
    const { latency } = compared(world, ['mainline']).policies[0]!;
    expect(latency.total).toBe(400);
    expect([latency.min, latency.max]).toEqual(Array(2).fill(exitNs + loopNs + entryNs + guestIrqNs));
  });

  it('is late by the rest of the run loop when it halts and the host polls', () => {
    const world = bareWorld({ guest: { ...cycle, idle: 'hlt' }, host: { haltPollNs: 100_000_000 } }, 4);
    const { loopNs, preEntryNs, entryNs, guestIrqNs } = world.costs;
    const { latency } = compared(world, ['mainline']).policies[0]!;
    expect([latency.min, latency.max]).toEqual(Array(2).fill(loopNs + preEntryNs + entryNs + guestIrqNs));
  });

  it.each([
    { cpuModel: 'icx', deepestCState: 'C1', exitUs: 1 },
    { cpuModel: 'icx', deepestCState: 'C6', exitUs: 170 },
    { cpuModel: 'spr', deepestCState: 'C6', exitUs: 290 },
    { cpuModel: 'skx', deepestCState: 'C1E', exitUs: 10 },
  ] as const)(
    'is late by the way out of $deepestCState of $cpuModel, $exitUs us, and the way back in when it halts',
    (host) => {
      const { exitUs, ...model } = host;
      const world = bareWorld({ guest: { ...cycle, idle: 'hlt' }, host: { ...model, haltPollNs: 0 } }, 2);
      const { ipiNs, wakeupNs, idleExitNs, switchNs, schedInNs, loopNs, preEntryNs, entryNs, guestIrqNs } = world.costs;
      const { latency } = compared(world, ['mainline']).policies[0]!;
      const wayIn = switchNs + schedInNs + loopNs + preEntryNs + entryNs + guestIrqNs;
      expect(latency.total).toBe(400);
      expect([latency.min, latency.max]).toEqual(Array(2).fill(exitUs * 1000 + ipiNs + wakeupNs + idleExitNs + wayIn));
    },
  );

  it('is late by no C-state at all with idle=poll', () => {
    const poll = { idle: 'poll', haltPollNs: 0, isolation: 'nohz_full' } as const;
    const world = bareWorld({ guest: { ...cycle, idle: 'hlt' }, host: poll }, 2);
    const { ipiNs, wakeupNs, idleExitNs, switchNs, schedInNs, loopNs, preEntryNs, entryNs, guestIrqNs } = world.costs;
    const { latency, ticks } = compared(world, ['mainline']).policies[0]!;
    const wayIn = switchNs + schedInNs + loopNs + preEntryNs + entryNs + guestIrqNs;
    expect(latency.min).toBe(ipiNs + wakeupNs + idleExitNs + wayIn);
    expect(ticks).toBeGreaterThan(1500);
  });
});
