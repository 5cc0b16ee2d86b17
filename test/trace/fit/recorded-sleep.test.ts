import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { fitScenario, loadRun, validate, type FittedScenario, type ValidationRow } from '../../../src/trace/index.js';
import { fixtures } from '../recordings.js';

/** A guest that exits to a VMM which sleeps for 2 ms each time, under a kernel as shipped. */
const recording = join(fixtures, 'A612', 'io_sleep.ticks.csv.gz');

describe('the fit of A612/io_sleep', () => {
  let fitted: FittedScenario;
  let rows: readonly ValidationRow[];
  beforeAll(async () => {
    const run = await loadRun(recording);
    fitted = fitScenario(run);
    rows = validate(fitted, run);
  });
  const row = (observable: string, part: string): ValidationRow =>
    rows.find((each) => each.observable === observable && each.part === part) as ValidationRow;

  it('finds a VMM that sleeps for somewhat longer than it was told to, on an emulated CPU with stalls', () => {
    const sleepUs = Number(fitted.spec.guest?.sleepUs);
    expect(sleepUs).toBeGreaterThan(2000);
    expect(sleepUs).toBeLessThan(4000);
  });

  it.each(['idle_entry_window', 'run_loop', 'kernel'])(
    'shows in the %s as large a share of ticks with work, and as many wakes of rcuc, as the kernel did',
    (window) => {
      expect(row('wakes-per-sec', window).kernel).toBeGreaterThan(1);
      expect(row('pending-share', window).inside).toBe(true);
      expect(row('wakes-per-sec', window).inside).toBe(true);
    },
  );

  it('wakes rcuc as often a grace period as the kernel did', () => {
    expect(row('wakes-per-gp', 'all').inside).toBe(true);
  });
});
