import type { Policy } from '../policies/index.js';
import type { ComparisonRun } from '../record/comparison.js';
import type { Scenario } from '../scenario/index.js';
import { summarize, type Summary } from './summary.js';

/** Starts a comparison that can be carried on step by step. */
export type StartComparison = (scenario: Scenario, policies: readonly Policy[]) => ComparisonRun;

/** How a long computation shares its thread, and how often it reports. */
export interface Pace {
  /** Time to compute without a pause [ms]. */
  readonly turnMs: number;
  /** Time to the first report [ms]. */
  readonly firstMs: number;
  /** Time between two reports [ms]. */
  readonly reportMs: number;
  /** A clock [ms]. */
  readonly now: () => number;
  /** Lets everything else on this thread have its turn. */
  readonly pause: () => Promise<void>;
}

/**
 * Carries a comparison to its end and yields its summaries: the first after `firstMs`, then one every `reportMs`, each over
 * more simulated time, and at last the finished one. The length of a step follows what the last one took, so that an abort
 * is noticed within about `turnMs`; which steps were taken has no influence on the result.
 */
export async function* refine(run: ComparisonRun, signal: AbortSignal, pace: Pace): AsyncGenerator<Summary, void> {
  let stepNs = Math.max(1, Math.round(run.totalNs / 4096));
  let reportAt = pace.now() + pace.firstMs;
  while (!signal.aborted) {
    const startedAt = pace.now();
    run.advance(Math.min(run.totalNs, run.doneNs + stepNs));
    const now = pace.now();
    const finished = run.doneNs >= run.totalNs;
    if (finished || now >= reportAt) {
      const comparison = run.snapshot();
      if (finished || comparison.policies.some(({ latency }) => latency.total > 0)) {
        reportAt = now + pace.reportMs;
        yield summarize(comparison, run.totalNs);
      }
    }
    if (finished) return;
    const slower = pace.turnMs / Math.max(0.1, now - startedAt);
    stepNs = Math.max(1, Math.round(stepNs * Math.min(4, Math.max(0.25, slower))));
    await pace.pause();
  }
}
