import type { Scenario } from '../../src/scenario/index.js';
import type { NaiveHost } from './naive-host.js';

/** How many ticks the kernel lets jiffies stand still before another CPU counts them. */
const maxStalledJiffies = 5;

export function tickNs({ host }: Scenario): number {
  return Math.floor(1e9 / host.hz);
}

/** Returns the jiffies that every CPU reads now. */
export function readJiffies({ scenario, housekeeping, nowNs }: NaiveHost): number {
  const { heldSinceNs, heldUntilNs, forcedJiffies } = housekeeping;
  if (heldUntilNs <= nowNs) return Math.max(runningJiffies(scenario, nowNs), forcedJiffies);
  const stalled = Math.max(runningJiffies(scenario, heldSinceNs), forcedJiffies);
  if (scenario.host.cpus <= 2) return stalled;
  const behind = Math.max(0, runningJiffies(scenario, nowNs) - stalled);
  return stalled + maxStalledJiffies * Math.floor(behind / maxStalledJiffies);
}

function runningJiffies(scenario: Scenario, timeNs: number): number {
  const lagNs = timekeeperLagNs(scenario);
  return timeNs < lagNs ? 0 : Math.floor((timeNs - lagNs) / tickNs(scenario));
}

/** An interrupt on a CPU that does not tick brings jiffies up to date itself. */
export function forceJiffies({ scenario, housekeeping, nowNs }: NaiveHost): void {
  housekeeping.forcedJiffies = Math.max(housekeeping.forcedJiffies, Math.floor(nowNs / tickNs(scenario)));
}

/** Returns when jiffies become this value, if nothing stops or forces them [ns]. */
export function timeOfJiffies(scenario: Scenario, jiffies: number): number {
  return jiffies * tickNs(scenario) + timekeeperLagNs(scenario);
}

/** Returns the jiffies at which a timer-wheel timer expires; the wheel is coarser for longer waits, and rounds up. */
export function timerWheelExpiry(begunJiffies: number, waitJiffies: number): number {
  if (waitJiffies === 0) return begunJiffies;
  let granularity = 1;
  while (waitJiffies - 1 >= 63 * granularity) granularity *= 8;
  return (Math.floor((begunJiffies + waitJiffies) / granularity) + 1) * granularity;
}

export function msToJiffies({ host }: Scenario, ms: number): number {
  return Math.ceil((ms * host.hz) / 1000);
}

function timekeeperLagNs({ host }: Scenario): number {
  return Math.round(host.timekeeperLagUs * 1000);
}
