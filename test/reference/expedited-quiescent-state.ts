import { interruptedContext } from './interrupted-context.js';
import type { NaiveCpu } from './naive-cpu.js';
import { preemptRcu, write, type NaiveHost } from './naive-host.js';

/** The CPU reports its quiescent state to the expedited grace period. */
export function reportExpedited(host: NaiveHost, cpu: NaiveCpu): void {
  const { expedited } = host;
  cpu.rcu.cpuNoQsExp = false;
  cpu.tick.heldByExpedited = false;
  if (!expedited.awaited.delete(cpu.id)) return;
  if (expedited.awaited.size === 0) expedited.waiterNs = Math.max(host.nowNs, expedited.othersAnswerNs);
  write(host, cpu.id, 'expedited quiescent state reported');
}

/** `rcu_exp_handler()`: reports at once, or asks for a context switch that will. */
export function takeExpeditedInterrupt(host: NaiveHost, cpu: NaiveCpu): void {
  const { idle, preemptible, reader } = interruptedContext(host, cpu);
  if (idle || (preemptRcu(host) && preemptible && !reader)) {
    reportExpedited(host, cpu);
    return;
  }
  cpu.rcu.cpuNoQsExp = true;
  if (!preemptRcu(host)) cpu.rcu.urgentQs = true;
  cpu.needResched = true;
}
