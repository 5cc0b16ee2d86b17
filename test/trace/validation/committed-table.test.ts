import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { validationJson } from '../../../src/cli/validation-json.js';
import { fitScenario, validate, type Validation, type ValidationRow } from '../../../src/trace/index.js';
import { findRecordings } from '../../../src/trace/run/find-recordings.js';
import { loadRun } from '../../../src/trace/run/load-run.js';

const path = (name: string): string => fileURLToPath(new URL(`../../../data/${name}`, import.meta.url));
const committed = JSON.parse(readFileSync(path('validation.json'), 'utf8')) as Validation;
const rowsOf = (recording: string, fittedFrom: string) =>
  committed.rows.filter((row) => row.recording === recording && row.fittedFrom === fittedFrom);
const asWritten = (rows: readonly ValidationRow[]): readonly ValidationRow[] =>
  (JSON.parse(validationJson({ rows, notApplicable: [] })) as Validation).rows;

describe('the table in data/validation.json', async () => {
  const [file] = findRecordings(path('recordings/H1000_v0')).filter((each) => each.includes('spin_dep'));
  const fitted = fitScenario(await loadRun(file ?? ''));

  it.each(['H1000_v0', 'H1000_v1', 'H1000_v2', 'H1000_v7'])(
    'says what is computed now for spin_dep of %s',
    async (run) => {
      const recording = `${run}/spin_dep`;
      const rows = validate(fitted, await loadRun(path(`recordings/${recording}.ticks.csv.gz`)));
      expect(asWritten(rows)).toEqual(rowsOf(recording, 'H1000_v0/spin_dep'));
    },
  );

  /** Loads whose halts keep step with the ticks, under the unchanged kernel: another build of it differs as much (`two-builds.test.ts`). */
  const lockedRows = committed.rows.filter(({ recording }) => /^H1000_v0\/hlt_(?:nh|nopoll)$/.test(recording));

  it('has the model inside for every other number of the H1000 recordings, and all of their predictions', () => {
    const trusted = committed.rows.filter((row) => row.recording.startsWith('H1000_') && !lockedRows.includes(row));
    expect(trusted.length).toBeGreaterThan(200);
    expect(trusted.filter(({ inside }) => !inside)).toEqual([]);
  });

  it('has 25 of the 33 numbers of those two inside, as the words beside it say', () => {
    expect(lockedRows.filter(({ inside }) => inside).length).toBe(25);
    expect(lockedRows.length).toBe(33);
    expect(readFileSync(path('validation.md'), 'utf8')).toContain('the model has 25 of 33');
  });

  it('says inside exactly where the model lies in the interval', () => {
    const wrong = committed.rows.filter(({ inside, low, high, model }) => {
      // Rounded to six digits, a model on the edge may fall to either side.
      const near = Math.min(Math.abs(model - low), Math.abs(model - high)) < 1e-5 * Math.max(1, Math.abs(model));
      return !near && inside !== (model >= low && model <= high);
    });
    expect(wrong).toEqual([]);
  });

  it('shows a rare window hit harder under a skip: the way out of the run loop, in kernel and model', () => {
    const window = (recording: string) =>
      rowsOf(recording, 'H1000_v0/io1k').find(
        (row) => row.observable === 'pending-share' && row.part === 'kernel',
      ) as ValidationRow;
    const [before, under] = [window('H1000_v0/io1k'), window('H1000_v2/io1k')];
    expect(under.policy).toBe('run-loop-flag-sched');
    expect(under.kernel / before.kernel).toBeGreaterThan(2.5);
    expect(under.model / before.model).toBeGreaterThan(2.5);
    expect(before.inside && under.inside).toBe(true);
  });

  it('shows that each skip doubles the mean grace period, in kernel and model', () => {
    const mean = (recording: string) =>
      rowsOf(recording, 'H1000_v0/spin_dep').find(
        ({ observable }) => observable === 'gp-mean-jiffies',
      ) as ValidationRow;
    const base = mean('H1000_v0/spin_dep');
    for (const run of ['H1000_v1', 'H1000_v2', 'H1000_v7', 'H1000_p1000']) {
      const skipping = mean(`${run}/spin_dep`);
      expect(skipping.kernel / base.kernel).toBeGreaterThan(1.8);
      expect(skipping.model / base.model).toBeGreaterThan(1.8);
    }
  });
});
