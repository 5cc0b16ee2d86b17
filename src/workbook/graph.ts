import {
  checkScenario,
  encodeLink,
  scenario as complete,
  type Scenario,
  type ScenarioSpec,
} from '../scenario/index.js';
import { inputNames, inputsOf, specOf, type Inputs } from './inputs.js';
import type { Runner } from './runner.js';
import type { Summary } from './summary.js';

/** Something that keeps a scenario from being computed, in words for the reader. */
export interface Problem {
  /** Dotted path of the field; empty where no single field is at fault. */
  readonly path: string;
  readonly message: string;
}

/** What the check of a spec gives: a scenario, or why there is none. */
export interface Checked {
  readonly scenario: Scenario | null;
  readonly problems: readonly Problem[];
}

/** How far a comparison is. */
export interface Progress {
  /** Null before the first summary, and where there is no scenario. */
  readonly summary: Summary | null;
  /** Null, or why it ended before its time. */
  readonly failure: string | null;
}

/** A name of the graph, the names it is computed from, and how. */
export type Definition = readonly [
  name: string,
  inputs: readonly string[],
  definition: (...values: never[]) => unknown,
];

const nothing: Progress = { summary: null, failure: null };

/** Returns the complete scenario of a spec over a preset, or every problem of it. */
function check(spec: ScenarioSpec, preset: string): Checked {
  const checked = checkScenario(spec, preset);
  return checked.ok ? { scenario: checked.scenario, problems: [] } : { scenario: null, problems: checked.problems };
}

/**
 * Returns the definitions of the workbook: from the inputs to the scenario, from the scenario to summaries that get better
 * while one looks, from those to curves, rows and digest. No name needs a document; the page and Node share them all.
 *
 * - `base`, `checked`: the preset with its overrides; then with the sliders over it
 * - `scenario`: the complete scenario, or null
 * - `progress`: how far the comparison is; `comparison`: its latest summary, or null
 * - `result`: the finished summary, or null where there is no scenario; waits for it
 * - `curves`, `rows`: what the figure and the table show
 * - `digest`: of the finished comparison, null before
 * - `problems`: why there is nothing to see; empty when all is well
 * - `link`: the scenario as the text behind `#` in an address
 */
export function graph(runner: Runner): readonly Definition[] {
  const inputs = [...inputNames];
  const gathered = (values: readonly unknown[]): Inputs =>
    Object.fromEntries(inputs.map((name, index) => [name, values[index]])) as unknown as Inputs;
  return [
    ['base', ['preset', 'overrides'], (preset: string, overrides: ScenarioSpec) => check(overrides, preset)],
    [
      'checked',
      ['base', ...inputs],
      (base: Checked, ...values: unknown[]) => {
        const chosen = gathered(values);
        return base.scenario === null ? base : check(specOf(base.scenario, chosen), chosen.preset);
      },
    ],
    ['scenario', ['checked'], (checked: Checked) => checked.scenario],
    [
      'progress',
      ['scenario', 'invalidation'],
      (scenario: Scenario | null, invalidation: Promise<void>) => follow(runner, scenario, invalidation),
    ],
    ['comparison', ['progress'], (progress: Progress) => progress.summary],
    [
      'result',
      ['scenario', 'progress', 'invalidation'],
      (scenario: Scenario | null, { summary, failure }: Progress, invalidation: Promise<void>) => {
        if (failure !== null) throw new Error(failure);
        // The runtime waits for a promise before it computes the name again, so one that is never kept would stop it.
        return scenario === null || summary?.finished === true ? summary : invalidation;
      },
    ],
    ['curves', ['comparison'], (summary: Summary | null) => summary?.curves ?? []],
    ['rows', ['comparison'], (summary: Summary | null) => summary?.rows ?? []],
    ['digest', ['comparison'], (summary: Summary | null) => (summary?.finished === true ? summary.digest : null)],
    [
      'problems',
      ['checked', 'progress'],
      (checked: Checked, { failure }: Progress) =>
        failure === null ? checked.problems : [...checked.problems, { path: '', message: failure }],
    ],
    [
      'link',
      ['scenario', 'preset'],
      (scenario: Scenario | null, preset: string) => (scenario === null ? null : encodeLink(scenario, preset)),
    ],
  ];
}

async function* follow(
  runner: Runner,
  scenario: Scenario | null,
  invalidation: Promise<void>,
): AsyncGenerator<Progress, void> {
  if (scenario === null) {
    yield nothing;
    return;
  }
  const abort = new AbortController();
  void invalidation.then(() => abort.abort());
  let latest: Progress = nothing;
  try {
    for await (const summary of runner(scenario, abort.signal)) {
      latest = { summary, failure: null };
      yield latest;
    }
  } catch (error) {
    yield { ...latest, failure: error instanceof Error ? error.message : String(error) };
  }
}

/** What the graph asks of a module of an Observable runtime. */
export interface GraphModule {
  define(name: string | null, inputs: readonly string[], definition: unknown): unknown;
  redefine(name: string, inputs: readonly string[], definition: unknown): unknown;
  /** The value of a name; of one that refines its value, the latest. */
  value(name: string): Promise<unknown>;
  /** A variable that is computed whenever it can be, and tells so. */
  variable(observer?: boolean | { fulfilled?(value: unknown): void; rejected?(error: unknown): void }): {
    define(name: string | null, inputs: readonly string[], definition: unknown): unknown;
  };
}

/** What the graph is built with. */
export interface GraphOptions {
  /** Makes the comparisons. */
  readonly runner: Runner;
  /** Where the inputs stand at first [default: the preset `discussion`]. */
  readonly inputs?: Inputs;
}

/** A graph that stands in a module. */
export interface InstalledGraph {
  /** Where the inputs stand. */
  readonly inputs: Inputs;
  /** Moves some inputs; everything that depends on them is computed once. Returns whether anything moved at all. */
  set(changes: Partial<Inputs>): boolean;
}

/**
 * Puts the graph into a module of an Observable runtime and returns the hand that moves its inputs.
 * @example
 * const graph = install(module, { runner: inlineRunner() });
 * graph.set({ hz: 250 });
 * const { rows } = (await module.value('result')) as Summary;
 */
export function install(
  module: GraphModule,
  { runner, inputs: first = defaultInputs() }: GraphOptions,
): InstalledGraph {
  let inputs = first;
  for (const name of inputNames) module.define(name, [], () => first[name]);
  for (const [name, names, definition] of graph(runner)) module.define(name, names, definition);
  return {
    get inputs() {
      return inputs;
    },
    set(changes) {
      const before = inputs;
      const moved = inputNames.filter((name) => changes[name] !== undefined && !same(changes[name], before[name]));
      inputs = { ...before, ...Object.fromEntries(moved.map((name) => [name, changes[name]])) };
      for (const name of moved) module.redefine(name, [], () => changes[name]);
      return moved.length > 0;
    },
  };
}

const same = (a: unknown, b: unknown): boolean => a === b || JSON.stringify(a) === JSON.stringify(b);

function defaultInputs(): Inputs {
  return inputsOf(complete({}, 'discussion'), 'discussion');
}
