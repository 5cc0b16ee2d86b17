import { reportExpedited } from './expedited-quiescent-state.js';
import { gracePeriodInProgress } from './grace-period.js';
import { interruptedContext, type InterruptedContext } from './interrupted-context.js';
import type { NaiveCpu } from './naive-cpu.js';
import { preemptRcu, record, write, type NaiveHost } from './naive-host.js';
import { readJiffies, tickNs } from './naive-jiffies.js';
import { noteQuiescentState } from './quiescent-states.js';
import { pendingReason, type PendingReason } from './rcu-pending.js';
import { wakeRcuc } from './rcuc.js';
import { schedulerTick } from './scheduler.js';
import { raiseRcuSoftirq } from './softirqs.js';
import { taskStates } from './task-states.js';
import { skipped, woken } from './verdicts.js';
import { lengthNs, uniform } from './world-draws.js';

/** The scheduling-clock tick: `rcu_sched_clock_irq()`, then `sched_tick()`; returns how long the handler takes [ns]. */
export function takeTick(host: NaiveHost, cpu: NaiveCpu): number {
  const context = interruptedContext(host, cpu);
  const kernel = !context.user && !context.idle;
  const window = cpu.softirq === null ? taskStates[cpu.current.state].window : 'other';
  if (cpu.current === cpu.idleTask) cpu.idle.tickTaken = true;
  noteOwnQuiescentState(host, cpu, context);
  const reason = pendingReason(host, cpu, context);
  record(host, 'tick', `kernel ${Number(kernel)}, ${reason}, window ${window}`);
  writePending(host, cpu, { reason, window, context });
  if (kernel && reason === 'skipped') skipped(host, cpu);
  if (reason !== 'skipped' && reason !== 'nothing') {
    if (kernel) woken(host, cpu);
    if (host.scenario.host.rcuCore === 'softirq') raiseRcuSoftirq(host, cpu, window);
    else wakeRcuc(host, cpu, window);
  }
  schedulerTick(host, cpu);
  const { scenario, nowNs } = host;
  return lengthNs(scenario.costs.tick, uniform(scenario, 'tick', Math.floor(nowNs / tickNs(scenario)), cpu.id));
}

/** `rcu_flavor_sched_clock_irq()`, and what an urgent quiescent state asks for. */
function noteOwnQuiescentState(host: NaiveHost, cpu: NaiveCpu, context: InterruptedContext): void {
  const { user, idle, preemptible, reader, deferred } = context;
  const quiescent = preemptRcu(host) ? !reader && preemptible && !deferred : user || idle;
  if (quiescent) noteQuiescentState(host, cpu);
  if (cpu.rcu.urgentQs) {
    cpu.rcu.urgentQs = false;
    if (!user && !idle) cpu.needResched = true;
  }
  if (!deferred) return;
  if (preemptible) reportExpedited(host, cpu);
  else cpu.needResched = true;
}

interface PendingLine {
  readonly reason: PendingReason;
  readonly window: string;
  readonly context: InterruptedContext;
}

function writePending(host: NaiveHost, cpu: NaiveCpu, { reason, window, context }: PendingLine): void {
  const { gpSeq, gpStart, leafSeq } = host.gracePeriods;
  const jiffies = readJiffies(host);
  const detail = [
    `window ${window}`,
    `jiffies ${jiffies}`,
    gracePeriodInProgress(host)
      ? `gp_seq ${gpSeq} age ${jiffies - gpStart} jiffies`
      : `gp_seq ${gpSeq}, no grace period`,
    `rnp ${leafSeq} rdp ${cpu.rcu.gpSeq}`,
    `core_needs_qs ${Number(cpu.rcu.coreNeedsQs)}`,
    `cpu_no_qs ${Number(cpu.rcu.cpuNoQs)}`,
    `user ${Number(context.user)} idle ${Number(context.idle)}`,
  ];
  write(host, cpu.id, `rcu_pending: ${reason}`, detail.join(', '));
}
