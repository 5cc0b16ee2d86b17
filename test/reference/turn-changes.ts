import { endOfWait, kthreadActs } from './due-events.js';
import { addDue, scheduleDues } from './housekeeping-work.js';
import { afterNextTickNs, housekeepingIsDelayed } from './housekeeping-tick.js';
import type { NaiveCpu } from './naive-cpu.js';
import type { NaiveHost } from './naive-host.js';
import { turnsAreRoundRobin } from './shared-thread.js';
import { deadlineNs } from './turn-deadline.js';

/** The vCPU begins to wait for a timer on the housekeeping CPU, which needs the thread when that expires. */
export function awaitRemoteTimer(host: NaiveHost): void {
  if (turnsAreRoundRobin(host.scenario)) endTurnBy(host, endOfWait.timeNs(host));
}

/** CPU 1 enters idle: it leaves the thread to the housekeeping CPU, if that has work. */
export function leaveTurnToHousekeeping(host: NaiveHost, cpu: NaiveCpu): void {
  const { scenario, sharedThread, cpus, nowNs } = host;
  if (!turnsAreRoundRobin(scenario) || cpu !== cpus[0] || scenario.host.idle === 'poll') return;
  if (sharedThread.workNs > 0 && sharedThread.holder === 'vcpu') sharedThread.turnEndsNs = nowNs;
}

/** The kthread, which a CPU has woken to end the grace period, does so behind all other work. */
export function addCleanup(host: NaiveHost): void {
  const { scenario, sharedThread, nowNs } = host;
  addDue(host, kthreadActs, sharedThread.workNs + scenario.costs.gpCleanupNs);
  if (sharedThread.holder === 'housekeeping') {
    scheduleDues(host, nowNs);
    return;
  }
  const untilNs = deadlineNs(host);
  endTurnBy(host, untilNs);
  scheduleDues(host, untilNs);
}

/** A grace period ends: the housekeeping CPU notices that, in a tick of its own. */
export function awaitNoticeOfEnd(host: NaiveHost): void {
  if (!housekeepingIsDelayed(host)) return;
  const byCallers = host.gracePeriods.servedCallers.length > 0;
  host.sharedThread.noticed = { timeNs: afterNextTickNs(host), byCallers };
}

/** CPU 1 takes an interrupt that ends so late, and sets its timer. */
export function noteTimerOfCpu1(host: NaiveHost, cpu: NaiveCpu, interruptEndsNs: number): void {
  if (cpu === host.cpus[0]) host.sharedThread.cpu1SetNs = interruptEndsNs;
}

function endTurnBy({ sharedThread }: NaiveHost, timeNs: number): void {
  sharedThread.turnEndsNs = Math.min(sharedThread.turnEndsNs, timeNs);
}
