import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  buildTimeline,
  fitScenario,
  loadRun,
  replay,
  tickTableOfTrace,
  validate,
  type RecordedRun,
  type ValidationRow,
} from '../../../src/trace/index.js';
import { traceText } from '../../../src/trace/ftrace/trace-text.js';
import { batchInterval } from '../../../src/trace/validation/batch-interval.js';
import { observablesOf } from '../../../src/trace/validation/observables.js';
import { sumOf } from '../../../src/trace/validation/tally.js';
import { tallyRecording } from '../../../src/trace/validation/tally-recording.js';
import { fixtures } from '../recordings.js';
import { traceTextOf, wholeTrace } from '../raw-traces.js';

/** Two builds of one kernel source, with the same probes and the same loads. */
const [first, second] = ['H1000_v0', 'X1000'];
const loads = ['spin_dep', 'hlt_nh', 'hlt_nopoll'] as const;
/** What is said beside the table of kernel and model. */
const words = readFileSync(join(fixtures, '..', 'validation.md'), 'utf8');

const usuallyShortUs = 100;
const fewest = 100;

/** Returns the median time between two neighbouring events of the vCPU's CPU, by their names, where it is short and often seen [us]. */
function usualGapsUs(recording: string): Map<string, number> {
  const gaps = new Map<string, number[]>();
  let last = { name: '', us: NaN };
  for (const [, seconds = '', micros = '', name = ''] of traceTextOf(wholeTrace(recording)).matchAll(
    /\[001\] \S+ +(\d+)\.(\d+): (\w+):/g,
  )) {
    const us = 1e6 * Number(seconds) + Number(micros);
    const between = `${last.name}, ${name}`;
    gaps.set(between, [...(gaps.get(between) ?? []), us - last.us]);
    last = { name, us };
  }
  const medians = [...gaps]
    .filter(([, values]) => values.length >= fewest)
    .map(([between, values]): [string, number] => [
      between,
      values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN,
    ]);
  return new Map(medians.filter(([, us]) => us <= usuallyShortUs));
}

/** Returns how long behind a tick that hits the guest and finds no work the guest exits last before the next one, which finds idle [us]. */
function usualLastExitUs({ ticks }: RecordedRun): number {
  const us = ticks.flatMap((tick, at) => {
    const next = ticks[at + 1];
    if (tick.context !== 'guest_exit_window' || tick.invoked || next?.context !== 'idle') return [];
    return 1e6 * (next.timeSec - tick.timeSec) - next.sinceExitUs;
  });
  return us.toSorted((a, b) => a - b)[Math.floor(us.length / 2)] ?? NaN;
}

/** Returns how many numbers of one recording lie in the 95% intervals of another one, and of how many. */
function numbersInside(recording: RecordedRun, other: RecordedRun): { inside: number; of: number } {
  const blocks = tallyRecording(recording);
  const numbers = sumOf(tallyRecording(other));
  const seen = observablesOf(sumOf(blocks), numbers).filter(({ per }) => per(numbers) > 0);
  const inside = seen.filter((observable) => {
    const { low, high } = batchInterval(blocks, observable);
    const value = observable.count(numbers) / observable.per(numbers);
    return value >= low && value <= high;
  });
  return { inside: inside.length, of: seen.length };
}

describe.each(loads)(`${second}/%s, a build of the lab kernel’s source without the proposals`, (load) => {
  it('decides every tick as the model does', async () => {
    const { path, meta } = wholeTrace(`${second}/${load}`);
    const table = tickTableOfTrace(await buildTimeline(traceText(path)), meta);
    expect(table.rows).toBeGreaterThan(9000);
    expect(replay(table, meta).mismatches).toBe(0);
  });
});

describe('two builds of one kernel, with the same probes', () => {
  it('take as long from event to event, to a microsecond', () => {
    const [gaps, others] = [usualGapsUs(`${first}/spin_dep`), usualGapsUs(`${second}/spin_dep`)];
    const common = [...gaps.keys()].filter((between) => others.has(between));
    expect(common.length).toBeGreaterThan(25);
    for (const between of common) {
      expect(Math.abs((gaps.get(between) ?? NaN) - (others.get(between) ?? NaN)), between).toBeLessThanOrEqual(1);
    }
  });

  describe('of which one’s numbers are held against the other’s intervals', () => {
    const counts = new Map<string, { inside: number; of: number }>();
    const lastExitsUs: number[] = [];
    beforeAll(async () => {
      for (const load of loads) {
        const [one, other] = await Promise.all([
          loadRun(join(fixtures, first, `${load}.ticks.csv.gz`)),
          loadRun(join(fixtures, second, `${load}.trace.gz`)),
        ]);
        counts.set(load, numbersInside(one, other));
        if (load === 'hlt_nopoll') lastExitsUs.push(usualLastExitUs(one), usualLastExitUs(other));
      }
    });

    it('are four microseconds apart at the end of a cycle of halts', () => {
      const [one = NaN, other = NaN] = lastExitsUs;
      expect(one - other).toBeCloseTo(4, 0);
      expect(words).toContain('4 us later in `H1000_v0`');
    });

    it('agree in all of them where the guest runs all the time', () => {
      const { inside, of } = counts.get('spin_dep') ?? { inside: 0, of: 1 };
      expect(inside).toBe(of);
    });

    it('differ in a quarter of them and more where a guest’s halts keep step with the ticks', () => {
      expect(counts.get('hlt_nh')).toEqual({ inside: 12, of: 16 });
      expect(counts.get('hlt_nopoll')).toEqual({ inside: 10, of: 17 });
      expect(words).toContain('only 22 of 33 numbers of its `hlt_nh` and `hlt_nopoll` lie inside');
    });
  });

  it('are served by the same steps of the fit as badly: 14 of 32 numbers of the second one’s own fits are inside', async () => {
    const rows: ValidationRow[] = [];
    for (const load of ['hlt_nh', 'hlt_nopoll']) {
      const run = await loadRun(join(fixtures, second, `${load}.trace.gz`));
      rows.push(...validate(fitScenario(run), run));
    }
    expect([rows.filter(({ inside }) => inside).length, rows.length]).toEqual([14, 32]);
    expect(words).toContain('14 of 32 numbers of its own inside');
  });
});
