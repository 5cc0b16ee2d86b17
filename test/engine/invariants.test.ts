import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { policies, type Policy } from '../../src/policies/index.js';
import type { Scenario } from '../../src/scenario/index.js';
import { smallScenarios } from '../properties/small-scenarios.js';
import { randomLongStays } from './long-stays.js';
import { randomScenario } from './random-scenarios.js';
import { runAlone } from './run-alone.js';

/** So many events are checked in all; nightly more: QUIESCENT_EVENTS=1e9. */
const atLeast = Number(process.env['QUIESCENT_EVENTS'] ?? 1e7);
let checked = 0;

/** Runs under watch; returns what broke, with the instant, the CPU, the seed and the policy. */
function broken(world: Scenario, policy: Policy): string[] {
  try {
    checked += runAlone(world, policy, { watched: true }).watch.events;
    return [];
  } catch (error) {
    return [error instanceof Error ? error.message : String(error)];
  }
}

describe('no invariant breaks, nothing hangs and nothing throws', { timeout: 120_000 }, () => {
  it('under any policy in any small world: every group of the scenario at once, at rates that no host has', () => {
    fc.assert(
      fc.property(randomScenario, (world) => {
        expect(policies.flatMap((policy) => broken(world, policy))).toEqual([]);
      }),
      { numRuns: 20 },
    );
  });

  it.each(smallScenarios)('under any policy in: $name', ({ scenario: world }) => {
    expect(policies.flatMap((policy) => broken(world, policy))).toEqual([]);
  });

  it('under any policy in any world of long stays, where grace periods grow old and RCU urges, reschedules and warns', () => {
    fc.assert(
      fc.property(randomLongStays, (world) => {
        expect(policies.flatMap((policy) => broken(world, policy))).toEqual([]);
      }),
      { numRuns: 8 },
    );
  });

  it(
    `in ${atLeast} events and more, all tests of this file together`,
    () => {
      const either = fc.oneof(randomScenario, randomLongStays);
      for (let seed = 1; checked < atLeast; seed++) {
        const [world] = fc.sample(either, { seed, numRuns: 1 });
        expect(policies.flatMap((policy) => broken(world!, policy))).toEqual([]);
      }
      expect(checked).toBeGreaterThanOrEqual(atLeast);
    },
    60_000 + atLeast / 50,
  );
});
