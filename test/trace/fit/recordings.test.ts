import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { fitScenario, validate, validateRecordings } from '../../../src/trace/index.js';
import { loadRun } from '../../../src/trace/run/load-run.js';

const pathOf = (name: string): string => fileURLToPath(new URL(`../../../data/recordings/${name}`, import.meta.url));
const load = (name: string) => loadRun(pathOf(name));

describe('the recorded kernel at HZ 1000, its tick held on, the guest spinning', async () => {
  const fitted = fitScenario(await load('H1000_v0/spin_dep.ticks.csv.gz'));

  it('is simulated within its own intervals, in every number', async () => {
    const rows = validate(fitted, await load('H1000_v0/spin_dep.ticks.csv.gz'));
    expect(rows.filter(({ inside }) => !inside)).toEqual([]);
    expect(rows.length).toBeGreaterThan(5);
  });

  it('is predicted under gapless patience, with only the policy changed', async () => {
    const rows = validate(fitted, await load('H1000_v7/spin_dep.ticks.csv.gz'));
    expect(
      rows.every(({ policy, fittedFrom }) => policy === 'patience-gapless' && fittedFrom === 'H1000_v0/spin_dep'),
    ).toBe(true);
    expect(rows.filter(({ inside }) => !inside)).toEqual([]);
  });

  it('shows what the kernel showed: skipping doubles the grace period', async () => {
    const mean = (rows: ReturnType<typeof validate>) =>
      rows.find(({ observable }) => observable === 'gp-mean-jiffies')!;
    const before = mean(validate(fitted, await load('H1000_v0/spin_dep.ticks.csv.gz')));
    const after = mean(validate(fitted, await load('H1000_v7/spin_dep.ticks.csv.gz')));
    expect(after.model / before.model).toBeGreaterThan(1.8);
    expect(after.kernel / before.kernel).toBeGreaterThan(1.8);
  });
});

describe('all comparisons of some recordings', () => {
  it('compare each with its own fit, and name what has no guest', async () => {
    const names = ['H1000_v7/spin_dep.ticks.csv.gz', 'missing.ticks.csv.gz'];
    const { rows, notApplicable } = await validateRecordings(names.map((name) => ({ name, load: () => load(name) })));
    expect(new Set(rows.map(({ recording }) => recording))).toEqual(new Set(['H1000_v7/spin_dep']));
    expect(notApplicable.map(({ recording }) => recording)).toEqual(['missing.ticks.csv.gz']);
    expect(notApplicable[0]?.reason).toMatch(/^no such file/);
  });
});
