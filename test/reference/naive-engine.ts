import type { Policy } from '../../src/policies/index.js';
import type { Scenario } from '../../src/scenario/index.js';
import { progress, progressNs } from './cpu-progress.js';
import type { LogEntry } from './event-log.js';
import { askExpedited, lookAtExpedited } from './expedited.js';
import { requestGracePeriod, resumeKthread, synchronizeRcu, wakeKthreadIfLast } from './grace-period.js';
import { exitOfItsOwn, expireGuestTimer, nextDrawnExitNs, takeDrawnExit } from './guest-execution.js';
import { raiseInterrupt } from './interrupts.js';
import { giveBack, steal, stealHousekeeping } from './level-0.js';
import { bootHost } from './naive-boot.js';
import type { NaiveCpu } from './naive-cpu.js';
import { preemptRt, type NaiveHost } from './naive-host.js';
import { tickNs } from './naive-jiffies.js';
import { fireOnce } from './tick-device.js';
import { endTurn } from './turn-end.js';
import { expireWait } from './vcpu-wait.js';
import type { Arrivals } from './world-draws.js';
import * as happen from './world-events.js';

/** Something that happens again and again: when next, and what. */
interface EventSource {
  readonly nextNs: () => number;
  readonly happens: () => void;
}

/**
 * Returns the event log of a policy in a scenario, warm-up included, as README.md describes it.
 *
 * The slow and obvious way: look at everything that could happen next, and let the first of it happen.
 */
export function referenceLog(scenario: Scenario, policy: Policy): LogEntry[] {
  const host = bootHost(scenario, policy);
  const sources = eventSources(host);
  const endNs = Math.round(scenario.run.warmupSec * 1e9) + Math.round(scenario.run.durationSec * 1e9);
  for (;;) {
    const first = sources.reduce((best, source) => (source.nextNs() < best.nextNs() ? source : best));
    const timeNs = first.nextNs();
    if (timeNs >= endNs) return host.log;
    if (timeNs < host.nowNs) throw new Error(`event in the past at ${host.nowNs} ns: ${timeNs} ns`);
    host.nowNs = timeNs;
    first.happens();
  }
}

/** Everything that happens, simultaneous events in this order. */
function eventSources(host: NaiveHost): EventSource[] {
  const [cpu1, cpu2] = host.cpus;
  const { world } = host;
  return [
    arriving(world['steals.0'], (steals) => stealHousekeeping(host, steals)),
    arriving(world['steals.1'], (steals) => steal(host, cpu1, steals)),
    arriving(world['steals.2'], (steals) => steal(host, cpu2, steals)),
    { nextNs: () => host.sharedThread.turnEndsNs, happens: () => endTurn(host) },
    endOfSteal(host, cpu1),
    endOfSteal(host, cpu2),
    ...gracePeriodEvents(host),
    arriving(world['other-irqs'], () => happen.otherInterrupt(host)),
    arriving(world.dependencies, (dependencies) => happen.tickDependency(host, dependencies)),
    arriving(world.preemptions, (preemptions) => happen.preemption(host, preemptions)),
    arriving(world.migrations, (migrations) => happen.migration(host, migrations)),
    { nextNs: () => host.vcpu.arrivesNs, happens: () => happen.arrival(host) },
    arriving(world.softirqs, (softirqs) => happen.softirq(host, softirqs)),
    arriving(world['deferred-wakeups'], () => happen.deferredWakeup(host)),
    arriving(world.callbacks, () => happen.callback(host)),
    endOfVm(host),
    { nextNs: () => host.vcpu.waits?.eventNs ?? Infinity, happens: () => expireWait(host) },
    arriving(world.timers, () => fireOnce(host, host.vcpu.cpu)),
    tick(host, cpu1),
    tick(host, cpu2),
    { nextNs: () => progressNs(host, cpu1), happens: () => progress(host, cpu1) },
    { nextNs: () => progressNs(host, cpu2), happens: () => progress(host, cpu2) },
    { nextNs: () => host.vcpu.armed.timerNs, happens: () => expireGuestTimer(host) },
    { nextNs: () => host.vcpu.armed.haltNs, happens: () => exitOfItsOwn(host) },
    { nextNs: () => nextDrawnExitNs(host), happens: () => takeDrawnExit(host) },
  ];
}

/** Who asks for grace periods, and who brings them about. */
function gracePeriodEvents(host: NaiveHost): EventSource[] {
  const { gracePeriods, expedited, housekeeping, scenario, world } = host;
  const { burst, expeditedShare } = scenario.gracePeriods;
  const call = (requests: Arrivals): void => {
    const asksExpedited = requests.uniform(1) < expeditedShare && !preemptRt(host);
    if (asksExpedited) askExpedited(host);
    else synchronizeRcu(host, burst);
  };
  const callAgain = (): void => {
    gracePeriods.closedLoopCallNs = Infinity;
    synchronizeRcu(host, burst);
  };
  const followUp = (): void => {
    gracePeriods.followUpNs = Infinity;
    requestGracePeriod(host);
  };
  const othersHaveReported = (): void => {
    gracePeriods.othersEventNs = Infinity;
    wakeKthreadIfLast(host);
  };
  const kthreadActs = (): void => {
    const { heldUntilNs } = housekeeping;
    if (heldUntilNs > host.nowNs) gracePeriods.wait = { ...gracePeriods.wait, untilNs: heldUntilNs };
    else resumeKthread(host, 'timeout');
  };
  return [
    arriving(world.requests, call),
    { nextNs: () => gracePeriods.closedLoopCallNs, happens: callAgain },
    { nextNs: () => gracePeriods.followUpNs, happens: followUp },
    { nextNs: () => gracePeriods.othersEventNs, happens: othersHaveReported },
    { nextNs: () => gracePeriods.wait.untilNs, happens: kthreadActs },
    { nextNs: () => expedited.waiterNs, happens: () => lookAtExpedited(host) },
  ];
}

function arriving(arrivals: Arrivals, act: (arrival: Arrivals) => void): EventSource {
  return {
    nextNs: () => arrivals.nextNs,
    happens() {
      act(arrivals);
      arrivals.consume();
    },
  };
}

function endOfSteal(host: NaiveHost, cpu: NaiveCpu): EventSource {
  return {
    nextNs: () => (cpu.steal.held ? cpu.steal.heldUntilNs : Infinity),
    happens: () => giveBack(host, cpu),
  };
}

function endOfVm(host: NaiveHost): EventSource {
  const { terminateAtSec } = host.scenario.vcpu;
  const endNs = terminateAtSec === null ? Infinity : Math.round(terminateAtSec * 1e9);
  return {
    nextNs: () => (host.vcpu.toldToEnd ? Infinity : endNs),
    happens: () => happen.termination(host),
  };
}

function tick(host: NaiveHost, cpu: NaiveCpu): EventSource {
  return {
    nextNs: () => cpu.tick.nextNs,
    happens() {
      cpu.tick.nextNs = cpu.tick.stopped ? Infinity : host.nowNs + tickNs(host.scenario);
      raiseInterrupt(host, cpu, 'tick');
    },
  };
}
