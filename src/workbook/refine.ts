import type { Policy } from '../policies/index.js';
import type { Comparison, ComparisonRun } from '../record/comparison.js';
import type { Scenario } from '../scenario/index.js';

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
 * Carries a comparison to its end and yields it as it stands: first after `firstMs`, then each `reportMs`, and once more
 * when it is finished. Before anything was measured there is nothing to yield. The length of a step follows what the last
 * one took, so that an abort is noticed within about `turnMs`; which steps were taken has no influence on the result.
 */
export async function* refine(run: ComparisonRun, signal: AbortSignal, pace: Pace): AsyncGenerator<Comparison, void> {
  let stepNs = Math.max(1, Math.round(run.totalNs / 4096));
  let reportAt = pace.now() + pace.firstMs;
  while (!signal.aborted) {
    const startedAt = pace.now();
    run.advance(Math.min(run.totalNs, run.doneNs + stepNs));
    const now = pace.now();
    const finished = run.doneNs >= run.totalNs;
    if (finished || now >= reportAt) {
      const comparison = run.snapshot();
      if (finished || samplesOf(comparison) > 0) {
        reportAt = now + pace.reportMs;
        yield comparison;
      }
    }
    if (finished) return;
    const faster = pace.turnMs / Math.max(0.1, now - startedAt);
    stepNs = Math.max(1, Math.round(stepNs * Math.min(4, Math.max(0.25, faster))));
    await pace.pause();
  }
}

/** Returns how many latencies each policy has by now; those of the warm-up do not count. */
export function samplesOf({ policies }: Comparison): number {
  return Math.max(0, ...policies.map(({ latency, measuredNs }) => (measuredNs > 0 ? latency.total : 0)));
}
