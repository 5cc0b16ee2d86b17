import { policies as builtIn, type Policy } from '../policies/index.js';
import { startComparison } from '../record/comparison.js';
import type { Scenario } from '../scenario/index.js';
import { refine, type Pace, type StartComparison } from './refine.js';
import type { Summary } from './summary.js';

/**
 * Compares the policies in a scenario and gives a first, partial summary at once, then better ones; the last one is
 * finished. It ends early, without complaint, when the signal is aborted.
 */
export type Runner = (scenario: Scenario, signal: AbortSignal) => AsyncIterable<Summary>;

/** What an inline runner may be told. */
export interface InlineRunnerOptions {
  /** Which policies to compare [default: all built-in ones]. */
  readonly policies?: readonly Policy[];
  /** How often to look up and to report [default: turns of 8 ms, a summary after 24 ms and then each 80 ms]. */
  readonly pace?: Partial<Pace>;
  /** Starts a comparison [default: the engine's own]. */
  readonly start?: StartComparison;
}

/**
 * Returns a runner that computes where it is called, in short turns between which everything else goes on: for Node, for
 * tests, and inside a worker.
 */
export function inlineRunner(options: InlineRunnerOptions = {}): Runner {
  const { policies = builtIn, start = startComparison, pace } = options;
  return (scenario, signal) => refine(start(scenario, policies), signal, { ...defaultPace, ...pace });
}

const defaultPace: Pace = {
  turnMs: 8,
  firstMs: 24,
  reportMs: 80,
  now: () => performance.now(),
  pause: () => new Promise((resolve) => setTimeout(resolve, 0)),
};
