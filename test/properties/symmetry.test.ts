import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { definePolicy, mainline, policies } from '../../src/policies/index.js';
import { scenario, type Scenario, type ScenarioSpec } from '../../src/scenario/index.js';
import { randomScenario } from '../engine/random-scenarios.js';
import { recordBits } from '../record/record-bits.js';
import { course } from './relabelled.js';

/**
 * A world in which the modelled CPUs differ by nothing but their number: what a tick and a wake of rcuc cost is drawn by CPU, so
 * each has one length here; all else that belongs to a CPU (its tick's phase, what L0 takes of it) is exchanged with it.
 */
function evenHanded(spec: ScenarioSpec, preset?: string): Scenario {
  const { costs, vcpu } = spec;
  const constant = {
    tick: { medianUs: 3, p99Us: 3 },
    rcuc: { medianUs: 30, p99Us: 30 },
    rcuCore: { medianUs: 8, p99Us: 8 },
  };
  const migration = { ratePerSec: 50, ...vcpu?.migration };
  return scenario({ ...spec, costs: { ...costs, ...constant }, vcpu: { ...vcpu, migration } }, preset);
}

describe('CPUs 1 and 2 with exchanged numbers, ticks and steals', () => {
  const run = { durationSec: 0.3, warmupSec: 0, seed: 5 } as const;
  const worlds: readonly (readonly [string, Scenario])[] = [
    ['discussion, ticks together', evenHanded({ run, host: { skewTick: false } }, 'discussion')],
    ['discussion, ticks apart', evenHanded({ run, host: { skewTick: true } }, 'discussion')],
    ['nested, L0 takes either CPU', evenHanded({ run, nested: { stealPerSec: 100 } }, 'nested')],
    ['hlt-power-saving', evenHanded({ run }, 'hlt-power-saving')],
  ];

  it.each(worlds)('give the same samples, records and steps under every policy: %s', (_name, world) => {
    for (const policy of policies) {
      const one = course(world, policy, false);
      const other = course(world, policy, true);
      expect(other.samples).toEqual(one.samples);
      expect(recordBits(other.record)).toEqual(recordBits(one.record));
      expect(other.steps).toEqual(one.steps);
    }
  });

  it('both run the guest and RCU core in these worlds', () => {
    const steps = worlds.flatMap(([, world]) => course(world, mainline, false).steps);
    for (const step of ['cpu 1 kvm_entry', 'cpu 2 kvm_entry', 'cpu 1 rcu_core', 'cpu 2 rcu_core']) {
      expect(steps.filter((each) => each.includes(step)).length, step).toBeGreaterThan(10);
    }
  });

  it('are told apart by a policy that spares only one of them', () => {
    const lopsided = definePolicy({ id: 'spares-cpu-1', skips: ({ cpu }) => cpu === 1 });
    const [, world] = worlds[0]!;
    expect(course(world, lopsided, true).steps).not.toEqual(course(world, lopsided, false).steps);
  });
});

/** Ticks apart: of two things in the same nanosecond, what happens on CPU 1 comes first, and may update jiffies for both. */
function apart(some: Scenario): Scenario {
  const { host, vcpu } = some;
  const ratePerSec = vcpu.migration.ratePerSec || 100;
  return evenHanded({
    ...some,
    host: { ...host, skewTick: true },
    vcpu: { ...vcpu, migration: { ...vcpu.migration, ratePerSec } },
  });
}

it('in any world with ticks apart, exchanging the CPUs exchanges them in the timeline and changes nothing else', () => {
  fc.assert(
    fc.property(randomScenario.map(apart), fc.constantFrom(...policies), (world, policy) => {
      const one = course(world, policy, false);
      const other = course(world, policy, true);
      expect(other.steps).toEqual(one.steps);
      expect(recordBits(other.record)).toEqual(recordBits(one.record));
    }),
    { numRuns: 60 },
  );
});
