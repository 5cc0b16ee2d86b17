import { eqsEnter, eqsExit } from '../kernel/context-tracking.js';
import { rcuAllQs, rcuNoteContextSwitch, rcuQs } from '../kernel/note-quiescent-state.js';
import { clock } from './clocks.js';
import type { Cpu } from './cpu.js';
import { trace, type Host } from './host.js';
import { hostJiffies } from './timekeeping.js';

/** Notes a quiescent state on the CPU and tells the policy. */
export function noteQuiescentState(host: Host, cpu: Cpu): void {
  rcuQs(cpu.rdp);
  host.policy.quiescentState?.(cpu.id, hostJiffies(host, host.nowNs));
}

/** `rcu_note_context_switch()` on the CPU: at a context switch, or on the way into or out of a guest that is not tracked. */
export function noteContextSwitch(host: Host, cpu: Cpu): void {
  rcuNoteContextSwitch(cpu.rdp, cpu.ct, host.facts.preemptRcu);
  noteQuiescentState(host, cpu);
  if (cpu.rdp.cpuNoQsExp) reportExpedited(host, cpu);
}

/** Long kernel work passes `cond_resched()`, which serves an urgent request where there is no PREEMPT_RCU. */
export function condResched(host: Host, cpu: Cpu): void {
  if (host.facts.preemptRcu || !cpu.rdp.urgentQs) return;
  rcuAllQs(cpu.rdp, cpu.ct);
  noteQuiescentState(host, cpu);
}

/** The CPU enters an extended quiescent state; a deferred wake-up of rcuog is flushed on the way. */
export function enterEqs(host: Host, cpu: Cpu): void {
  cpu.rdp.nocbDeferWakeup = false;
  eqsEnter(cpu.ct);
  closeVerdict(host, cpu);
  host.policy.quiescentState?.(cpu.id, hostJiffies(host, host.nowNs));
}

/** The CPU leaves an extended quiescent state. */
export function exitEqs(host: Host, cpu: Cpu): void {
  eqsExit(cpu.ct);
  host.policy.quiescentState?.(cpu.id, hostJiffies(host, host.nowNs));
}

/**
 * Settles what the last tick with RCU work led to, now that the CPU enters an extended quiescent state (or the guest): a
 * skip was a false positive if that took longer than "soon", a wake a false negative if it came sooner.
 */
export function closeVerdict(host: Host, cpu: Cpu): void {
  const { verdict } = cpu;
  if (verdict.skippedNs >= 0) {
    const lengthNs = host.nowNs - verdict.skippedNs;
    if (lengthNs > host.facts.soonNs) host.recorder.falsePositive(lengthNs);
    verdict.skippedNs = -1;
  }
  if (verdict.wokenNs >= 0) {
    const lengthNs = host.nowNs - verdict.wokenNs - verdict.rcucNs;
    if (lengthNs <= host.facts.soonNs) host.recorder.falseNegative(lengthNs);
    verdict.wokenNs = -1;
  }
}

/** The CPU reports itself to an expedited grace period. */
export function reportExpedited(host: Host, cpu: Cpu): void {
  const { exp } = host;
  cpu.rdp.cpuNoQsExp = false;
  cpu.tickHeldByExpedited = false;
  if ((exp.awaited & (1 << cpu.id)) === 0) return;
  exp.awaited &= ~(1 << cpu.id);
  if (exp.awaited === 0) host.clocks[clock.expedited] = Math.max(host.nowNs, exp.othersUntilNs);
  trace(host, cpu.id, 'expedited quiescent state reported');
}
