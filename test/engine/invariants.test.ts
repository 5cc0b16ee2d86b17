import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { policies } from '../../src/policies/index.js';
import { scenario } from '../../src/scenario/index.js';
import { shortPresets, shortVariants } from '../properties/small-scenarios.js';
import { randomScenario } from './random-scenarios.js';
import { runAlone } from './run-alone.js';

describe('no invariant breaks, nothing hangs and nothing throws', () => {
  it('under any policy in any small world: every group of the scenario at once, at rates that no host has', () => {
    fc.assert(
      fc.property(randomScenario, (world) => {
        for (const policy of policies) runAlone(world, policy, { watched: true });
      }),
      { numRuns: 30 },
    );
  });

  it.each([...shortPresets, ...shortVariants])('under any policy in: $name', ({ scenario: world }) => {
    for (const policy of policies) {
      const { watch } = runAlone(world, policy, { watched: true });
      expect(watch.events).toBeGreaterThan(20);
    }
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
    for (const policy of policies) runAlone(world, policy, { watched: true });
  });
});

describe('the accounts of a CPU', () => {
  it('add up to the guest time that the gaps leave: guest and samples together are wall time', () => {
    const world = scenario({ run: { durationSec: 1, warmupSec: 0 } }, 'discussion');
    for (const policy of policies) {
      const { watch, record, host } = runAlone(world, policy, { watched: true });
      const { guestNs, hostNs, idleNs, stolenNs } = watch.accounts[1]!;
      const unfinishedNs = host.clocks.length > 0 && host.cpus[1]!.ct.inEqs ? 0 : host.nowNs - host.vcpu.gapStartNs;
      const firstEntryNs = world.costs.loadNs + world.costs.loopNs + world.costs.preEntryNs + world.costs.entryNs;
      expect(guestNs + record.latency.sum + firstEntryNs + unfinishedNs).toBe(host.nowNs);
      expect(guestNs + hostNs + idleNs + stolenNs).toBe(host.nowNs);
      expect([idleNs, stolenNs]).toEqual([0, 0]);
    }
  });
});
