import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { windows } from '../../src/kernel/cpu-state.js';
import { policies, policyById } from '../../src/policies/index.js';
import type { PolicyRecord } from '../../src/record/policy-record.js';
import { scenario, type Scenario } from '../../src/scenario/index.js';
import { randomScenario } from '../engine/random-scenarios.js';
import { histogramBits } from '../record/record-bits.js';
import { compared, recordOf } from './compared.js';
import { shortened, shortPresets, smallScenarios } from './small-scenarios.js';

/** What does not add up in the counts of one policy in one world, whatever both are. */
function contradictions(record: PolicyRecord, world: Scenario): string[] {
  const { wakes, wakesByWindow, ticks, kernelTicks, pendingTicks, rcucNs, stolenNs, measuredNs, latency } = record;
  const cpus = world.vcpu.migration.ratePerSec > 0 ? 2 : 1;
  const nohzFull = world.host.isolation === 'nohz_full';
  const { deferredWakeupsPerSec } = world.gracePeriods;
  const edges = 3 * cpus * (record.gracePeriods.total + 2);
  const gapsFillTime = world.guest.instrument !== 'oslat' || latency.sum <= measuredNs + latency.max;
  const claims: readonly (readonly [boolean, string])[] = [
    [windows.reduce((sum, window) => sum + wakesByWindow[window], 0) === wakes, 'the windows make all wakes'],
    [kernelTicks <= ticks, 'kernel ticks are ticks'],
    [pendingTicks <= kernelTicks, 'pending ticks are kernel ticks'],
    [wakes <= pendingTicks || !nohzFull, 'a tick wakes rcuc at most once'],
    [wakes <= edges || !nohzFull || deferredWakeupsPerSec > 0, 'a grace period wakes each rcuc at most three times'],
    [ticks <= cpus * (Math.ceil((measuredNs * world.host.hz) / 1e9) + 1), 'ticks come at most HZ times a second'],
    [stolenNs <= rcucNs, 'what is stolen was run'],
    [gapsFillTime, 'gaps do not overlap'],
  ];
  return claims.filter(([holds]) => !holds).map(([, claim]) => `${record.id}: ${claim}`);
}

describe.each(policies)('$id', ({ id }) => {
  it.each(smallScenarios)('counts what adds up, in: $name', ({ scenario: world }) => {
    expect(contradictions(recordOf(compared(world, [id]), id), world)).toEqual([]);
  });
});

it('every policy counts what adds up, in any scenario', () => {
  fc.assert(
    fc.property(randomScenario, (world) => {
      expect(compared(world).policies.flatMap((record) => contradictions(record, world))).toEqual([]);
    }),
    { numRuns: 10 },
  );
});

describe('with nothing to decide', () => {
  const noRcu = {
    requestsPerSec: 0,
    thinkMs: null,
    backToBack: false,
    callbacksPerSec: 0,
    deferredWakeupsPerSec: 0,
  } as const;
  const silent = shortPresets.map(({ name }) => [name, shortened({ gracePeriods: noRcu }, name, 0.5)] as const);

  it.each(silent)('all policies are equal, bit for bit, when nobody asks RCU for anything: %s', (_name, world) => {
    const { policies: records } = compared(world);
    for (const { wakes, latency } of records) {
      expect(wakes).toBe(0);
      expect(histogramBits(latency)).toBe(histogramBits(records[0]!.latency));
    }
  });

  it('all policies have the same latency, bit for bit, when RCU is busy and the tick stays off', () => {
    const world = shortened({ ticks: { timersPerSec: 0, dependencyPerSec: 0 } }, 'discussion', 2);
    const { policies: records } = compared(world);
    expect(records[0]!.gracePeriods.total).toBeGreaterThan(20);
    for (const { ticks, wakes, latency } of records) {
      expect([ticks, wakes]).toEqual([0, 0]);
      expect(histogramBits(latency)).toBe(histogramBits(records[0]!.latency));
    }
  });

  it('all policies but the two that act at guest exit are equal on a CPU that is only isolated', () => {
    const world = shortened({ host: { isolation: 'isolcpus' } }, 'discussion', 0.5);
    const { policies: records } = compared(world);
    const mainline = recordOf(compared(world, ['mainline']), 'mainline');
    expect(mainline.wakes).toBeGreaterThan(20);
    for (const { id, latency, wakes } of records) {
      if (policyById(id).create(parameters(world), 3).onGuestExit !== undefined) continue;
      expect([id, wakes, histogramBits(latency)]).toEqual([id, mainline.wakes, histogramBits(mainline.latency)]);
    }
  });
});

function parameters({ host, patches, costs }: Scenario) {
  return { ...patches, ...costs, hz: host.hz };
}

it('no policy lets the guest see what another world holds: a different seed gives a different digest', () => {
  const digests = [1, 2, 3].map((seed) => compared(scenario({ run: { durationSec: 0.2, seed } }), ['mainline']).digest);
  expect(new Set(digests).size).toBe(3);
});
