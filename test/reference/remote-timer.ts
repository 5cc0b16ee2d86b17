import type { Scenario } from '../../src/scenario/index.js';
import type { NaiveHost } from './naive-host.js';
import { tickNs } from './naive-jiffies.js';

/** Returns how long the housekeeping CPU takes from the expiry of a timer to the interrupt that it sends [ns]. */
export function remoteTimerNs({ costs }: Scenario): number {
  return Math.round((costs.remoteTimerUs ?? 0) * 1000);
}

/** Whether a nohz_full CPU leaves the timer to the housekeeping CPU: it expires no earlier than the tick after it was set. */
export function timerIsRemote({ scenario, vcpu }: NaiveHost, setNs: number, expiryNs: number): boolean {
  const nextTickNs = (Math.floor(setNs / tickNs(scenario)) + 1) * tickNs(scenario);
  return scenario.costs.remoteTimerUs !== undefined && vcpu.cpu.nohzFull && expiryNs >= nextTickNs;
}

/** The expiry of a remote timer only lets the housekeeping CPU send its interrupt; returns whether it was one. */
export function expireRemoteTimer({ scenario, vcpu, nowNs }: NaiveHost): boolean {
  if (vcpu.timer !== 'remote' || vcpu.waits === null) return false;
  vcpu.timer = 'served';
  vcpu.waits = { ...vcpu.waits, eventNs: nowNs + remoteTimerNs(scenario) };
  return true;
}
