import type { NaiveCpu } from './naive-cpu.js';
import { preemptRcu, type NaiveHost } from './naive-host.js';
import { taskStates } from './task-states.js';

/** What an interrupt finds: the context that RCU asks about. */
export interface InterruptedContext {
  readonly user: boolean;
  readonly idle: boolean;
  readonly preemptible: boolean;
  readonly reader: boolean;
  /** An expedited grace period waits for a quiescent state that was put off. */
  readonly deferred: boolean;
}

/**
 * Returns what an interrupt finds. One from user mode does not look idle to RCU: __ct_user_exit() has told it of the kernel before
 * the handler asks rcu_is_cpu_rrupt_from_idle().
 */
export function interruptedContext(host: NaiveHost, cpu: NaiveCpu): InterruptedContext {
  const { current } = cpu;
  const inTask = cpu.softirq === null;
  const settled = inTask && !cpu.kvmSchedInDue;
  return {
    user: current.state === 'user' && settled,
    idle: cpu.interruptedEqs && current.state === 'idle' && inTask,
    preemptible: taskStates[current.state].preemptible && !current.softirqsDisabled && settled,
    reader: current.reader,
    deferred: preemptRcu(host) && !current.reader && cpu.rcu.cpuNoQsExp,
  };
}
