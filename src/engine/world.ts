import { drawUniform, sampleSpread, streamKey, type SpreadSampler, type StreamKey } from '../random/index.js';
import type { Scenario } from '../scenario/index.js';
import { tickLengthNs } from '../kernel/jiffies.js';
import { createArrivals, discardArrivals, extendArrivals, type Arrivals } from './arrivals.js';
import { createExits, discardExits, extendExits, type Exits } from './exits.js';
import { quantileSamplerUs, samplerMs, samplerUs } from './samplers.js';

/** The exogenous processes with few arrivals, by name. */
export interface Processes {
  readonly timers: Arrivals;
  readonly otherIrqs: Arrivals;
  readonly dependencies: Arrivals;
  readonly preemptions: Arrivals;
  readonly migrations: Arrivals;
  readonly softirqs: Arrivals;
  readonly requests: Arrivals;
  readonly deferredWakeups: Arrivals;
  readonly callbacks: Arrivals;
  /** L0 takes the housekeeping CPU away. */
  readonly steals0: Arrivals;
  /** L0 takes the first vCPU's CPU away. */
  readonly steals1: Arrivals;
  readonly steals2: Arrivals;
}

/** Distributions of what is drawn, prepared. */
export interface Samplers {
  readonly userspace: SpreadSampler;
  readonly block: SpreadSampler;
  readonly halt: SpreadSampler;
  readonly dependency: SpreadSampler;
  readonly downtime: SpreadSampler;
  readonly leftBehind: SpreadSampler;
  readonly preemption: SpreadSampler;
  readonly teardown: SpreadSampler;
  readonly softirq: SpreadSampler;
  readonly othersReport: SpreadSampler;
  readonly steal: SpreadSampler;
  readonly tick: SpreadSampler;
  readonly rcuc: SpreadSampler;
  readonly rcuCore: SpreadSampler;
  /** From a tick of the housekeeping CPU to what it does for RCU; null: that does not wait for its ticks. */
  readonly housekeeping: SpreadSampler | null;
  /** Turns of the housekeeping CPU on a thread that all CPUs share; null: each has its own. */
  readonly turn: SpreadSampler | null;
  /** System calls of the VMM; null: it makes none. */
  readonly systemCall: SpreadSampler | null;
  /** How long the VMM sleeps before it runs the guest again; null: not at all. */
  readonly vmmSleep: SpreadSampler | null;
}

/** Streams whose index is a place in wall time (a tick edge, a jiffy) instead of an arrival. */
export interface WallStreams {
  readonly tick: StreamKey;
  readonly rcuc: StreamKey;
  readonly others: StreamKey;
  readonly teardown: StreamKey;
  readonly guestTimer: StreamKey;
  readonly leafLock: StreamKey;
  readonly turn: StreamKey;
}

/**
 * Everything that happens regardless of the policy, in wall time, each purpose on a stream of its own. All policies of a
 * comparison read the same world.
 */
export interface World {
  readonly scenario: Scenario;
  readonly tickNs: number;
  readonly exits: Exits;
  readonly processes: Processes;
  readonly samplers: Samplers;
  readonly streams: WallStreams;
}

/** Returns the world of a scenario, nothing generated yet. */
export function createWorld(scenario: Scenario): World {
  const { seed } = scenario.run;
  const { ticks, vcpu, softirq, gracePeriods, nested, guest, costs, host } = scenario;
  const arrivals = (name: string, ratePerSec: number) => createArrivals(seed, name, ratePerSec);
  const openRequests = gracePeriods.backToBack || gracePeriods.thinkMs !== null ? 0 : gracePeriods.requestsPerSec;
  return {
    scenario,
    tickNs: tickLengthNs(host.hz),
    exits: createExits(scenario),
    processes: {
      timers: arrivals('timers', ticks.timersPerSec),
      otherIrqs: arrivals('other-irqs', ticks.otherIrqsPerSec),
      dependencies: arrivals('dependencies', ticks.dependencyPerSec),
      preemptions: arrivals('preemptions', vcpu.preemption.ratePerSec),
      migrations: arrivals('migrations', vcpu.migration.ratePerSec),
      softirqs: arrivals('softirqs', softirq.ratePerSec),
      requests: arrivals('requests', openRequests),
      deferredWakeups: arrivals('deferred-wakeups', gracePeriods.deferredWakeupsPerSec),
      callbacks: arrivals('callbacks', gracePeriods.callbacksPerSec),
      steals0: arrivals('steals.0', nested.timekeeperToo ? nested.stealPerSec : 0),
      steals1: arrivals('steals.1', nested.stealPerSec),
      steals2: arrivals('steals.2', vcpu.migration.ratePerSec > 0 ? nested.stealPerSec : 0),
    },
    samplers: {
      userspace: samplerUs(guest.userspace),
      block: samplerUs(guest.block),
      halt: samplerUs(guest.hlt.length),
      dependency: samplerMs(ticks.dependencyLength),
      downtime: samplerUs(vcpu.migration.downtime),
      leftBehind: samplerMs(vcpu.migration.leftBehind),
      preemption: samplerUs(vcpu.preemption.length),
      teardown: samplerMs(vcpu.teardown),
      softirq: samplerUs(softirq.length),
      othersReport: samplerMs(gracePeriods.othersReport),
      steal: samplerUs(nested.length),
      tick: samplerUs(costs.tick),
      rcuc: samplerUs(costs.rcuc),
      rcuCore: samplerUs(costs.rcuCore),
      housekeeping: quantileSamplerUs(gracePeriods.housekeepingDelayUs),
      turn: quantileSamplerUs(nested.turnUs),
      systemCall: quantileSamplerUs(guest.systemCallUs),
      vmmSleep: quantileSamplerUs(guest.sleepUs),
    },
    streams: {
      tick: streamKey(seed, 'tick'),
      rcuc: streamKey(seed, 'rcuc'),
      others: streamKey(seed, 'others'),
      teardown: streamKey(seed, 'teardown'),
      guestTimer: streamKey(seed, 'guest-timer'),
      leafLock: streamKey(seed, 'leaf-lock'),
      turn: streamKey(seed, 'turn'),
    },
  };
}

/** Generates the world at least up to `untilNs`, one arrival of each process beyond it. */
export function extendWorld(world: World, untilNs: number): void {
  extendExits(world.exits, untilNs);
  for (const process of Object.values<Arrivals>({ ...world.processes })) extendArrivals(process, untilNs);
}

/** Forgets what lies before `beforeNs`: every host must have passed it. */
export function discardWorld(world: World, beforeNs: number): void {
  discardExits(world.exits, beforeNs);
  for (const process of Object.values<Arrivals>({ ...world.processes })) discardArrivals(process, beforeNs);
}

/** Returns a duration drawn for one event [ns]. */
export function drawNs(sampler: SpreadSampler, key: StreamKey, index: number, lane: number): number {
  return sampleSpread(sampler, drawUniform(key, index, lane));
}
