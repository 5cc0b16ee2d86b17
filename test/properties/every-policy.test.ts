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

/** What holds for the counts of one policy in one world, whatever both are. */
function checkCounts(record: PolicyRecord, world: Scenario): void {
  const { wakes, wakesByWindow, ticks, kernelTicks, pendingTicks, rcucNs, stolenNs, measuredNs, latency } = record;
  expect(windows.reduce((sum, window) => sum + wakesByWindow[window], 0)).toBe(wakes);
  expect(kernelTicks).toBeLessThanOrEqual(ticks);
  expect(pendingTicks).toBeLessThanOrEqual(kernelTicks);
  if (world.host.isolation === 'nohz_full') expect(wakes).toBeLessThanOrEqual(pendingTicks);
  const cpus = world.vcpu.migration.ratePerSec > 0 ? 2 : 1;
  expect(ticks).toBeLessThanOrEqual(cpus * (Math.ceil((measuredNs * world.host.hz) / 1e9) + 1));
  expect(stolenNs).toBeLessThanOrEqual(rcucNs);
  if (latency.total > 1 && world.guest.instrument === 'oslat' && world.guest.hlt.ratePerSec === 0) {
    expect(latency.sum).toBeLessThanOrEqual(measuredNs + latency.max);
  }
}

describe.each(policies)('$id', ({ id }) => {
  it.each(smallScenarios)('counts what adds up, in: $name', ({ scenario: world }) => {
    checkCounts(recordOf(compared(world, [id]), id), world);
  });
});

it('every policy counts what adds up, in any scenario', () => {
  fc.assert(
    fc.property(randomScenario, (world) => {
      for (const record of compared(world).policies) checkCounts(record, world);
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
