import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { at } from '../../src/kernel/cpu-state.js';
import { policies, policyById, type Policy } from '../../src/policies/index.js';
import { scenario, type Scenario } from '../../src/scenario/index.js';
import { randomScenario } from './random-scenarios.js';
import { runAlone } from './run-alone.js';

describe('the accounts of a CPU', () => {
  const world = scenario({ run: { durationSec: 0.5, warmupSec: 0 } }, 'discussion');

  it.each(policies)('under $id: guest time and samples together are wall time, with nothing lost between', (policy) => {
    const { watch, record, host } = runAlone(world, policy, { watched: true });
    const { guestNs, hostNs, idleNs, stolenNs } = watch.accounts[1]!;
    const unfinishedNs = host.vcpu.task.state === at.guest ? 0 : host.nowNs - host.vcpu.gapStartNs;
    const { loadNs, loopNs, preEntryNs, entryNs } = world.costs;
    const firstEntryNs = loadNs + loopNs + preEntryNs + entryNs;
    expect(guestNs + record.latency.sum + firstEntryNs + unfinishedNs).toBe(host.nowNs);
    expect(guestNs + hostNs).toBe(host.nowNs);
    expect([idleNs, stolenNs]).toEqual([0, 0]);
  });

  it('hold the idle time of a guest that halts, and what L0 takes', () => {
    const halting = scenario({ run: { durationSec: 0.5, warmupSec: 0 } }, 'hlt-power-saving');
    const idle = runAlone(halting, policyById('mainline'), { watched: true }).watch.accounts[1]!;
    expect(idle.idleNs).toBeGreaterThan(1e8);
    const nested = scenario({ run: { durationSec: 0.5, warmupSec: 0 } }, 'nested');
    const { stolenNs } = runAlone(nested, policyById('mainline'), { watched: true }).watch.accounts[1]!;
    expect(stolenNs).toBeGreaterThan(1e6);
  });
});

interface RcucTime {
  ranNs: number;
  stolenNs: number;
}

/** Measures from outside how long rcuc was on a CPU, switch out included, and how long of it the vCPU wanted that CPU. */
function observedRcuc(world: Scenario, policy: Policy): { observed: RcucTime; recorded: RcucTime } {
  const { switchNs } = world.costs;
  const observed = { ranNs: 0, stolenNs: 0 };
  const last = [0, 1, 2].map(() => ({ runs: false, wanted: false, since: { ranNs: 0, stolenNs: 0 } }));
  let sinceNs = 0;
  const { record } = runAlone(world, policy, {
    tracer: () => {},
    afterEvent({ cpus, vcpu, nowNs }) {
      for (const cpu of cpus.slice(1)) {
        const was = last[cpu.id]!;
        const runs = cpu.current === cpu.rcuc;
        const wanted = vcpu.cpu === cpu.id && vcpu.task.runnable;
        const passedNs = nowNs - sinceNs;
        if (was.runs) was.since.ranNs += passedNs;
        if (was.runs && was.wanted) was.since.stolenNs += passedNs;
        if (was.wanted && !wanted && was.runs && runs) {
          observed.stolenNs += was.since.stolenNs;
          was.since.stolenNs = 0;
        }
        if (was.runs && !runs) {
          observed.ranNs += was.since.ranNs + switchNs;
          observed.stolenNs += was.since.stolenNs + (wanted ? switchNs : 0);
          was.since = { ranNs: 0, stolenNs: 0 };
        }
        was.runs = runs;
        was.wanted = wanted;
      }
      sinceNs = nowNs;
    },
  });
  return { observed, recorded: { ranNs: record.rcucNs, stolenNs: record.stolenNs } };
}

it('what rcuc ran, and what of it the vCPU missed, is recorded to the nanosecond', () => {
  fc.assert(
    fc.property(randomScenario, (some) => {
      fc.pre(some.host.rcuCore === 'rcuc');
      const world = scenario({ ...some, nested: { stealPerSec: 0 }, run: { ...some.run, warmupSec: 0 } });
      const { observed, recorded } = observedRcuc(world, policyById('mainline'));
      expect(recorded).toEqual(observed);
    }),
    { numRuns: 40 },
  );
});
