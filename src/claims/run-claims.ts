import type { ScenarioSpec } from '../scenario/index.js';
import { scenario as completeScenario } from '../scenario/index.js';
import { verdictOf, type Experiment, type Outcome, type TestedCase, type Verdict } from './experiment.js';
import { experiments } from './experiments/index.js';
import { over } from './hosts.js';
import { createLab, type Lab, type LabOptions } from './lab.js';
import type { Measure } from './measure.js';
import type { Observation } from './observation.js';
import { factor, scaled, tornado, type Changed, type SensitivityRow } from './sensitivity.js';

/** What was found about one claim. */
export interface ClaimResult {
  /** Id of an entry in data/claims.json. */
  readonly id: string;
  readonly verdict: Outcome;
  /** Where it holds, where it fails, and what was left open; empty if it simply holds or fails. */
  readonly conditions: readonly string[];
  /** What was measured, case by case; the first number of the first case decides first. */
  readonly cases: readonly TestedCase[];
  /** The deciding number. */
  readonly interval: Measure;
  /** The same with one assumed number changed at a time, the longest bar first. */
  readonly sensitivity: readonly SensitivityRow[];
}

/** How far the work is. */
export interface ClaimsProgress {
  readonly id: string;
  /** What is being done: 'verdict', or the field that is changed. */
  readonly doing: string;
  readonly done: number;
  readonly of: number;
}

/** How to run claims. */
export interface RunClaimsOptions {
  /** Change assumed numbers, one at a time [default true]. */
  readonly sensitivity?: boolean;
  /** Called many times a second; the work waits for what it returns. */
  readonly onProgress?: (progress: ClaimsProgress) => void | Promise<void>;
  /** Called with each claim as soon as it is finished. */
  readonly onResult?: (result: ClaimResult) => void;
  /** Once aborted, the claim under way is dropped and what is finished comes back. */
  readonly signal?: { readonly aborted: boolean };
  /** Laid over every host: for tests, which plant a world in which a claim must fail. */
  readonly plant?: ScenarioSpec;
}

/** The ids of all claims with an experiment, in their order. */
export const claimIds: readonly string[] = experiments.map(({ id }) => id);

class Stopped extends Error {}

/**
 * Returns the verdicts on some claims: simulates their experiments, and once more with each assumed number changed.
 *
 * @param ids - some of `claimIds` [default all]
 * @throws RangeError if there is no such claim
 * @example
 * const [first] = await runClaims(['H21'], { sensitivity: false });
 * first?.verdict; // 'refuted'
 */
export async function runClaims(
  ids: readonly string[] = claimIds,
  options: RunClaimsOptions = {},
): Promise<ClaimResult[]> {
  const chosen = ids.map(experimentOf);
  const results: ClaimResult[] = [];
  const known = new Map<string, Observation>();
  const steps = (experiment: Experiment) => 1 + (options.sensitivity === false ? 0 : 2 * experiment.assumptions.length);
  const of = chosen.reduce((sum, experiment) => sum + steps(experiment), 0);
  let done = 0;
  try {
    for (const experiment of chosen) {
      const result = await runExperiment(experiment, options, known, (doing, finished) => {
        done += finished;
        return { id: experiment.id, doing, done, of };
      });
      results.push(result);
      options.onResult?.(result);
    }
  } catch (error) {
    if (!(error instanceof Stopped)) throw error;
  }
  return results;
}

type Say = (doing: string, finished: 0 | 1) => ClaimsProgress;

async function runExperiment(
  experiment: Experiment,
  options: RunClaimsOptions,
  known: Map<string, Observation>,
  say: Say,
): Promise<ClaimResult> {
  const step = async (doing: string, alter: LabOptions['alter'], memory: Map<string, Observation>) => {
    const pause = async () => {
      await options.onProgress?.(say(doing, 0));
      if (options.signal?.aborted) throw new Stopped();
    };
    const cases = await testCases(
      experiment,
      createLab({ alter: planted(options.plant, alter), pause, known: memory }),
    );
    say(doing, 1);
    return cases;
  };
  const cases = await step('verdict', undefined, known);
  const verdict = verdictOf(cases);
  const rows: SensitivityRow[] = [];
  for (const path of options.sensitivity === false ? [] : experiment.assumptions) {
    const at = async (by: number) => changed(await step(path, (scenario) => scaled(scenario, path, by), new Map()));
    const low = await at(1 / factor);
    const high = await at(factor);
    const flips = [low, high].some((end) => differs(end, verdict));
    rows.push({ path, factor, low, high, flips });
  }
  const { outcome, conditions } = verdict;
  return {
    id: experiment.id,
    verdict: outcome,
    conditions,
    cases,
    interval: deciding(cases),
    sensitivity: tornado(rows),
  };
}

async function testCases(experiment: Experiment, lab: Lab): Promise<TestedCase[]> {
  const cases: TestedCase[] = [];
  for (const { where, test } of experiment.cases) cases.push({ where, ...(await test(lab)) });
  return cases;
}

function planted(plant: ScenarioSpec | undefined, alter: LabOptions['alter']): NonNullable<LabOptions['alter']> {
  return (scenario) => {
    const soil = plant === undefined ? scenario : completeScenario(over(scenario, plant));
    return alter === undefined ? soil : alter(soil);
  };
}

function changed(cases: readonly TestedCase[]): Changed {
  const { outcome, conditions } = verdictOf(cases);
  return { verdict: outcome, conditions, value: deciding(cases).value };
}

function differs(end: Changed, { outcome, conditions }: Verdict): boolean {
  return end.verdict !== outcome || end.conditions.join() !== conditions.join();
}

function deciding(cases: readonly TestedCase[]): Measure {
  const measure = cases[0]?.measured[0];
  if (measure === undefined) throw new Error('an experiment must measure something in its first case');
  return measure;
}

function experimentOf(id: string): Experiment {
  const found = experiments.find((experiment) => experiment.id === id);
  if (found === undefined) throw new RangeError(`unknown claim (${claimIds.join(', ')}): ${id}`);
  return found;
}
