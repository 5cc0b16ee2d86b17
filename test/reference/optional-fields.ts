import fc from 'fast-check';
import { fields, scenario, type Scenario, type ScenarioSpec } from '../../src/scenario/index.js';
import { valueAt, withValue, type SpecTree } from '../../src/scenario/spec-tree.js';

const ofSpreads = fields.map(({ path }) => path).filter((path) => /\.quantiles[UM]s$/.test(path));

/** A table of one to five quantiles, as multiples of the spread's median. */
const multiple = fc.noBias(fc.integer({ min: 1, max: 249_999 })).map((hundredThousandths) => hundredThousandths / 1e5);
const table = fc
  .array(fc.oneof(fc.constantFrom(0, 1), multiple, multiple), { minLength: 1, maxLength: 5 })
  .map((values) => values.toSorted((a, b) => a - b));
const noTable = fc.constant(null);
const someTables = fc.array(fc.oneof({ arbitrary: noTable, weight: 3 }, { arbitrary: table, weight: 1 }), {
  minLength: ofSpreads.length,
  maxLength: ofSpreads.length,
});

const usuallyAbsent = [undefined, undefined, undefined, undefined, undefined];
const maskedUs = fc.constantFrom(...usuallyAbsent, 0, 0.7, 5, 40.0004);

/** What is absent unless set, set in a part of the scenarios. */
export interface OptionalFields {
  readonly phaseUs: number | undefined;
  readonly hltWorkUs: number | undefined;
  readonly systemCalls: { readonly systemCallUs?: string; readonly betweenCallsUs?: number };
  readonly housekeepingDelayUs: string | undefined;
  readonly followUpShare: number | undefined;
  readonly leafLockBusyShare: number | undefined;
  readonly turnUs: string | undefined;
  readonly sliceHz: number | undefined;
  readonly behindShare: number | undefined;
  /** In place of the spreads, in the order of the fields. */
  readonly tables: readonly (readonly number[] | null)[];
  readonly timerExitUs: number | undefined;
  readonly betweenUs: number | undefined;
  readonly remoteTimerUs: number | undefined;
  readonly tickRestartUs: number | undefined;
  readonly tailUs: number | undefined;
  readonly fromIdleUs: number | undefined;
  readonly behindSpanUs: number | undefined;
  readonly exitMaskedUs: number | undefined;
  readonly entryMaskedUs: number | undefined;
  readonly idleMaskedUs: number | undefined;
  readonly sleepUs: string | undefined;
}

/** Returns the choice of the optional fields; guests that work in turn with their halts work for one of these times. */
export function optionalFields(hltWorkUs: readonly number[]): fc.Arbitrary<OptionalFields> {
  return fc.record({
    phaseUs: fc.constantFrom(undefined, undefined, 0, 0.0004, 333.3, 999.9996),
    hltWorkUs: fc.constantFrom(undefined, undefined, undefined, ...hltWorkUs),
    systemCalls: fc.constantFrom(
      {},
      {},
      {},
      { betweenCallsUs: 5 },
      { systemCallUs: '300,5000' },
      { systemCallUs: '300,5000', betweenCallsUs: 0.1 },
      { systemCallUs: '0', betweenCallsUs: 20 },
      { systemCallUs: '0,3.00049,7,20', betweenCallsUs: 7.12345 },
      { systemCallUs: '40,41.2345,900', betweenCallsUs: 500 },
    ),
    housekeepingDelayUs: fc.constantFrom(undefined, undefined, undefined, '0', '250', '0,200,900', '3.1,20,20,5000.7'),
    followUpShare: fc.constantFrom(undefined, undefined, 0, 0.5, 1),
    leafLockBusyShare: fc.constantFrom(undefined, undefined, 0, 0.5, 1),
    turnUs: fc.oneof(
      { arbitrary: fc.constant(undefined), weight: 2 },
      { arbitrary: fc.constantFrom('0', '90', '0,50,120', '3.00049,400', '900', '1000', '200,900,3000'), weight: 1 },
    ),
    sliceHz: fc.constantFrom(undefined, undefined, 8192, 1000, 333.3, 50_000),
    behindShare: fc.constantFrom(undefined, undefined, 0, 0.3, 1),
    tables: fc.oneof(fc.constant([]), someTables),
    timerExitUs: fc.constantFrom(undefined, undefined, 0, 2, 13.3),
    betweenUs: fc.constantFrom(undefined, undefined, 0, 5, 61.7654),
    remoteTimerUs: fc.constantFrom(undefined, undefined, 0, 3, 27.4),
    tickRestartUs: fc.constantFrom(undefined, undefined, 0, 12),
    tailUs: fc.constantFrom(undefined, undefined, 0, 30, 400.1234),
    fromIdleUs: fc.constantFrom(undefined, 0, 7),
    behindSpanUs: fc.constantFrom(undefined, 1, 1400),
    exitMaskedUs: maskedUs,
    entryMaskedUs: maskedUs,
    idleMaskedUs: maskedUs,
    sleepUs: fc.constantFrom(...usuallyAbsent, '0', '5', '0.7,1.3', '40,300', '0,900,5000'),
  });
}

/** Returns the scenario with these optional fields, and no others. */
export function withOptionalFields(world: Scenario, chosen: OptionalFields): Scenario {
  const { housekeepingDelayUs, followUpShare, leafLockBusyShare, turnUs, sliceHz, behindShare } = chosen;
  const { remoteTimerUs, tickRestartUs, tailUs, fromIdleUs, behindSpanUs } = chosen;
  const { exitMaskedUs, entryMaskedUs, idleMaskedUs } = chosen;
  const { systemCallUs, betweenCallsUs } = chosen.systemCalls;
  const spec = {
    ...world,
    ticks: { ...world.ticks, phaseUs: chosen.phaseUs },
    guest: {
      ...world.guest,
      systemCallUs,
      betweenCallsUs,
      sleepUs: chosen.sleepUs,
      hlt: {
        ...world.guest.hlt,
        workUs: chosen.hltWorkUs,
        timerExitUs: chosen.timerExitUs,
        betweenUs: chosen.betweenUs,
      },
    },
    gracePeriods: { ...world.gracePeriods, housekeepingDelayUs, followUpShare, leafLockBusyShare },
    nested: { ...world.nested, turnUs, sliceHz, behindShare, tailUs, fromIdleUs, behindSpanUs },
    costs: { ...world.costs, remoteTimerUs, tickRestartUs, exitMaskedUs, entryMaskedUs, idleMaskedUs },
  };
  const tables = ofSpreads.flatMap((path, i) => {
    const multiples = chosen.tables[i] ?? null;
    return multiples === null ? [] : [{ path, text: tableText(world, path, multiples) }];
  });
  return scenario(
    tables.reduce((tree, { path, text }) => withValue(tree, path, text), spec as unknown as SpecTree) as ScenarioSpec,
  );
}

/** Returns the table as the text of its field, in digits beyond whole nanoseconds. */
function tableText(world: Scenario, path: string, multiples: readonly number[]): string {
  const median = Number(valueAt(world, path.replace('quantiles', 'median')));
  const digits = path.endsWith('Us') ? 4 : 7;
  return multiples.map((times) => (times * median).toFixed(digits)).join(',');
}
