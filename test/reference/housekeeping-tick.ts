import type { NaiveHost } from './naive-host.js';
import { tickNs } from './naive-jiffies.js';
import { quantileNs, uniform } from './world-draws.js';

/** Whether the housekeeping CPU does for RCU what it does at its ticks only. */
export function housekeepingIsDelayed({ scenario }: NaiveHost): boolean {
  return scenario.gracePeriods.housekeepingDelayUs !== undefined;
}

/** Returns when the housekeeping CPU gets to what its last tick before a time brought up [ns]. */
export function afterTickNs({ scenario }: NaiveHost, timeNs: number): number {
  const place = Math.floor(timeNs / tickNs(scenario));
  const delayNs = quantileNs(scenario.gracePeriods.housekeepingDelayUs ?? '0', uniform(scenario, 'tick', place, 1));
  return place * tickNs(scenario) + delayNs;
}

/** Returns when the housekeeping CPU gets to what comes up now: its next tick shows it [ns]. */
export function afterNextTickNs(host: NaiveHost): number {
  const period = tickNs(host.scenario);
  return afterTickNs(host, (Math.floor(host.nowNs / period) + 1) * period);
}
