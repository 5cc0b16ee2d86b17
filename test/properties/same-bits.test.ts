import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { policies, policyById } from '../../src/policies/index.js';
import { startComparison, type Comparison } from '../../src/record/comparison.js';
import type { Scenario } from '../../src/scenario/index.js';
import { randomScenario } from '../engine/random-scenarios.js';
import { runAlone } from '../engine/run-alone.js';
import { smallScenarios } from './small-scenarios.js';

function run(scenario: Scenario, chosen = policies, cuts: readonly number[] = []): Comparison {
  const comparison = startComparison(scenario, chosen);
  for (const cut of [...cuts].sort((a, b) => a - b)) comparison.advance(cut * comparison.totalNs);
  comparison.advance(comparison.totalNs);
  return comparison.snapshot();
}

const cutPoints = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 8 });

describe.each(smallScenarios)('$name', ({ scenario }) => {
  const reference = run(scenario);

  it('gives the same digest a second time', () => {
    expect(run(scenario).digest).toBe(reference.digest);
  });

  it('gives the same digest however the run is cut into steps', () => {
    fc.assert(
      fc.property(cutPoints, (cuts) => {
        expect(run(scenario, policies, cuts).digest).toBe(reference.digest);
      }),
      { numRuns: 2 },
    );
  });

  it('gives each policy the same record whoever runs beside it, in whatever order', () => {
    const backwards = run(scenario, [...policies].reverse());
    expect([...backwards.policies].reverse()).toEqual(reference.policies);
    for (const id of ['patience', 'qs-on-guest-exit-ideal']) {
      expect(run(scenario, [policyById(id)]).policies[0]).toEqual(reference.policies.find((each) => each.id === id));
    }
  });

  it.each(policies)('counts under $id the same whether exits are taken quietly or step by step', (policy) => {
    const stepped = runAlone(scenario, policy, { tracer: () => {} }).record;
    const quiet = runAlone(scenario, policy).record;
    expect(stepped).toEqual(quiet);
    const compared = reference.policies.find(({ id }) => id === policy.id);
    expect({ ...quiet, measuredNs: 0, exitCostNs: 0 }).toEqual({ ...compared, measuredNs: 0, exitCostNs: 0 });
  });
});

describe('any scenario', () => {
  it('gives the same digest a second time, cut into steps, and exit by exit', () => {
    fc.assert(
      fc.property(randomScenario, cutPoints, (scenario, cuts) => {
        const reference = run(scenario);
        expect(run(scenario, policies, cuts).digest).toBe(reference.digest);
        for (const [i, policy] of policies.entries()) {
          const stepped = runAlone(scenario, policy, { tracer: () => {} }).record;
          const { exitCostNs, measuredNs } = reference.policies[i]!;
          expect({ ...stepped, exitCostNs, measuredNs }).toEqual(reference.policies[i]);
        }
      }),
      { numRuns: 15 },
    );
  });
});
