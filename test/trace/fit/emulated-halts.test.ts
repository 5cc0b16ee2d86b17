import { describe, expect, it } from 'vitest';
import type { ScenarioSpec } from '../../../src/scenario/index.js';
import { fitScenario } from '../../../src/trace/index.js';
import { plantedMeta, plantedParts, plantedRun, plantedSpec } from './planted-run.js';

const halting = {
  ...plantedSpec,
  host: { ...plantedSpec.host, idle: 'halt' },
  guest: { ...plantedSpec.guest, hlt: { workUs: 350, length: { medianUs: 1187, p99Us: 1187 } } },
} as const satisfies ScenarioSpec;
const parts = plantedParts(halting);
const args = 'hlt period_us=313 hlt_us=1187 tickdep=1';
const result = 'RESULT mode=hlt secs=6.0 guest_exits=3600';

/** Returns the fit of the halting guest on an emulator of which the meta file says this. */
function fitOn(qemu: string, differing: object = {}) {
  return fitScenario(plantedRun({ ...parts, meta: { ...plantedMeta, guest_args: args, result, qemu, ...differing } }));
}

const emulator = (shift: number): string =>
  `-icount shift=${shift} with a periodic timer at 8192 Hz (vCPU time slices <= 122 us virtual)`;

describe('the fit of a guest that halts on an emulator that counts instructions', () => {
  const { spec, identified, unidentified } = fitOn(emulator(2));

  it('lets the guest halt for just as long as it was told, and work a little longer', () => {
    expect(spec.guest?.hlt?.length).toEqual({ medianUs: 1187, p99Us: 1187, quantilesUs: '1187' });
    expect(spec.guest?.hlt?.workUs).toBe(352);
  });

  it('takes the turns’ timer from the meta file, and counts from the edges of ticks', () => {
    expect(spec.nested).toEqual({ turnUs: '97', sliceHz: 8192, behindShare: 0.25 });
    expect(spec.ticks?.phaseUs).toBe(0);
  });

  it('makes each step twice as long where an instruction counts twice as much', () => {
    const slower = fitOn(emulator(3)).spec;
    const steps = Object.entries(spec.costs ?? {}).flatMap(([name, cost]) =>
      typeof cost === 'number' && name !== 'gpInitNs' ? [name as 'exitNs'] : [],
    );
    expect(steps.length).toBe(14);
    for (const step of steps) expect(slower.costs?.[step], step).toBe(2 * (spec.costs?.[step] ?? NaN));
    expect(slower.costs?.tick?.medianUs).toBe(2 * (spec.costs?.tick?.medianUs ?? NaN));
    expect(slower.nested?.turnUs).toBe('194');
    expect(slower.guest?.hlt?.workUs).toBe(313 + 78);
  });

  it('says of each step that the recording does not tell it, and where its length is from', () => {
    for (const path of ['costs.tick', 'costs.rcuc', 'costs.gpCleanupNs', 'nested.turnUs', 'nested.behindShare']) {
      expect(identified.map((each) => each.path)).not.toContain(path);
      expect(unidentified.filter((each) => each.path === path).length, path).toBe(1);
    }
    expect(unidentified.find(({ path }) => path === 'costs.tick')?.standsIn).toContain(
      'calibrated on hlt_nh of H1000_v0',
    );
  });
});

describe('the fit of a guest that halts, of which less is known', () => {
  it.each([
    ['the meta file names no timer', fitOn(plantedMeta.qemu)],
    ['more than two CPUs share the thread', fitOn(emulator(2), { smp: 3 })],
    ['the guest’s halts are not in its arguments', fitOn(emulator(2), { guest_args: 'hlt tickdep=1' })],
  ])('gives each CPU a thread of its own where %s, and wakes the guest late by chance', (_, fitted) => {
    expect(fitted.spec.nested).toBeUndefined();
    expect(fitted.unidentified.map(({ path }) => path)).toContain('guest.hlt.length');
  });
});
