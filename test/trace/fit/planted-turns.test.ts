import { describe, expect, it } from 'vitest';
import { parseQuantiles, type ScenarioSpec } from '../../../src/scenario/index.js';
import { fitScenario } from '../../../src/trace/index.js';
import { plantedMeta, plantedParts, plantedRun, plantedSpec } from './planted-run.js';

const meta = {
  ...plantedMeta,
  qemu: '-icount shift=2 with a periodic timer at 8192 Hz (vCPU time slices <= 122 us virtual)',
};
const shared = {
  ...plantedSpec,
  ticks: { ...plantedSpec.ticks, phaseUs: 0 },
  nested: { turnUs: '97', sliceHz: 8192, behindShare: 0.3 },
  costs: { tick: { medianUs: 105, p99Us: 105 }, gpInitNs: 0 },
  gracePeriods: { ...plantedSpec.gracePeriods, housekeepingDelayUs: '190,192,193,203' },
} as const satisfies ScenarioSpec;

describe('the fit of a planted machine whose CPUs share one thread', () => {
  const { spec, unidentified } = fitScenario(plantedRun(plantedParts(shared, meta)));

  it('finds the grid on which turns end, and what a tick of the housekeeping CPU takes, to a microsecond', () => {
    expect(spec.nested?.sliceHz).toBe(8192);
    expect(Math.abs(Number(spec.nested?.turnUs) - 97)).toBeLessThanOrEqual(1);
    expect(spec.ticks?.phaseUs).toBe(0);
  });

  it('finds how often the vCPU’s CPU has the first turn, within what 6,000 ticks can tell', () => {
    expect(Math.abs((spec.nested?.behindShare ?? NaN) - 0.3)).toBeLessThan(0.03);
  });

  it('finds for how long the housekeeping CPU works before a start, whenever turns let it', () => {
    const works = parseQuantiles(spec.gracePeriods?.housekeepingDelayUs ?? '');
    expect(works[0]).toBeGreaterThanOrEqual(189);
    expect(works.at(-1)).toBeLessThanOrEqual(204);
    expect(Math.abs(works[Math.floor(works.length / 2)]! - 192.5)).toBeLessThan(1);
  });

  it('lets a scan take as much longer than on a processor as the emulator’s instructions do', () => {
    expect(spec.costs?.fqsScanNs).toBe(20_000);
    expect(unidentified.find(({ path }) => path === 'costs.fqsScanNs')?.standsIn).toContain('4 times the default');
  });
});

describe('the fit of a machine that shows no shared thread', () => {
  it('gives each CPU its own where the meta file names no timer', () => {
    const { spec } = fitScenario(plantedRun(plantedParts(shared, plantedMeta)));
    expect(spec.nested).toBeUndefined();
  });

  it('gives each CPU its own where more than two share the thread, which the model has not', () => {
    const { spec } = fitScenario(plantedRun(plantedParts(shared, { ...meta, smp: 3 })));
    expect(spec.nested).toBeUndefined();
  });

  it('gives each CPU its own where ticks lie on no grid, whatever the meta file says', () => {
    const { spec } = fitScenario(plantedRun(plantedParts(plantedSpec, meta)));
    expect(spec.nested).toBeUndefined();
    expect(spec.ticks?.phaseUs).toBeCloseTo(90, 0);
  });
});
