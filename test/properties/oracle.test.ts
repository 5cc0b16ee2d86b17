import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { policies } from '../../src/policies/index.js';
import { valueAtQuantile } from '../../src/record/histogram-queries.js';
import type { PolicyRecord } from '../../src/record/policy-record.js';
import { scenario, type Scenario, type ScenarioSpec } from '../../src/scenario/index.js';
import { randomScenario } from '../engine/random-scenarios.js';
import { compared, recordOf } from './compared.js';
import { shortened, shortPresets } from './small-scenarios.js';

const quantiles = [0.5, 0.9, 0.99, 0.999, 0.9999];

function worseThan(oracle: PolicyRecord, other: PolicyRecord): string[] {
  const worse: string[] = [];
  if (oracle.stolenNs > other.stolenNs) worse.push(`stolen ${oracle.stolenNs} > ${other.stolenNs}`);
  if (oracle.latency.max > other.latency.max) worse.push(`max ${oracle.latency.max} > ${other.latency.max}`);
  for (const q of quantiles) {
    const [own, its] = [valueAtQuantile(oracle.latency, q), valueAtQuantile(other.latency, q)];
    if (own > its) worse.push(`q${q} ${own} > ${its}`);
  }
  return worse.map((text) => `${other.id}: ${text}`);
}

function complaints(world: Scenario): string[] {
  const comparison = compared(world);
  const oracle = recordOf(comparison, 'oracle');
  return comparison.policies.flatMap((record) => worseThan(oracle, record));
}

describe('the oracle is never worse than any policy', () => {
  it.each(shortPresets.map(({ name }) => name))('by stolen time, quantiles and maximum, in: %s', (name) => {
    expect(complaints(shortened({}, name, 2))).toEqual([]);
  });
});

/**
 * Without exits (one absorbed by a gap is one less for the policy that had the gap), halts (whose C-state can hide rcuc)
 * and stays in the kernel, a policy can only add to the gaps that the world makes.
 */
function calm(world: Scenario): Scenario {
  const never = { ratePerSec: 0 } as const;
  const short = { medianUs: 2, p99Us: 20 } as const;
  const spec: ScenarioSpec = {
    ...world,
    host: { ...world.host, isolation: 'nohz_full', rcuNocbs: true },
    guest: {
      ...world.guest,
      idle: 'poll',
      hlt: never,
      exits: { fastpath: never, msr: never, io: never, fault: never, heavy: never },
    },
    vcpu: { migration: never, preemption: { ...world.vcpu.preemption, length: short } },
    softirq: { ...world.softirq, length: short },
    gracePeriods: { ...world.gracePeriods, callbacksPerSec: 0, deferredWakeupsPerSec: 0 },
    nested: { stealPerSec: 0 },
  };
  return scenario({ ...spec, run: { ...world.run, durationSec: 1 } });
}

it('in any world without exits, halts and long stays, no policy has less stolen, a shorter maximum or shorter gaps in all', () => {
  fc.assert(
    fc.property(randomScenario.map(calm), (world) => {
      const comparison = compared(world);
      const oracle = recordOf(comparison, 'oracle');
      for (const { id, stolenNs, latency } of comparison.policies) {
        expect([id, oracle.stolenNs <= stolenNs]).toEqual([id, true]);
        expect([id, oracle.latency.max <= latency.max]).toEqual([id, true]);
        if (world.guest.instrument === 'oslat') expect([id, oracle.latency.sum <= latency.sum]).toEqual([id, true]);
      }
    }),
    { numRuns: 25 },
  );
});

it('every built-in policy is compared with it', () => {
  expect(compared(shortened({}, 'busy-poll', 0.1)).policies.map(({ id }) => id)).toEqual(policies.map(({ id }) => id));
});
