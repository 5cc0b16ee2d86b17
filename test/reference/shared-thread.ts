import { stealFor } from './level-0.js';
import type { NaiveHost } from './naive-host.js';
import { tickNs } from './naive-jiffies.js';
import { quantileNs, uniform } from './world-draws.js';

/** The housekeeping CPU has a turn on the thread of L0 that it shares with CPU 1, which does not execute meanwhile. */
export function takeTurn(host: NaiveHost): void {
  const { nowNs, scenario, cpus } = host;
  const place = Math.floor(nowNs / tickNs(scenario));
  const edgeNs = place * tickNs(scenario);
  const nextEdgeNs = edgeNs + tickNs(scenario);
  const sliceNs = Math.round((scenario.nested.sliceUs ?? 0) * 1000);
  const workNs = workForRcuNs(host);
  const worksForRcu = sliceNs > 0 && workNs < nextEdgeNs;
  host.nextTurnNs = nextEdgeNs;
  if (nowNs === edgeNs) {
    if (worksForRcu) host.nextTurnNs = Math.min(nowNs + 2 * sliceNs, nextEdgeNs);
    stealFor(host, cpus[0], worksForRcu ? sliceNs : tickTurnNs(host, place));
  } else if (worksForRcu) stealFor(host, cpus[0], Math.min(sliceNs, workNs - nowNs));
}

/** Returns when the housekeeping CPU next does something for RCU, as far as it is known [ns]. */
function workForRcuNs({ gracePeriods }: NaiveHost): number {
  const { closedLoopCallNs, followUpNs, othersEventNs, wait } = gracePeriods;
  return Math.min(closedLoopCallNs, followUpNs, othersEventNs, wait.untilNs);
}

/** Returns how long a tick takes that leaves nothing to do for RCU [ns]. */
function tickTurnNs({ scenario }: NaiveHost, place: number): number {
  return quantileNs(scenario.nested.turnUs ?? '0', uniform(scenario, 'turn', place, 1));
}
