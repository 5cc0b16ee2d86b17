import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { fitEmulatedCalls } from '../../../src/trace/fit/fit-emulated-calls.js';
import { fitScenario, loadRun, type RecordedRun } from '../../../src/trace/index.js';
import { fixtures } from '../recordings.js';

const kernels = ['H1000_v0', 'H1000_v1', 'H1000_p1000'] as const;

describe('long system calls of a VMM on an emulator whose CPUs share one thread', () => {
  const runs: RecordedRun[] = [];
  beforeAll(async () => {
    for (const kernel of kernels) runs.push(await loadRun(join(fixtures, kernel, 'io_kern_long.ticks.csv.gz')));
  });
  const callsUs = (): number[] => runs.map((run) => Number(fitScenario(run).spec.guest?.systemCallUs));
  const some = (): RecordedRun => runs[0] as RecordedRun;

  it('last as long in three kernels, to half a percent, of which two make grace periods seven times as long', () => {
    const jiffies = runs.map(
      ({ gracePeriods }) => gracePeriods.reduce((sum, each) => sum + each.jiffies, 0) / gracePeriods.length,
    );
    expect((jiffies[1] ?? 0) / (jiffies[0] ?? 1)).toBeGreaterThan(6.5);
    expect((jiffies[2] ?? 0) / (jiffies[0] ?? 1)).toBeGreaterThan(6.5);
    expect(Math.max(...callsUs()) / Math.min(...callsUs())).toBeLessThan(1.005);
  });

  it('are shorter than recorded by what interrupted them, a quarter', () => {
    callsUs().forEach((callUs, i) => {
      expect(callUs / (runs[i]?.summary.longStretchMeanUs ?? NaN)).toBeCloseTo(0.75, 2);
    });
  });

  it('stand still in turns of the housekeeping CPU, of which the fit says where their lengths are from', () => {
    const { spec, unidentified } = fitScenario(some());
    expect(spec.nested?.sliceHz).toBe(8192);
    expect(spec.nested?.tailUs).toBeGreaterThan(0);
    expect(unidentified.find(({ path }) => path === 'nested.turnUs')?.standsIn).toContain('X1000');
  });

  it('are left as the summary has them where the calls are short, or the kernel’s probes or the emulator’s timing not known', () => {
    const run = some();
    const others: RecordedRun[] = [
      { ...run, summary: { ...run.summary, longStretchMeanUs: 9000 } },
      { ...run, summary: { ...run.summary, longStretchMeanUs: NaN } },
      { ...run, tellsTaskFlags: false },
      { ...run, workload: { ...run.workload, sliceHz: null } },
      { ...run, workload: { ...run.workload, instructionNs: null } },
    ];
    expect(fitEmulatedCalls(run)).not.toBeNull();
    for (const other of others) expect(fitEmulatedCalls(other)).toBeNull();
  });
});
