import { endOfWait, rcuEvents } from './due-events.js';
import { addDue, bringUpToDate, isDue, makeDue, scheduleDues, tailNs } from './housekeeping-work.js';
import { stealFor } from './level-0.js';
import type { NaiveHost } from './naive-host.js';
import { tickNs } from './naive-jiffies.js';
import { remoteTimerNs } from './remote-timer.js';
import { takePlannedTurn } from './planned-turns.js';
import { turnsAreRoundRobin } from './shared-thread.js';
import { deadlineNs } from './turn-deadline.js';
import { holderAtCommonTick, holderInTurn } from './turn-holder.js';
import { quantileNs, uniform } from './world-draws.js';

/** A turn on the thread ends, and the next one begins. */
export function endTurn(host: NaiveHost): void {
  if (turnsAreRoundRobin(host.scenario)) endTurnInRoundRobin(host);
  else takePlannedTurn(host);
}

function endTurnInRoundRobin(host: NaiveHost): void {
  const { sharedThread, nowNs, vcpu, cpus } = host;
  bringUpToDate(host);
  const wasBusy = sharedThread.workNs > 0;
  const atEdge = nowNs === sharedThread.edgeNs;
  if (atEdge) tickHousekeeping(host);
  if (vcpu.timer === 'remote' && endOfWait.timeNs(host) === nowNs) serveRemoteTimer(host);
  const commonTick = atEdge && cpus[0].tick.nextNs === nowNs;
  sharedThread.holder = commonTick ? holderAtCommonTick(host, wasBusy) : holderInTurn(host);
  if (sharedThread.holder === 'housekeeping') letHousekeepingWork(host);
  else letVcpuExecute(host);
  if (atEdge) sharedThread.housekeepingSetNs = nowNs + plainTickNs(host);
}

/** The tick of the housekeeping CPU brings work, and comes before all that is not due yet. */
function tickHousekeeping(host: NaiveHost): void {
  const { sharedThread, nowNs, scenario } = host;
  const plainNs = plainTickNs(host);
  const beforeNs = sharedThread.workNs;
  sharedThread.edgeNs = nowNs + tickNs(scenario);
  sharedThread.workNs = beforeNs + Math.max(plainNs, noticingNs(host));
  sharedThread.tickWorkNs = plainNs;
  for (const event of rcuEvents.filter((candidate) => !isDue(host, candidate))) {
    const timeNs = event.timeNs(host);
    if (timeNs < sharedThread.edgeNs) addDue(host, event, beforeNs + timeNs - nowNs);
  }
}

/** Returns how long this tick of the housekeeping CPU takes at least, if it notices the end of a grace period [ns]. */
function noticingNs(host: NaiveHost): number {
  const { nowNs, scenario, sharedThread } = host;
  const { noticed, edgeNs } = sharedThread;
  if (noticed === null || noticed.timeNs < nowNs || noticed.timeNs >= edgeNs) return 0;
  const callerNs = noticed.byCallers ? Math.round(scenario.costs.callbackPathUs * 1000) : 0;
  return noticed.timeNs - nowNs + tailNs(host) + callerNs;
}

function plainTickNs({ scenario, nowNs }: NaiveHost): number {
  return quantileNs(scenario.nested.turnUs ?? '0', uniform(scenario, 'turn', nowNs / tickNs(scenario), 1));
}

/** The housekeeping CPU takes the interrupt of the timer after its tick, and before everything else. */
function serveRemoteTimer(host: NaiveHost): void {
  const { sharedThread, nowNs, scenario, vcpu } = host;
  const { workNs, tickWorkNs, dues } = sharedThread;
  const fromIdleNs = workNs === 0 ? Math.round((scenario.nested.fromIdleUs ?? 0) * 1000) : 0;
  const servingNs = remoteTimerNs(scenario) + fromIdleNs;
  vcpu.timer = 'served';
  sharedThread.dues = [
    ...dues.map((due) => (due.restNs > tickWorkNs ? { ...due, restNs: due.restNs + servingNs } : due)),
    makeDue(host, endOfWait, tickWorkNs + servingNs),
  ];
  sharedThread.workNs = workNs + servingNs + 1;
  sharedThread.tickWorkNs = tickWorkNs + servingNs;
  sharedThread.housekeepingSetNs = nowNs;
}

function letHousekeepingWork(host: NaiveHost): void {
  const { sharedThread, nowNs, cpus } = host;
  const turnNs = Math.min(sharedThread.workNs, deadlineNs(host) - nowNs);
  sharedThread.turnEndsNs = nowNs + turnNs;
  scheduleDues(host, nowNs);
  stealFor(host, cpus[0], turnNs);
}

function letVcpuExecute(host: NaiveHost): void {
  const { sharedThread, vcpu } = host;
  const untilNs = deadlineNs(host);
  sharedThread.turnEndsNs = sharedThread.workNs > 0 ? untilNs : sharedThread.edgeNs;
  scheduleDues(host, untilNs);
  if (vcpu.timer === 'remote') sharedThread.turnEndsNs = Math.min(sharedThread.turnEndsNs, endOfWait.timeNs(host));
}
