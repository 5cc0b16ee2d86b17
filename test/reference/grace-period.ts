import { bringUpToDate } from './housekeeping-work.js';
import { afterNextTickNs, housekeepingIsDelayed } from './housekeeping-tick.js';
import type { NaiveCpu } from './naive-cpu.js';
import type { NaiveHost } from './naive-host.js';
import type { NaiveTask } from './naive-task.js';
import type { KthreadWakeUp } from './rcu-state.js';
import { planCleanup } from './planned-turns.js';
import { turnsAreRoundRobin } from './shared-thread.js';
import { addCleanup } from './turn-changes.js';

/** Whether nothing keeps the grace period from ending. */
export function isComplete({ gracePeriods, cpus, nowNs }: NaiveHost): boolean {
  const { leafMask, othersReportNs, firstScanDone, anotherCpuIdle } = gracePeriods;
  const blocked = cpus.some((cpu) => [cpu.rcuc, ...cpu.threads].some((task) => task.blocksGracePeriod));
  return leafMask.size === 0 && !blocked && othersReportNs <= nowNs && (firstScanDone || !anotherCpuIdle);
}

/** Wakes the kthread if what has just been reported was the last that it waited for. */
export function wakeKthreadIfLast(host: NaiveHost): void {
  if (host.gracePeriods.wait.phase === 'waiting' && isComplete(host)) resumeKthread(host, 'last report');
}

/** The same by a CPU that may share its thread with the kthread's, which then has to get a turn first. */
export function wakeKthreadFromAfarIfLast(host: NaiveHost): void {
  if (host.gracePeriods.wait.phase !== 'waiting' || !isComplete(host)) return;
  const roundRobin = turnsAreRoundRobin(host.scenario);
  if (roundRobin) bringUpToDate(host);
  wakeKthreadIfLast(host);
  if (roundRobin) addCleanup(host);
  else planCleanup(host);
}

/** The kthread does what is next. */
export function resumeKthread({ gracePeriods }: NaiveHost, why: KthreadWakeUp): void {
  gracePeriods.wait = gracePeriods.nextWait(why);
}

/** Somebody wants a grace period; an idle kthread starts one at once, unless L0 has its CPU or that acts at its ticks. */
export function requestGracePeriod(host: NaiveHost): void {
  const { gracePeriods, housekeeping } = host;
  gracePeriods.wanted = true;
  if (gracePeriods.wait.phase !== 'idle') return;
  if (housekeepingIsDelayed(host)) {
    const untilNs = Math.min(gracePeriods.wait.untilNs, afterNextTickNs(host));
    gracePeriods.wait = { phase: 'idle', untilNs };
  } else if (housekeeping.heldUntilNs > host.nowNs)
    gracePeriods.wait = { phase: 'idle', untilNs: housekeeping.heldUntilNs };
  else resumeKthread(host, 'timeout');
}

/** So many callers call synchronize_rcu(). */
export function synchronizeRcu(host: NaiveHost, callers: number): void {
  for (let i = 0; i < callers; i++) host.gracePeriods.waitingCallers.push(host.nowNs);
  requestGracePeriod(host);
}

/** Clears the CPU's bit, by its own report or by a scan's credit, and with it what RCU asked of the CPU. */
export function clearLeafBit({ gracePeriods }: NaiveHost, { id, rcu }: NaiveCpu): void {
  gracePeriods.leafMask.delete(id);
  rcu.urgentQs = false;
  rcu.needHeavyQs = false;
  rcu.forcedTick = false;
}

/** A reader loses its CPU, or might have: it blocks a grace period that still awaits the CPU. */
export function preemptReader({ gracePeriods }: NaiveHost, cpu: NaiveCpu, task: NaiveTask): void {
  task.preemptedInReader = true;
  if (gracePeriods.leafMask.has(cpu.id)) task.blocksGracePeriod = true;
}

/** The work of a reader is done. */
export function endReader(host: NaiveHost, task: NaiveTask): void {
  const blocked = task.blocksGracePeriod;
  task.preemptedInReader = false;
  task.blocksGracePeriod = false;
  if (blocked) wakeKthreadFromAfarIfLast(host);
}

/** Whether a normal grace period is in progress. */
export function gracePeriodInProgress({ gracePeriods }: NaiveHost): boolean {
  return gracePeriods.gpSeq % 4 !== 0;
}
