import { tickEdgeAt } from '../kernel/tick.js';
import type { Host } from './host.js';
import { drawNs } from './world.js';

/** What the housekeeping CPU does for RCU, each a draw of its own in the tick period that it belongs to. */
const deeds = { start: 0, report: 1, scan: 2, return: 3 } as const;

/** One of `deeds`. */
type Deed = keyof typeof deeds;

/**
 * Whether the callers run on the housekeeping CPU and its callbacks are not offloaded: what it does for RCU then waits for
 * its tick, where `rcu_pending()` finds callbacks without a grace period, a quiescent state to report, callbacks that are
 * ready. Its tick never stops, for it keeps jiffies.
 */
export function actsAtTicks(host: Host): boolean {
  return host.world.samplers.housekeeping !== null;
}

/** Returns when the housekeeping CPU gets to something at its first tick after `timeNs` [ns]. */
export function atNextTick(host: Host, timeNs: number, deed: Deed): number {
  const { tickNs } = host.facts;
  const edgeNs = tickEdgeAt(timeNs, tickNs, 0);
  return afterTick(host, edgeNs > timeNs ? edgeNs : edgeNs + tickNs, deed);
}

/** Returns when the housekeeping CPU gets to something at its tick of the time `edgeNs` [ns]. */
export function afterTick(host: Host, edgeNs: number, deed: Deed): number {
  const { housekeeping } = host.world.samplers;
  if (housekeeping === null) return edgeNs;
  const period = Math.floor(edgeNs / host.facts.tickNs);
  return edgeNs + drawNs(housekeeping, host.world.streams.housekeeping, period, deeds[deed]);
}
