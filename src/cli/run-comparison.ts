import type { Policy } from '../policies/index.js';
import { startComparison, type Comparison } from '../record/index.js';
import type { Scenario } from '../scenario/index.js';
import { startProgress } from './progress.js';
import type { Interrupt, Terminal } from './terminal.js';

/** A comparison, finished or not. */
export interface ComparisonOutcome {
  readonly comparison: Comparison;
  /** What ended it early, or null. */
  readonly interrupt: Interrupt | null;
}

/** Bounds of a piece of simulated time between two looks at signals [ns]. */
const shortestPieceNs = 1_000_000;
const longestPieceNs = 250_000_000;
/** How long such a piece should keep the machine busy [ms]. */
const quickMs = 20;
const slowMs = 80;

/** Returns the comparison of the policies; after Ctrl-C, what is known until then. */
export async function runComparison(
  scenario: Scenario,
  policies: readonly Policy[],
  terminal: Terminal,
): Promise<ComparisonOutcome> {
  const state: { interrupt: Interrupt | null } = { interrupt: null };
  const stopListening = terminal.onInterrupt((interrupt) => {
    state.interrupt ??= interrupt;
  });
  const run = startComparison(scenario, policies);
  const progress = startProgress(terminal, run.totalNs);
  let pieceNs = shortestPieceNs;
  try {
    while (run.doneNs < run.totalNs && state.interrupt === null) {
      const startMs = terminal.nowMs();
      run.advance(run.doneNs + pieceNs);
      const tookMs = terminal.nowMs() - startMs;
      if (tookMs < quickMs) pieceNs = Math.min(longestPieceNs, 2 * pieceNs);
      if (tookMs > slowMs) pieceNs = Math.max(shortestPieceNs, pieceNs / 2);
      progress.update(run.doneNs);
      await terminal.pause();
    }
  } finally {
    progress.end();
    stopListening();
  }
  const comparison = run.snapshot();
  return { comparison, interrupt: comparison.finished ? null : state.interrupt };
}
