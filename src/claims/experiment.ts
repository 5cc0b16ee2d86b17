import type { Lab } from './lab.js';
import type { Answer, Measure } from './measure.js';

/** How a claim stands. */
export const outcomes = ['holds', 'holds under conditions', 'refuted', 'not decidable here'] as const;

/** One of `outcomes`. */
export type Outcome = (typeof outcomes)[number];

/** What one case of an experiment gave. */
export interface Finding {
  /** What the claim says is so here. */
  readonly holds: Answer;
  /** The number that decided first. */
  readonly measured: readonly Measure[];
}

/** One host on which a claim is put to the test. */
export interface Case {
  /** Completes "it holds ..." and "it fails ...". */
  readonly where: string;
  readonly test: (lab: Lab) => Promise<Finding>;
}

/** How a claim is put to the test. */
export interface Experiment {
  /** Id of an entry in data/claims.json. */
  readonly id: string;
  /** Fields, or groups of fields, whose values nobody has measured and which might decide. */
  readonly assumptions: readonly string[];
  readonly cases: readonly Case[];
}

/** A case with what it gave. */
export interface TestedCase extends Finding {
  readonly where: string;
}

/** A verdict on a claim. */
export interface Verdict {
  readonly outcome: Outcome;
  /** Where it holds, where it fails, and what was left open; empty if it simply holds or fails. */
  readonly conditions: readonly string[];
}

/** Returns the verdict that the cases amount to: one that stays open leaves the claim open. */
export function verdictOf(cases: readonly TestedCase[]): Verdict {
  const says = (answer: Answer, words: string) =>
    cases.filter(({ holds }) => holds === answer).map(({ where }) => `${words} ${where}`);
  const open = says(null, 'left open');
  const conditions = [...says(true, 'holds'), ...says(false, 'fails'), ...open];
  if (open.length > 0) return { outcome: 'not decidable here', conditions };
  if (cases.every(({ holds }) => holds)) return { outcome: 'holds', conditions: [] };
  if (cases.some(({ holds }) => holds)) return { outcome: 'holds under conditions', conditions };
  return { outcome: 'refuted', conditions: [] };
}
