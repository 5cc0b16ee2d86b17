import type { Episodes } from '../../record/index.js';

/** Tells skips and invocations that were right from those that were not, by what the CPU did next. */
export interface Verdicts {
  readonly falsePositives: Episodes;
  readonly falseNegatives: Episodes;
  /** A tick skipped work that was pending. */
  skipped(timeNs: number): void;
  /** A tick invoked RCU core; `rcucNs` is how long rcuc ran for it before the CPU went on. */
  invoked(timeNs: number, rcucNs: number): void;
  /** The CPU enters an extended quiescent state or the guest. */
  enteredEqs(timeNs: number): void;
}

/**
 * Returns verdicts by the definition of the discussion, as the simulation counts them: the first skip since the last
 * quiescent state opens an episode, the next such state, or an invocation, closes it.
 *
 * @param soonNs - reached within this time is soon [ns]
 */
export function createVerdicts(soonNs: number): Verdicts {
  const falsePositives = { count: 0, totalNs: 0, maxNs: 0 };
  const falseNegatives = { count: 0, totalNs: 0, maxNs: 0 };
  let skippedNs = -1;
  let wokenNs = -1;
  let rcucNs = 0;

  function closeSkip(timeNs: number): void {
    if (skippedNs >= 0 && timeNs - skippedNs > soonNs) add(falsePositives, timeNs - skippedNs);
    skippedNs = -1;
  }

  return {
    falsePositives,
    falseNegatives,
    skipped(timeNs) {
      if (skippedNs < 0) skippedNs = timeNs;
    },
    invoked(timeNs, ranNs) {
      if (wokenNs < 0) {
        wokenNs = timeNs;
        rcucNs = 0;
      }
      rcucNs += ranNs;
      closeSkip(timeNs);
    },
    enteredEqs(timeNs) {
      closeSkip(timeNs);
      if (wokenNs >= 0 && timeNs - wokenNs - rcucNs <= soonNs) {
        add(falseNegatives, Math.max(0, timeNs - wokenNs - rcucNs));
      }
      wokenNs = -1;
    },
  };
}

function add(episodes: Episodes, lengthNs: number): void {
  episodes.count++;
  episodes.totalNs += lengthNs;
  episodes.maxNs = Math.max(episodes.maxNs, lengthNs);
}
