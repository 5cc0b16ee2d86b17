import fc from 'fast-check';
import { expect, it } from 'vitest';
import { ScenarioError } from '../../../src/scenario/index.js';
import { fitScenario, RecordingError } from '../../../src/trace/index.js';
import { contexts } from '../../../src/trace/tick-columns.js';
import type { TickTable } from '../../../src/trace/tick-table.js';
import { plantedMeta, plantedRun } from './planted-run.js';

const row = fc.record({
  t: fc.double({ min: 0, max: 20, noNaN: true }),
  ctx: fc.nat(contexts.length - 1),
  invoked: fc.nat(1),
  gps: fc.nat(400),
  rgps: fc.nat(400),
  ngps: fc.nat(400),
});
const period = fc.record({
  startSec: fc.double({ min: 0, max: 20, noNaN: true }),
  endSec: fc.double({ min: 0, max: 20, noNaN: true }),
  jiffies: fc.nat(5000),
});
const meta = fc.record({
  hz: fc.constantFrom(100, 250, 300, 1000),
  guest_args: fc.constantFrom(
    'spin',
    'io period_us=1',
    'cpuid period_us=100000',
    'hlt hlt_us=0',
    'hlt',
    'io ukern_us=9',
    'dance',
    '',
  ),
  result: fc.constantFrom(
    '',
    'guest_exits=0 secs=0',
    'guest_exits=5 secs=0.001',
    'guest_exits=99999999 secs=1',
    'secs=-1 guest_exits=-3',
  ),
  gpload_sleep_us: fc.constantFrom(null, 0, 20_000, 1e15),
});

it('a recording of nonsense is fitted or refused with a typed error, never with another', () => {
  fc.assert(
    fc.property(
      fc.array(row, { maxLength: 300 }),
      fc.array(period, { maxLength: 60 }),
      meta,
      (rows, gracePeriods, words) => {
        const sorted = rows.sort((a, b) => a.t - b.t);
        const column = (name: keyof (typeof rows)[number]) => Float64Array.from(sorted, (each) => each[name]);
        const names = ['t', 'ctx', 'invoked', 'gps', 'rgps', 'ngps'] as const;
        const columns = {
          ...Object.fromEntries(names.map((name) => [name, column(name)])),
          cpu: Float64Array.from(rows, () => 1),
        };
        const table = { rows: rows.length, columns: columns as unknown as TickTable['columns'] };
        try {
          const { spec } = fitScenario(plantedRun({ table, gracePeriods, meta: { ...plantedMeta, ...words } }));
          expect(spec.host?.hz).toBe(words.hz);
        } catch (error) {
          expect(error instanceof RecordingError || error instanceof ScenarioError, String(error)).toBe(true);
        }
      },
    ),
    { numRuns: 300, seed: 7 },
  );
});
