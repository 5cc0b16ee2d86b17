import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { PolicyRecord } from '../../src/record/policy-record.js';
import { scenario, type Scenario } from '../../src/scenario/index.js';
import { randomLongStays } from '../engine/long-stays.js';
import { randomScenario } from '../engine/random-scenarios.js';
import { compared, recordOf } from './compared.js';

/** Decisions are judged by the oracle's own horizon, a second, where nothing is pending whatever a policy says. */
function judged(some: Scenario): Scenario {
  const { host, gracePeriods, patches } = some;
  return scenario({
    ...some,
    host: { ...host, isolation: 'nohz_full', rcuNocbs: true },
    gracePeriods: { ...gracePeriods, callbacksPerSec: 0, deferredWakeupsPerSec: 0 },
    patches: { ...patches, soonUs: 1_000_000 },
  });
}

/** Long stays whose end is known when they begin: but for the ticks in them, nothing comes that makes them longer. */
function foreseeable(some: Scenario): Scenario {
  const { guest, vcpu, softirq, nested, ticks } = some;
  const never = { ratePerSec: 0 } as const;
  const heavy = { ratePerSec: 2, handler: { medianUs: 900_000, p99Us: 2_500_000 } };
  return judged({
    ...some,
    guest: { ...guest, exits: { ...guest.exits, heavy: { ...guest.exits.heavy, ...heavy } } },
    vcpu: {
      ...vcpu,
      migration: { ...vcpu.migration, ...never },
      preemption: { ...vcpu.preemption, ...never },
      terminateAtSec: null,
    },
    softirq: { ...softirq, ...never },
    nested: { ...nested, stealPerSec: 0 },
    ticks: { ...ticks, otherIrqsPerSec: 0 },
  });
}

const foreseeableWorld = fc.oneof({ arbitrary: randomLongStays, weight: 3 }, randomScenario).map(foreseeable);

/** What the ticks of one stay can add to a second: 1000 of them, each of some microseconds. */
const ticksNs = 20_000_000;

describe('where the length of every stay is known when it begins', () => {
  it('the oracle wakes rcuc only if a second is not enough, and skips only if it is: no policy errs less, either way', () => {
    fc.assert(
      fc.property(foreseeableWorld, (world) => {
        const { falseNegatives, falsePositives } = recordOf(compared(world, ['oracle']), 'oracle');
        expect(falseNegatives.count).toBe(0);
        expect(falsePositives.maxNs).toBeLessThanOrEqual(1_000_000_000 + ticksNs);
      }),
      { numRuns: 60 },
    );
  });

  it('there is something to decide: others wake needlessly or skip harmfully, and the oracle does wake rcuc', () => {
    const worlds = fc.sample(randomLongStays.map(foreseeable), { seed: 1, numRuns: 12 });
    const records = worlds.flatMap((world) => compared(world).policies);
    const total = (id: string, count: (record: PolicyRecord) => number) =>
      records.filter((record) => record.id === id).reduce((sum, record) => sum + count(record), 0);
    expect(total('oracle', ({ wakes }) => wakes)).toBeGreaterThan(20);
    expect(total('mainline', ({ falseNegatives }) => falseNegatives.count)).toBeGreaterThan(20);
    expect(total('lenient-task', ({ falsePositives }) => falsePositives.count)).toBeGreaterThan(0);
  });
});
