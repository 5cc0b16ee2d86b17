import { policies as builtIn, type Policy } from '../policies/index.js';
import { startComparison } from '../record/comparison.js';
import type { Scenario } from '../scenario/index.js';
import { refine, samplesOf, type Pace, type StartComparison } from './refine.js';
import { summarize, type Summary } from './summary.js';

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

const defaultPace: Pace = {
  turnMs: 8,
  firstMs: 24,
  reportMs: 80,
  now: () => performance.now(),
  pause: () => new Promise((resolve) => setTimeout(resolve, 0)),
};

/** The longest warm-up that a first look waits for [s]. */
const shortWarmupSec = 0.01;

/**
 * Returns a runner that computes where it is called, in short turns between which everything else goes on: for Node, for
 * tests, and inside a worker.
 *
 * The warm-up of a scenario takes longer than a reader who drags a slider will wait. So the first summary is a first look:
 * a comparison of its own that measures almost at once, and is dropped for the real one as soon as that has more samples.
 */
export function inlineRunner(options: InlineRunnerOptions = {}): Runner {
  const { policies = builtIn, start = startComparison } = options;
  const pace = { ...defaultPace, ...options.pace };
  return async function* (scenario, signal) {
    let shown = 0;
    if (scenario.run.warmupSec > shortWarmupSec) {
      const hasty = { ...scenario, run: { ...scenario.run, warmupSec: shortWarmupSec } };
      for await (const comparison of refine(start(hasty, policies), signal, pace)) {
        shown = samplesOf(comparison);
        yield summarize(comparison, { scenario, totalNs: totalNsOf(scenario), firstLook: true });
        break;
      }
    }
    const run = start(scenario, policies);
    for await (const comparison of refine(run, signal, {
      ...pace,
      firstMs: shown > 0 ? pace.reportMs : pace.firstMs,
    })) {
      if (comparison.finished || samplesOf(comparison) > shown)
        yield summarize(comparison, { scenario, totalNs: run.totalNs });
    }
  };
}

const totalNsOf = ({ run }: Scenario): number => Math.round(run.warmupSec * 1e9) + Math.round(run.durationSec * 1e9);
