import { clock, type Clock } from './clocks.js';
import type { Host } from './host.js';
import type { HousekeepingWork } from './thread-state.js';

/** What the housekeeping CPU does for RCU, by its clocks. */
export const rcuClocks = [clock.closedRequest, clock.followUp, clock.othersReport, clock.gpKthread] as const;

/** Returns the work with the tick of now behind it, and with what its clocks say will be due for RCU until the next one. */
export function withTick(host: Host, work: HousekeepingWork, tickNs: number, nextEdgeNs: number): HousekeepingWork {
  const { clocks, nowNs } = host;
  const known = new Set(work.dues.map((due) => due.clock));
  const more = rcuClocks.filter((each) => !known.has(each) && clocks[each]! < nextEdgeNs);
  const restNs = work.restNs + Math.max(tickNs, noticingNs(host, nextEdgeNs));
  const begun = { restNs, tickRestNs: tickNs, dues: work.dues };
  return more.reduce((sum, each) => joined(host, sum, each, work.restNs + clocks[each]! - nowNs), begun);
}

/** How long it takes at this tick to notice the end of a grace period, and to let its callers return [ns]. */
function noticingNs({ facts, gp, nowNs }: Host, nextEdgeNs: number): number {
  const { endNoticedNs, endHasCallers } = gp;
  if (endNoticedNs < nowNs || endNoticedNs >= nextEdgeNs) return 0;
  return endNoticedNs - nowNs + facts.workTailNs + (endHasCallers ? facts.callerNs : 0);
}

/** Returns the work with something behind it that takes `lengthNs`, whose clock it sets off when it is done. */
export function withMore(host: Host, work: HousekeepingWork, each: Clock, lengthNs: number): HousekeepingWork {
  return joined(host, work, each, work.restNs + lengthNs);
}

/** The CPU works on for a while behind what it does for RCU; a nanosecond at least, in which that can bring more. */
function joined({ clocks, facts }: Host, work: HousekeepingWork, each: Clock, restNs: number): HousekeepingWork {
  const dues = [...work.dues, { clock: each, restNs, timeNs: clocks[each]! }];
  return { ...work, restNs: Math.max(work.restNs, restNs + facts.workTailNs), dues };
}

/** Returns the work with an interrupt of `lengthNs` before anything but a tick in progress, whose clock it sets off at its end. */
export function withInterrupt(host: Host, work: HousekeepingWork, each: Clock, lengthNs: number): HousekeepingWork {
  const { restNs, tickRestNs, dues } = work;
  const later = dues.map((due) => (due.restNs > tickRestNs ? { ...due, restNs: due.restNs + lengthNs } : due));
  const due = { clock: each, restNs: tickRestNs + lengthNs, timeNs: host.clocks[each]! };
  return { restNs: restNs + lengthNs + 1, tickRestNs: tickRestNs + lengthNs, dues: [...later, due] };
}

/** Returns what is left when the housekeeping CPU has worked for so long: what has come by now, or was called off, is gone. */
export function afterWorking({ clocks }: Host, work: HousekeepingWork, doneNs: number): HousekeepingWork {
  const dues = work.dues
    .filter((due) => due.restNs > doneNs && clocks[due.clock] === due.timeNs)
    .map((due) => ({ ...due, restNs: due.restNs - doneNs }));
  const left = (lengthNs: number): number => Math.max(0, lengthNs - doneNs);
  return { restNs: left(work.restNs), tickRestNs: left(work.tickRestNs), dues };
}

/** Returns the work with its clocks set as if the housekeeping CPU worked from `startNs` on without a break. */
export function scheduled({ clocks }: Host, work: HousekeepingWork, startNs: number): HousekeepingWork {
  const dues = work.dues.map((due) => ({ ...due, timeNs: startNs + due.restNs }));
  for (const { clock: each, timeNs } of dues) clocks[each] = timeNs;
  return { ...work, dues };
}
