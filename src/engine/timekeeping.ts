import { MAX_STALLED_JIFFIES, jiffiesOf } from '../kernel/jiffies.js';
import type { Cpu } from './cpu.js';
import type { Host } from './host.js';

/**
 * Returns jiffies as any CPU of the host reads them at `nowNs`: the timekeeper lags, or another CPU was faster. While L0
 * holds the timekeeper they stand still, but for the ticks of the other CPUs, which force an update every fifth time they
 * find nothing changed.
 *
 * @see `tick_sched_do_timer()`, kernel/time/tick-sched.c
 */
export function hostJiffies(host: Host, nowNs: number): number {
  const { tickNs, lagNs } = host.facts;
  const running = jiffiesOf(nowNs, tickNs, lagNs);
  if (nowNs >= host.housekeepingFrozenUntilNs) return Math.max(running, host.forcedJiffies);
  const stalled = Math.max(jiffiesOf(host.housekeepingFrozenSinceNs, tickNs, lagNs), host.forcedJiffies);
  if (host.scenario.host.cpus <= 2) return stalled;
  return stalled + Math.floor(Math.max(0, running - stalled) / MAX_STALLED_JIFFIES) * MAX_STALLED_JIFFIES;
}

/**
 * An interrupt on a CPU whose tick is stopped brings jiffies up to date before it is handled.
 *
 * @see `irq_enter_rcu()`, kernel/softirq.c, and `tick_nohz_irq_enter()`, kernel/time/tick-sched.c
 */
export function updateJiffies(host: Host, cpu: Cpu): void {
  if (!cpu.tickStopped || !(cpu.nohzFull || cpu.current.kind === 'idle')) return;
  host.forcedJiffies = Math.max(host.forcedJiffies, Math.floor(host.nowNs / host.facts.tickNs));
}
