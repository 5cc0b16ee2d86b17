import { describe, expect, it } from 'vitest';
import { scenario, type ScenarioSpec } from '../../../src/scenario/index.js';
import { fitScenario } from '../../../src/trace/index.js';
import { plantedMeta, plantedParts, plantedRun, plantedSpec } from './planted-run.js';

const halting = {
  ...plantedSpec,
  host: { ...plantedSpec.host, idle: 'halt' },
  guest: { ...plantedSpec.guest, hlt: { workUs: 350, length: { medianUs: 1187, p99Us: 1187 } } },
} as const satisfies ScenarioSpec;
const parts = plantedParts(halting);
// The columns of the lab kernels' probes are what tells the two sets of steps apart.
const { pf_vcpu: _, ...columns } = parts.table.columns;
const table = { ...parts.table, columns };

/** Returns the fit of the halting guest under a stock kernel on an emulator of which the meta file says this. */
function fitOn(shift: number, differing: object = {}) {
  const meta = {
    ...plantedMeta,
    guest_args: 'hlt period_us=313 hlt_us=1187 tickdep=1',
    result: 'RESULT mode=hlt secs=6.0 guest_exits=3600',
    qemu: `-icount shift=${shift} with a periodic timer at 8192 Hz (vCPU time slices <= 122 us virtual)`,
    ...differing,
  };
  return fitScenario(plantedRun({ ...parts, table, meta }));
}

describe('the fit of a halting guest under a stock kernel on an emulator that counts instructions', () => {
  const { spec, identified, unidentified } = fitOn(2);

  it('lets the guest work and halt for as long as it was told, and a few microseconds more', () => {
    expect(spec.guest?.hlt?.workUs).toBeGreaterThan(313);
    expect(spec.guest?.hlt?.workUs).toBeLessThan(323);
    expect(spec.guest?.hlt?.length?.medianUs).toBeGreaterThan(1187);
    expect(spec.guest?.hlt?.length?.medianUs).toBeLessThan(1197);
  });

  it('lets the CPUs take turns in round robin, and leaves late timers to the housekeeping CPU', () => {
    expect(spec.nested?.sliceHz).toBe(8192);
    expect(spec.nested?.tailUs).toBeGreaterThan(0);
    expect(spec.costs?.remoteTimerUs).toBeGreaterThan(0);
    expect(spec.guest?.hlt?.timerExitUs).toBeGreaterThan(0);
    expect(() => scenario(spec)).not.toThrow();
  });

  it('makes each step twice as long where an instruction counts twice as much', () => {
    const slower = fitOn(3).spec;
    for (const [name, cost] of Object.entries(spec.costs ?? {})) {
      if (typeof cost === 'number') expect(slower.costs?.[name as 'exitNs'], name).toBeCloseTo(2 * cost, 6);
    }
    expect(slower.nested?.tailUs).toBeCloseTo(2 * (spec.nested?.tailUs ?? NaN), 6);
    expect(slower.guest?.hlt?.timerExitUs).toBeCloseTo(2 * (spec.guest?.hlt?.timerExitUs ?? NaN), 6);
  });

  it('takes longer to wake the guest where halts may be polled', () => {
    const silent = fitOn(2, { halt_poll_ns: 0 }).spec;
    expect(spec.costs?.wakeupNs).toBeGreaterThan(silent.costs?.wakeupNs ?? NaN);
  });

  it('says of each step that the recording does not tell it, and where its length is from', () => {
    for (const path of ['costs.tick', 'costs.rcuc', 'nested.turnUs', 'nested.behindShare', 'costs.gpCleanupNs']) {
      expect(identified.map((each) => each.path)).not.toContain(path);
      expect(unidentified.filter((each) => each.path === path).length, path).toBe(1);
    }
    expect(unidentified.find(({ path }) => path === 'costs.tick')?.standsIn).toContain('V1000 and V612');
  });
});
