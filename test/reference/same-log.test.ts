import { expect, it } from 'vitest';
import { policies, type Policy } from '../../src/policies/index.js';
import type { Scenario } from '../../src/scenario/index.js';
import { engineLog } from './engine-log.js';
import { describeDifference, fieldsSet } from './log-difference.js';
import { referenceLog } from './naive-engine.js';
import { referenceScenarios } from './random-scenarios.js';

const seed = 1;
const scenarios = referenceScenarios(500, seed);
const perTest = 25;
const groups = Array.from({ length: scenarios.length / perTest }, (_, i) => perTest * i);

/** Where the two engines part ways over one policy in one scenario; empty where they don't. */
function difference(number: number, scenario: Scenario, policy: Policy): string {
  const engine = engineLog(scenario, policy);
  const reference = referenceLog(scenario, policy);
  const where = describeDifference({ engine, reference });
  return where && `scenario ${number} of seed ${seed}, ${policy.id}\n${fieldsSet(scenario)}\n${where}\n`;
}

it.each(groups)(
  'on 500 random small scenarios every policy gives the same event log in both engines, event by event: from %i',
  { timeout: 120_000 },
  (first) => {
    const differences = scenarios
      .slice(first, first + perTest)
      .flatMap((scenario, i) => policies.map((policy) => difference(first + i, scenario, policy)));
    expect(differences).toHaveLength(perTest * policies.length);
    expect(differences.join('')).toBe('');
  },
);
