import { endReader } from './grace-period.js';
import type { NaiveCpu } from './naive-cpu.js';
import { record, write, type NaiveHost } from './naive-host.js';
import type { Segment } from './naive-task.js';
import { tickNs } from './naive-jiffies.js';
import { rcuCore } from './rcu-core.js';
import { checkPreemption } from './scheduler.js';
import { lengthNs, uniform } from './world-draws.js';

const shortestRoundNs = 500;

/** `invoke_rcu_core()` where RCU core is a kthread. */
export function wakeRcuc(host: NaiveHost, cpu: NaiveCpu, window: string): void {
  cpu.rcucHasWork = true;
  if (cpu.rcuc.runnable) return;
  cpu.rcuc.runnable = true;
  cpu.rcuc.leftNs = roundNs(host, cpu);
  record(host, 'wake', window);
  write(host, cpu.id, 'sched_waking', `rcuc/${cpu.id} in window ${window}`);
  checkPreemption(host, cpu);
}

/** The way of rcuc (`rcu_cpu_kthread()`): round after round of RCU core while there is work, then sleep. */
export function rcucNext(host: NaiveHost, cpu: NaiveCpu): Segment {
  rcuCore(host, cpu);
  if (cpu.rcucHasWork) {
    cpu.rcucHasWork = false;
    return { state: 'rcuCore', lengthNs: roundNs(host, cpu) };
  }
  cpu.rcucIsInRound = false;
  cpu.rcuc.runnable = false;
  endReader(host, cpu.rcuc);
  return { state: 'rcuCore', lengthNs: 0, atOnce: 'schedule' };
}

function roundNs({ scenario, nowNs }: NaiveHost, { id }: NaiveCpu): number {
  const { rcuc, switchNs } = scenario.costs;
  const place = Math.floor(nowNs / tickNs(scenario));
  return Math.max(shortestRoundNs, lengthNs(rcuc, uniform(scenario, 'rcuc', place, id)) - 2 * switchNs);
}
