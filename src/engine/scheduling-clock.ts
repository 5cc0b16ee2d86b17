import { at, pfVcpu, preemptible, windowOf, type Window } from '../kernel/cpu-state.js';
import { gpInProgress } from '../kernel/rcu-data.js';
import { isPending, rcuNohzFullCpu, rcuPending, type PendingReason } from '../kernel/rcu-pending.js';
import { beforeRcuPending, tickNotesQuiescentState, type TickContext } from '../kernel/sched-clock-irq.js';
import type { Cpu } from './cpu.js';
import { trace, type Host } from './host.js';
import { noteQuiescentState, reportExpedited } from './quiescent-state.js';
import { invokeRcuCore } from './rcu-invoke.js';
import { hostJiffies } from './timekeeping.js';
import { timeToEqs } from './time-to-eqs.js';

/**
 * One scheduling-clock interrupt: `rcu_sched_clock_irq()` with the policy under test, and what it leads to.
 *
 * @see SEMANTICS of the order: kernel/rcu/tree.c, `rcu_sched_clock_irq()`
 */
export function schedulingClockInterrupt(host: Host, cpu: Cpu): void {
  const jiffies = hostJiffies(host, host.nowNs);
  const context = interruptedContext(host, cpu);
  if (cpu.current.kind === 'idle') cpu.gotIdleTick = true;
  if (tickNotesQuiescentState(context)) noteQuiescentState(host, cpu);
  if (beforeRcuPending(cpu.rdp, context)) cpu.needResched = true;
  if (context.deferredQs) {
    if (context.preemptible) reportExpedited(host, cpu);
    else cpu.needResched = true;
  }
  const kernel = !context.user && !context.idle;
  const skip = kernel ? policySkips(host, cpu, jiffies) : eqsSkips(host, cpu, jiffies);
  const reason = rcuPending(host.rcu, host.rnp, cpu.rdp, skip);
  const window = cpu.softirqUntilNs >= 0 ? 'other' : windowOf[cpu.current.state]!;
  const { state } = cpu.current;
  host.recorder.tick({ kernel, reason, window, state, schedInDue: cpu.schedInDue }, host.nowNs);
  if (host.tracer !== null) traceTick(host, cpu, context, reason, window, jiffies);
  if (kernel) openVerdict(host, cpu, reason);
  if (isPending(reason)) invokeRcuCore(host, cpu, window);
}

/** Returns what the interrupt that is being handled interrupted. */
export function interruptedContext(host: Host, cpu: Cpu): TickContext {
  const { state, reader, softirqDisabled } = cpu.current;
  const { preemptRcu } = host.facts;
  const inSoftirq = cpu.softirqUntilNs >= 0;
  return {
    user: state === at.user && !inSoftirq && !cpu.schedInDue,
    idle: cpu.irqFromEqs && state === at.idle && !inSoftirq,
    reader,
    preemptible: preemptible[state] === true && !inSoftirq && !softirqDisabled && !cpu.schedInDue,
    deferredQs: preemptRcu && !reader && cpu.rdp.cpuNoQsExp,
    preemptRcu,
  };
}

function eqsSkips(host: Host, cpu: Cpu, jiffies: number): boolean {
  return rcuNohzFullCpu(cpu.nohzFull, host.rcu, jiffies, host.scenario.host.hz);
}

function policySkips(host: Host, cpu: Cpu, jiffies: number): boolean {
  const { view, policy, rcu, vcpu } = host;
  const { state, kind } = cpu.current;
  view.cpu = cpu.id;
  view.jiffies = jiffies;
  view.nowNs = host.nowNs;
  view.gpInProgress = gpInProgress(rcu.gpSeq);
  view.gpStart = rcu.gpStart;
  view.irqFromGuest = state === at.vmxInterrupt && vcpu.exitClass < 0;
  view.pfVcpu = kind === 'vcpu' && pfVcpu[state] === true;
  view.currentIsVcpu = kind === 'vcpu';
  view.currentIsIdle = kind === 'idle';
  view.nextEqsNs = timeToEqs(host, cpu);
  if (policy.ignoresOneSecondRule === true) return cpu.nohzFull && policy.skips(view);
  return rcuNohzFullCpu(cpu.nohzFull, rcu, jiffies, host.scenario.host.hz) && policy.skips(view);
}

function openVerdict(host: Host, cpu: Cpu, reason: PendingReason): void {
  const { verdict } = cpu;
  if (reason === 'skipped' && verdict.skippedNs < 0) verdict.skippedNs = host.nowNs;
  if (!isPending(reason)) return;
  if (verdict.wokenNs < 0) {
    verdict.wokenNs = host.nowNs;
    verdict.rcucNs = 0;
  }
  if (verdict.skippedNs >= 0) {
    const lengthNs = host.nowNs - verdict.skippedNs;
    if (lengthNs > host.facts.soonNs) host.recorder.falsePositive(lengthNs);
    verdict.skippedNs = -1;
  }
}

function traceTick(
  host: Host,
  cpu: Cpu,
  context: TickContext,
  reason: PendingReason,
  window: Window,
  jiffies: number,
): void {
  const { rcu, rnp } = host;
  const { rdp } = cpu;
  const terms = [
    `window ${window}`,
    `jiffies ${jiffies}`,
    gpInProgress(rcu.gpSeq)
      ? `gp_seq ${rcu.gpSeq} age ${jiffies - rcu.gpStart} jiffies`
      : `gp_seq ${rcu.gpSeq}, no grace period`,
    `rnp ${rnp.gpSeq} rdp ${rdp.gpSeq}`,
    `core_needs_qs ${Number(rdp.coreNeedsQs)}`,
    `cpu_no_qs ${Number(rdp.cpuNoQs)}`,
    `user ${Number(context.user)} idle ${Number(context.idle)}`,
  ];
  trace(host, cpu.id, `rcu_pending: ${reason}`, terms.join(', '));
}
