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

const sliceUs = 1e6 / 8192;

/**
 * When a scan comes behind a tick of the vCPU's CPU: the housekeeping CPU spins once it has worked for so long, the other one
 * has the thread until that turn is over, and the scan comes 6 us later [s].
 */
function scanSec(tickSec: number, workUs: number): number {
  const edgeUs = 1000 * Math.floor(tickSec * 1000);
  const firstUs = sliceUs - (edgeUs % sliceUs);
  const behind = tickSec * 1e6 - edgeUs < firstUs - 3;
  let doneUs = behind ? 0 : firstUs;
  let endUs = firstUs;
  for (endUs += behind ? sliceUs : 0; doneUs + (behind ? sliceUs : 0) < workUs; endUs += 2 * sliceUs) doneUs += sliceUs;
  return (edgeUs + endUs + 6) / 1e6;
}

describe('the fit of a planted machine whose scans spin for a lock', () => {
  const parts = plantedParts(shared, meta);
  const ticks = Array.from(parts.table.columns.t ?? []);
  const gracePeriods = parts.gracePeriods.map((each, i) => ({
    ...each,
    firstScanSec: scanSec(ticks[100 + 7 * i]!, 230),
  }));
  const { spec, identified } = fitScenario(plantedRun({ ...parts, gracePeriods }));

  it('finds how long they work before that, though all of them come as a turn begins', () => {
    expect(Math.abs((spec.costs?.fqsScanNs ?? NaN) / 1000 - (230 + 6 - 192.5))).toBeLessThan(3);
    expect(identified.map(({ path }) => path)).toContain('costs.fqsScanNs');
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
