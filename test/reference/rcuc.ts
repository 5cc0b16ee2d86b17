import { endReader } from './grace-period.js';
import type { NaiveCpu } from './naive-cpu.js';
import { record, write, type NaiveHost } from './naive-host.js';
import { tickNs } from './naive-jiffies.js';
import type { Segment } from './naive-task.js';
import { rcuCore } from './rcu-core.js';
import { checkPreemption } from './scheduler.js';
import { lengthNs, uniform } from './world-draws.js';

const shortestRunNs = 500;

/** `invoke_rcu_core()` where RCU core is a kthread. */
export function wakeRcuc(host: NaiveHost, cpu: NaiveCpu, window: string): void {
  if (cpu.rcuc.runnable) return;
  const { scenario, nowNs } = host;
  const { rcuc, switchNs } = scenario.costs;
  const place = Math.floor(nowNs / tickNs(scenario));
  cpu.rcuc.runnable = true;
  cpu.rcuc.leftNs = Math.max(shortestRunNs, lengthNs(rcuc, uniform(scenario, 'rcuc', place, cpu.id)) - 2 * switchNs);
  record(host, 'wake', window);
  write(host, cpu.id, 'sched_waking', `rcuc/${cpu.id} in window ${window}`);
  checkPreemption(host, cpu);
}

/** The way of rcuc: one round of RCU core, then sleep. */
export function rcucNext(host: NaiveHost, cpu: NaiveCpu): Segment {
  rcuCore(host, cpu);
  cpu.rcuc.runnable = false;
  endReader(host, cpu.rcuc);
  return { state: 'rcuCore', lengthNs: 0, atOnce: 'schedule' };
}
