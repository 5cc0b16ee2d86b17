import { tickEdgeAt } from '../kernel/tick.js';
import type { Host } from './host.js';
import { drawNs } from './world.js';

/**
 * The lane of the first vCPU's CPU in the stream of tick lengths. A moment in which the machine is slow is slow on all its
 * CPUs, so what follows a tick of the housekeeping CPU is late with the same number that makes the other tick long.
 */
const commonLane = 1;

/**
 * Whether the callers run on the housekeeping CPU and its callbacks are not offloaded: what it does for RCU then waits for
 * its tick, where `rcu_pending()` finds callbacks without a grace period, a quiescent state to report, callbacks that are
 * ready. Its tick never stops, for it keeps jiffies.
 */
export function actsAtTicks(host: Host): boolean {
  return host.world.samplers.housekeeping !== null;
}

/** Returns when the housekeeping CPU gets to what its first tick after `timeNs` finds to do for RCU [ns]. */
export function atNextTick(host: Host, timeNs: number): number {
  const { tickNs } = host.facts;
  const edgeNs = tickEdgeAt(timeNs, tickNs, 0);
  return afterTick(host, edgeNs > timeNs ? edgeNs : edgeNs + tickNs);
}

/** Returns when the housekeeping CPU gets to what its tick in the period of `timeNs` finds to do for RCU [ns]. */
export function afterTick(host: Host, timeNs: number): number {
  const { housekeeping } = host.world.samplers;
  if (housekeeping === null) return timeNs;
  const { tickNs } = host.facts;
  const period = Math.floor(timeNs / tickNs);
  return period * tickNs + drawNs(housekeeping, host.world.streams.tick, period, commonLane);
}
