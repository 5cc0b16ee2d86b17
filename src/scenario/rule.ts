import { fieldAt } from './fields.js';
import { problem, type Problem } from './problem.js';
import type { Scenario } from './schema.js';
import { valueAt } from './spec-tree.js';

/** A condition over several fields. It is asked only where each of them is valid by itself. */
export interface Rule {
  /** The fields that it reads; the first one is reported. */
  readonly paths: readonly string[];
  /** True where all is well. */
  holds(scenario: Scenario): boolean;
  /** What to say where it does not hold. */
  readonly words: BreachWords | ((scenario: Scenario) => BreachWords);
}

/** Why a condition is there, what it asks for, and how to satisfy it. */
export interface BreachWords {
  readonly cause: string;
  readonly expected: string;
  readonly wayOut: string;
}

/** Returns the problem of a scenario that breaks a rule, or null. */
export function breach({ holds, paths: [path = ''], words }: Rule, scenario: Scenario): Problem | null {
  if (holds(scenario)) return null;
  const { cause, expected, wayOut } = typeof words === 'function' ? words(scenario) : words;
  const value = valueAt(scenario, path) ?? null;
  return problem(cause, { path, value, expected, wayOut, unit: fieldAt(path)?.unit ?? '' });
}
