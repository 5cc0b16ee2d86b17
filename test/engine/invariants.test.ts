import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { policies, type Policy } from '../../src/policies/index.js';
import { scenario, type Scenario } from '../../src/scenario/index.js';
import { smallScenarios } from '../properties/small-scenarios.js';
import { randomScenario } from './random-scenarios.js';
import { runAlone } from './run-alone.js';

/** Runs under watch; returns what broke, with the instant, the CPU, the seed and the policy. */
function broken(world: Scenario, policy: Policy): string[] {
  try {
    runAlone(world, policy, { watched: true });
    return [];
  } catch (error) {
    return [error instanceof Error ? error.message : String(error)];
  }
}

describe('no invariant breaks, nothing hangs and nothing throws', () => {
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

  it('where kernel stays and softirqs of seconds meet the one-second rule', () => {
    const world = scenario(
      {
        host: { stallTimeoutSec: 3, preemption: 'full', hz: 250 },
        guest: { exits: { heavy: { ratePerSec: 0.5, handler: { medianUs: 1.2e6, p99Us: 4e6 } } } },
        softirq: { ratePerSec: 0.3, length: { medianUs: 8e5, p99Us: 5e6 }, oneHandler: true },
        ticks: { keptOn: true },
        run: { durationSec: 20, warmupSec: 0 },
      },
      'busy-poll',
    );
    expect(policies.flatMap((policy) => broken(world, policy))).toEqual([]);
  });
});
