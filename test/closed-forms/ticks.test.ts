import { describe, expect, it } from 'vitest';
import { policyById } from '../../src/policies/index.js';
import { at } from '../../src/kernel/cpu-state.js';
import { runAlone } from '../engine/run-alone.js';
import { compared } from '../properties/compared.js';
import { kolmogorovP } from '../random/sample-tests.js';
import { bareWorld, noExits } from './bare-world.js';

const mainline = policyById('mainline');
const constant = (us: number) => ({ medianUs: us, p99Us: us });

describe('a tick that runs all the time, against exits at random', () => {
  const ratePerSec = 20_000;
  const tickNs = 1_000_000;
  const msr = { ratePerSec, handler: constant(5) };
  const world = bareWorld({ ticks: { keptOn: true }, guest: { exits: { ...noExits, msr } } }, 10);
  const ages: number[] = [];
  const phases: number[] = [];
  const tickTimes: number[] = [];
  let enteredNs = 0;
  let guestTicks = 0;
  const { record } = runAlone(world, mainline, {
    tracer({ timeNs, event, detail }) {
      if (event === 'kvm_entry') enteredNs = timeNs;
      if (event.startsWith('rcu_pending')) tickTimes.push(timeNs);
      if (event !== 'kvm_exit') return;
      if (detail === 'host interrupt') {
        guestTicks++;
        ages.push(timeNs - enteredNs);
      } else phases.push(timeNs % tickNs);
    },
  });

  it('finds the guest entered for an exponential time (Kolmogorov-Smirnov)', () => {
    expect(ages.length).toBeGreaterThan(5000);
    expect(kolmogorovP(ages, (x) => 1 - Math.exp((-x * ratePerSec) / 1e9))).toBeGreaterThan(0.001);
  });

  it('is hit by exits evenly over its period, but for the gap that it makes itself', () => {
    const clear = phases.filter((phase) => phase > 100_000).slice(0, 20_000);
    expect(kolmogorovP(clear, (x) => (x - 100_000) / 900_000)).toBeGreaterThan(0.001);
  });

  it('finds the guest running as often as the guest runs', () => {
    const { exitNs, windowNs, tailNs, loopNs, preEntryNs, entryNs } = world.costs;
    const gapNs = exitNs + windowNs + tailNs + 5000 + loopNs + preEntryNs + entryNs;
    const share = 1 / (1 + (ratePerSec * gapNs) / 1e9);
    const n = tickTimes.length;
    expect(Math.abs(guestTicks - n * share)).toBeLessThan(3.9 * Math.sqrt(n * share * (1 - share)) + 2);
  });

  it('comes once a period', () => {
    expect(Math.abs(record.ticks - 10_000)).toBeLessThanOrEqual(1);
  });
});

describe('with skew_tick', () => {
  it.each([
    { skewTick: true, phaseNs: Math.floor(500_000 / 24) },
    { skewTick: false, phaseNs: 0 },
  ])('$skewTick the edges of CPU 1 lie $phaseNs ns behind those of the timekeeper', ({ skewTick, phaseNs }) => {
    const world = bareWorld({ host: { skewTick, haltPollNs: 0 }, ticks: { keptOn: true } }, 0.5);
    const phases = new Set<number>();
    runAlone(world, mainline, {
      tracer({ timeNs, event }) {
        if (event === 'kvm_exit') phases.add(timeNs % 1_000_000);
      },
    });
    expect([...phases]).toEqual([phaseNs]);
  });
});

describe('a timer-wheel timer on a CPU whose tick is stopped', () => {
  it('fires one tick each, a second one only if they share a jiffy', () => {
    const world = bareWorld({ ticks: { timersPerSec: 50 } }, 20);
    const { ticks } = compared(world, ['mainline']).policies[0]!;
    const sharing = 1 - Math.exp(-50 / 1000);
    const expected = 20 * 1000 * sharing;
    expect(Math.abs(ticks - expected)).toBeLessThan(3.9 * Math.sqrt(expected));
  });
});

describe('the way to userspace (E17), under a policy that protects the run loop alone', () => {
  const io = { ratePerSec: 500, handler: constant(1), userspaceShare: 1 };
  const world = bareWorld(
    {
      costs: { toUserNs: 40_000, leaveNs: 600 },
      ticks: { keptOn: true },
      vcpu: { otherIoctlShare: 0 },
      guest: { userspace: constant(4), exits: { ...noExits, io } },
      gracePeriods: { backToBack: true },
    },
    20,
  );
  let inWindowNs = 0;
  let sinceNs = 0;
  let wasInWindow = false;
  const { record, host } = runAlone(world, policyById('run-loop-flag'), {
    tracer: () => {},
    afterEvent({ nowNs, cpus }) {
      if (wasInWindow) inWindowNs += nowNs - sinceNs;
      sinceNs = nowNs;
      wasInWindow = cpus[1]!.current.state === at.toUser && cpus[1]!.irqUntilNs < 0;
    },
  });
  const share = inWindowNs / host.nowNs;

  it('takes the share of time that its length and the rate of exits say', () => {
    const gapNs = record.latency.min;
    const expected = (500 * world.costs.toUserNs) / 1e9 / (1 + (500 * gapNs) / 1e9);
    expect(Math.abs(share / expected - 1)).toBeLessThan(0.05);
  });

  it('is hit by ticks as often as that share says, and each hit wakes rcuc: RCU is busy and the CPU never up to date', () => {
    const n = record.ticks;
    const hits = record.wakesByWindow['to-user'];
    expect(hits).toBeGreaterThan(200);
    expect(Math.abs(hits - n * share)).toBeLessThan(3.9 * Math.sqrt(n * share * (1 - share)) + 2);
  });
});
