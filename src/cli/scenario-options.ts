import { readFileSync } from 'node:fs';
import { Option, type Command } from 'commander';
import {
  checkScenario,
  parseDurationSec,
  presetNames,
  scenario as complete,
  ScenarioError,
  setPath,
  type Problem,
  type Scenario,
  type ScenarioSpec,
} from '../scenario/index.js';
import { overlay, type SpecTree } from '../scenario/spec-tree.js';
import { Misuse } from './failure.js';

/** The options by which a scenario is chosen, as commander hands them over. */
export interface ScenarioOptions {
  readonly preset?: string;
  readonly scenario?: string;
  readonly set?: readonly string[];
  readonly duration?: string;
  readonly seed?: string;
}

/** A scenario, and the preset it was asked to start from. */
export interface ChosenScenario {
  readonly scenario: Scenario;
  /** Undefined where none was named. */
  readonly preset: string | undefined;
}

/** A scenario file has some 150 numbers; what is larger than this is something else [bytes]. */
const largestFile = 1_000_000;

/** Adds the options by which a scenario is chosen. */
export function addScenarioOptions(command: Command): Command {
  return command
    .addOption(
      new Option('--preset <name>', 'start from a preset (`quiescent presets`)').default(undefined, presetNames[0]),
    )
    .option('--scenario <file>', 'lay a scenario in JSON over it, whole or in part (`quiescent scenario`); - is stdin')
    .option('--set <path=value...>', 'set single fields: --set host.hz=250 guest.exits.msr.ratePerSec=5000')
    .option('-d, --duration <time>', 'simulated time that is measured: 90s, 10m, 2h [default: the preset, mostly 60s]')
    .option('--seed <number>', 'seed of the random world, 0..4294967295 [default: 1]');
}

/**
 * Returns the scenario that the options ask for: the preset, under the file, under the single fields, under duration and seed.
 *
 * @throws ScenarioError with every problem of all of them
 */
export function chooseScenario(options: ScenarioOptions): ChosenScenario {
  const problems: Problem[] = [];
  const base = attempt(problems, complete(), () => complete({}, options.preset));
  const file = options.scenario === undefined ? {} : readScenario(options.scenario);
  let spec = overlay(base as unknown as SpecTree, file, problems) as ScenarioSpec;
  for (const assignment of options.set ?? []) {
    spec = attempt(problems, spec, () => setPath(spec, assignment));
  }
  const { duration, seed } = options;
  if (duration !== undefined) {
    spec = attempt(problems, spec, () => ({ ...spec, run: { ...spec.run, durationSec: parseDurationSec(duration) } }));
  }
  if (seed !== undefined) spec = attempt(problems, spec, () => setPath(spec, `run.seed=${seed}`));
  const checked = checkScenario(spec);
  if (problems.length === 0 && checked.ok) return { scenario: checked.scenario, preset: options.preset };
  throw new ScenarioError([...problems, ...(checked.ok ? [] : checked.problems)]);
}

function attempt<T>(problems: Problem[], otherwise: T, make: () => T): T {
  try {
    return make();
  } catch (error) {
    if (!(error instanceof ScenarioError)) throw error;
    problems.push(...error.problems);
    return otherwise;
  }
}

/** Returns what a file says, without looking at it closer. */
function readScenario(path: string): unknown {
  const text = readText(path);
  if (text.length > largestFile) {
    throw new Misuse([
      `too large for a scenario (at most ${largestFile} bytes expected), ${text.length} bytes: ${path}`,
    ]);
  }
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (error) {
    throw new Misuse([
      `scenario is not JSON (${(error as Error).message}; \`quiescent scenario\` prints one): ${path}`,
    ]);
  }
}

function readText(path: string): string {
  try {
    return readFileSync(path === '-' ? 0 : path, 'utf8');
  } catch (error) {
    throw new Misuse([`scenario can't be read (${(error as NodeJS.ErrnoException).code ?? String(error)}): ${path}`]);
  }
}
