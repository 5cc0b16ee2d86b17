import { policies, policiesByIds, type Policy } from '../../src/policies/index.js';
import { startComparison, type Comparison } from '../../src/record/comparison.js';
import type { PolicyRecord } from '../../src/record/policy-record.js';
import type { Scenario } from '../../src/scenario/index.js';

/** Runs a comparison to its end, stopping on the way where `cuts` say [share of the whole]. */
export function compared(
  scenario: Scenario,
  chosen: readonly (string | Policy)[] = policies,
  cuts: readonly number[] = [],
): Comparison {
  const run = startComparison(scenario, policiesByIds(chosen));
  for (const cut of [...cuts].sort((a, b) => a - b)) run.advance(cut * run.totalNs);
  run.advance(run.totalNs);
  return run.snapshot();
}

/** Returns the record of a policy, by its id. */
export function recordOf(comparison: Comparison, id: string): PolicyRecord {
  const record = comparison.policies.find((each) => each.id === id);
  if (record === undefined) throw new Error(`no record of that policy: ${id}`);
  return record;
}

/** Returns the records of two policies in one world. */
export function pair(
  scenario: Scenario,
  a: string | Policy,
  b: string | Policy,
): readonly [PolicyRecord, PolicyRecord] {
  const [first, second] = compared(scenario, [a, b]).policies;
  if (first === undefined || second === undefined) throw new Error('two policies make two records');
  return [first, second];
}
