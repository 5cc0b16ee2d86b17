import { describe, expect, it } from 'vitest';
import type { ScenarioSpec } from '../../../src/scenario/index.js';
import { fitScenario } from '../../../src/trace/index.js';
import { plantedMeta, plantedParts, plantedRun, plantedSpec } from './planted-run.js';

const perSec = 350;
const exits = (args: string, count: number) => ({
  ...plantedMeta,
  guest_args: `io ${args} tickdep=1`,
  result: `RESULT mode=io secs=6.0 guest_exits=${count}`,
});
const constant = (us: number) => ({ medianUs: us, p99Us: us });
const slow = { switchNs: 30_000, idleEntryNs: 30_000, blockNs: 40_000, schedInNs: 40_000 };

/** A guest that exits to a VMM which sleeps, or stays in user mode, for that long before it runs the guest again. */
function planted(vmm: NonNullable<ScenarioSpec['guest']>): ScenarioSpec {
  const io = { ratePerSec: 700, userspaceShare: 1 };
  const guest = { exits: { ...plantedSpec.guest.exits, io }, ...vmm };
  return { ...plantedSpec, host: { ...plantedSpec.host, idle: 'halt' }, costs: slow, guest };
}

describe('the fit of a VMM that sleeps between its runs of the guest', () => {
  const asleep = planted({ userspace: constant(20), sleepUs: '1100' });
  const { spec, identified } = fitScenario(plantedRun(plantedParts(asleep, exits('usleep_us=1000', 6 * perSec))));

  it('finds how long it sleeps, to a tenth', () => {
    const foundUs = Number(spec.guest?.sleepUs);
    expect(Math.abs(foundUs - 1100)).toBeLessThan(110);
    expect(identified.map(({ path }) => path)).toContain('guest.sleepUs');
  });

  it('finds how long the CPU is on its way to idle, to a third', () => {
    const { switchNs = 0, idleEntryNs = 0 } = spec.costs ?? {};
    expect((switchNs + idleEntryNs) / 60_000).toBeGreaterThan(2 / 3);
    expect((switchNs + idleEntryNs) / 60_000).toBeLessThan(4 / 3);
  });

  it('needs no word of it: ticks that find the CPU idle, of a guest that never halts, tell', () => {
    const unsaid = fitScenario(plantedRun(plantedParts(asleep, exits('period_us=1400', 6 * perSec))));
    expect(unsaid.spec.guest?.sleepUs).toBe(spec.guest?.sleepUs);
  });
});

it('the fit of a VMM that stays in user mode finds no sleep', () => {
  const awake = planted({ userspace: constant(1100) });
  const { spec } = fitScenario(plantedRun(plantedParts(awake, exits('period_us=1400', 6 * perSec))));
  expect(spec.guest?.sleepUs).toBeUndefined();
  expect(spec.guest?.userspace?.medianUs).toBeGreaterThan(800);
});
