import { endOfWait } from './due-events.js';
import type { NaiveHost } from './naive-host.js';
import { nextGridPointNs } from './turns-on-grid.js';

/** Returns when a turn that goes on now ends at the latest while both sides want the thread [ns]. */
export function deadlineNs(host: NaiveHost): number {
  const { nowNs, scenario, sharedThread, vcpu, cpus } = host;
  const expiryNs = vcpu.timer === 'served' ? Infinity : endOfWait.timeNs(host);
  const timers = [cpus[0].tick.nextNs, expiryNs].filter((timeNs) => timeNs > nowNs);
  return Math.min(nextGridPointNs(nowNs, scenario.nested.sliceHz ?? 1), sharedThread.edgeNs, ...timers);
}
