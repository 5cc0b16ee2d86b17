import { describe, expect, it } from 'vitest';
import { migrate, softirqArrives } from '../../src/engine/disturbances.js';
import { clock } from '../../src/engine/clocks.js';
import { irq } from '../../src/engine/cpu.js';
import type { Host } from '../../src/engine/host.js';
import { raiseIrq } from '../../src/engine/interrupts.js';
import { at } from '../../src/kernel/cpu-state.js';
import { policyById } from '../../src/policies/index.js';
import { scenario, type ScenarioSpec } from '../../src/scenario/index.js';
import { runAlone } from './run-alone.js';

/** Runs a small world under watch; `meet` may act between two events until it says that it did. */
function meeting(spec: ScenarioSpec, meet: (host: Host) => boolean, then: (host: Host) => void): void {
  const world = scenario({ ...spec, run: { durationSec: 0.3, warmupSec: 0, seed: 1 } }, 'hlt-power-saving');
  let met = false;
  runAlone(world, policyById('mainline'), {
    watched: true,
    afterEvent: (host) => {
      if (!met) met = meet(host);
      else then(host);
    },
  });
  expect(met).toBe(true);
}

const moving = { vcpu: { migration: { ratePerSec: 0.001 } } } as const;

describe('a vCPU that sleeps', () => {
  it('wakes on its new CPU when it was moved while the interrupt of its wake-up was on the way to the old one', () => {
    let entered = false;
    meeting(
      { ...moving, host: { haltPollNs: 0 } },
      (host) => {
        const { vcpu, cpus } = host;
        if (!vcpu.sleeping || host.clocks[clock.wake]! < Infinity || vcpu.cpu !== 1) return false;
        expect(cpus[1]!.pendingIrqs & irq.wake).toBe(irq.wake);
        migrate(host, 0);
        expect(vcpu.cpu).toBe(2);
        return true;
      },
      (host) => {
        entered ||= host.cpus[2]!.current.state === at.guest;
      },
    );
    expect(entered).toBe(true);
  });

  it('goes on sleeping when it was to be moved at the moment in which it fell asleep, and wakes elsewhere', () => {
    const slept = { arrivals: 0, woke: false };
    meeting(
      { ...moving, host: { haltPollNs: 0, preemption: 'none' } },
      (host) => {
        const { vcpu } = host;
        if (vcpu.task.state !== at.block || vcpu.wakePending || vcpu.cpu !== 1) return false;
        vcpu.migration = 0;
        return true;
      },
      (host) => {
        if (host.clocks[clock.arrival]! < Infinity) slept.arrivals++;
        slept.woke ||= host.cpus[2]!.current.state === at.guest;
      },
    );
    expect(slept).toEqual({ arrivals: 0, woke: true });
  });
});

describe('an interrupt that hits a softirq which runs out of idle', () => {
  const kernel = {
    host: { preemption: 'full', haltPollNs: 0 },
    softirq: { length: { medianUs: 100, p99Us: 100 } },
  } as const;

  it.each([
    ['a device', irq.other],
    ['the tick', irq.tick],
  ])('from %s, leaves the CPU watched by RCU until the softirq is over', (_what, vector) => {
    let runs = false;
    let watchedNs = 0;
    let sinceNs = 0;
    meeting(
      kernel,
      (host) => {
        const [, cpu] = host.cpus;
        if (cpu!.current.state !== at.idle || cpu!.irqUntilNs >= 0 || host.clocks[clock.wake]! < host.nowNs + 300_000)
          return false;
        softirqArrives(host, 0);
        return true;
      },
      (host) => {
        const cpu = host.cpus[1]!;
        if (cpu.softirqUntilNs >= 0) {
          if (!runs) raiseIrq(host, cpu, vector);
          else watchedNs += host.nowNs - sinceNs;
          runs = true;
          expect(cpu.ct.inEqs).toBe(false);
        } else runs = false;
        sinceNs = host.nowNs;
      },
    );
    expect(watchedNs).toBeGreaterThan(0);
  });
});

describe('without preemption', () => {
  it('a thread that waits gets the CPU before the vCPU returns to user mode', () => {
    let waited = false;
    let overtaken = false;
    const world = {
      host: { preemption: 'none' },
      guest: { idle: 'poll', exits: { io: { ratePerSec: 5000 } } },
      costs: { toUserNs: 20_000 },
      vcpu: { preemption: { ratePerSec: 300, priority: 40 } },
    } as const;
    meeting(
      world,
      (host) => {
        waited ||= host.cpus[1]!.current.state === at.toUser && host.cpus[1]!.needResched;
        return waited;
      },
      (host) => {
        const [, cpu] = host.cpus;
        overtaken ||= cpu!.current.state === at.user && cpu!.needResched && cpu!.irqUntilNs < 0;
      },
    );
    expect([waited, overtaken]).toEqual([true, false]);
  });
});

describe('a vCPU that ends', () => {
  it('stays ended, whatever was to happen to it', () => {
    let endedNs = 0;
    meeting(
      { vcpu: { migration: { ratePerSec: 100 }, terminateAtSec: 0.05, teardown: { medianMs: 5, p99Ms: 5 } } },
      (host) => host.vcpu.ended,
      (host) => {
        endedNs = host.nowNs;
        expect(host.vcpu.task.runnable).toBe(false);
        expect(host.cpus.some(({ current }) => current === host.vcpu.task)).toBe(false);
      },
    );
    expect(endedNs).toBeGreaterThan(2e8);
  });
});
