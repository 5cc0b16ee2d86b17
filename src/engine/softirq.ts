import { at } from '../kernel/cpu-state.js';
import { createWork, irq, type Cpu } from './cpu.js';
import { trace, type Host } from './host.js';
import { runRcuCore, tickIndex } from './rcu-invoke.js';
import { armCpu } from './segment.js';
import { drawNs } from './world.js';

/** `MAX_SOFTIRQ_TIME`: what is left after so long goes to ksoftirqd (kernel/softirq.c) [ns]. */
const inlineLimitNs = 2_000_000;

/** Default priority of threaded interrupts on PREEMPT_RT (`sched_set_fifo()`). */
const irqThreadRank = 50;

const ksoftirqdRank = 0;

/**
 * A softirq of `lengthNs` is raised on the CPU. On PREEMPT_RT it runs in the interrupt's thread, which every vCPU below
 * FIFO 50 makes way for; elsewhere in the interrupted context, up to 2 ms unless it is one long handler.
 */
export function raiseSoftirq(host: Host, cpu: Cpu, lengthNs: number): void {
  const { rt } = host.facts;
  if (rt) {
    cpu.incoming.push(createWork(irqThreadRank, lengthNs, 'softirq', rt));
    cpu.pendingIrqs |= irq.resched;
    return;
  }
  const inlineNs = host.scenario.softirq.oneHandler ? lengthNs : Math.min(lengthNs, inlineLimitNs);
  cpu.softirqRaisedNs += inlineNs;
  if (lengthNs > inlineNs) cpu.incoming.push(createWork(ksoftirqdRank, lengthNs - inlineNs, 'softirq', rt));
  cpu.pendingIrqs |= lengthNs > inlineNs ? irq.resched : irq.other;
}

/** Runs raised softirqs at the end of an interrupt; returns whether any began. */
export function startSoftirq(host: Host, cpu: Cpu): boolean {
  if (cpu.softirqUntilNs > 0 || cpu.current.softirqDisabled) return false;
  const isRcu = cpu.softirqRaisedNs === 0 && cpu.rcuSoftirqRaised;
  const lengthNs = isRcu
    ? drawNs(host.world.samplers.rcuCore, host.world.streams.rcuc, tickIndex(host), cpu.id)
    : cpu.softirqRaisedNs;
  if (lengthNs === 0 && !isRcu) return false;
  if (isRcu) {
    cpu.rcuSoftirqRaised = false;
    cpu.rcucStartedNs = host.nowNs;
  } else {
    cpu.softirqRaisedNs = 0;
  }
  cpu.rcuSoftirqRuns = isRcu;
  cpu.segmentEndNs += lengthNs;
  cpu.softirqUntilNs = host.nowNs + lengthNs;
  armCpu(host, cpu);
  if (host.tracer !== null) trace(host, cpu.id, 'softirq_entry', isRcu ? 'RCU' : `${lengthNs} ns`);
  return true;
}

/** The running softirq is over; RCU's does its work now. */
export function endSoftirq(host: Host, cpu: Cpu): void {
  cpu.softirqUntilNs = 0;
  trace(host, cpu.id, 'softirq_exit');
  if (!cpu.rcuSoftirqRuns) return;
  cpu.rcuSoftirqRuns = false;
  runRcuCore(host, cpu);
  const ranNs = host.nowNs - cpu.rcucStartedNs;
  host.recorder.rcuc(ranNs, cpu.current.kind === 'vcpu' && cpu.current.state !== at.user ? ranNs : 0);
  cpu.verdict.rcucNs += ranNs;
}
