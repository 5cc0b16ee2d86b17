import { at } from '../kernel/cpu-state.js';
import { msecsToJiffies, timeOfJiffies } from '../kernel/jiffies.js';
import { createWork, irq, type Cpu } from './cpu.js';
import { trace, type Host } from './host.js';
import { checkPreempt } from './pick-next.js';
import { runRcuCore, tickIndex } from './rcu-invoke.js';
import { armCpu, delaySegment } from './segment.js';
import { hostJiffies } from './timekeeping.js';
import { drawNs } from './world.js';

/** `MAX_SOFTIRQ_TIME`: work that is left after so long goes to ksoftirqd (kernel/softirq.c) [ms]. */
const inlineLimitMs = 2;

/** Default priority of threaded interrupts on PREEMPT_RT (`sched_set_fifo()`). */
const irqThreadRank = 50;

/**
 * A softirq of `lengthNs` is raised on the CPU. On PREEMPT_RT it runs in the interrupt's thread, which every vCPU below
 * FIFO 50 makes way for; elsewhere at the end of the interrupt.
 */
export function raiseSoftirq(host: Host, cpu: Cpu, lengthNs: number): void {
  const { rt } = host.facts;
  if (rt) cpu.incoming.push(createWork(irqThreadRank, lengthNs, 'softirq', rt));
  else cpu.softirqRaisedNs += lengthNs;
  cpu.pendingIrqs |= rt ? irq.resched : irq.other;
}

/** Runs raised softirqs at the end of an interrupt; returns whether any began. */
export function startSoftirq(host: Host, cpu: Cpu): boolean {
  if (cpu.softirqUntilNs > 0 || cpu.current.softirqDisabled) return false;
  if (cpu.softirqRaisedNs === 0) return startRcuSoftirq(host, cpu);
  const lengthNs = takeRaised(host, cpu);
  run(host, cpu, lengthNs);
  if (host.tracer !== null) trace(host, cpu.id, 'softirq_entry', `${lengthNs} ns`);
  return true;
}

/** RCU's softirq follows the others; returns whether it began. */
export function startRcuSoftirq(host: Host, cpu: Cpu): boolean {
  if (!cpu.rcuSoftirqRaised) return false;
  cpu.rcuSoftirqRaised = false;
  cpu.rcuSoftirqRuns = true;
  cpu.rcucStartedNs = host.nowNs;
  run(host, cpu, drawNs(host.world.samplers.rcuCore, host.world.streams.rcuc, tickIndex(host), cpu.id));
  trace(host, cpu.id, 'softirq_entry', 'RCU');
  return true;
}

function run(host: Host, cpu: Cpu, lengthNs: number): void {
  delaySegment(cpu, lengthNs);
  cpu.softirqUntilNs = host.nowNs + lengthNs;
  armCpu(host, cpu);
}

/**
 * Takes what one pass handles of the raised work: handlers follow each other for 2 ms in whole jiffies, one long handler is
 * never cut. The limit of ten restarts is not modelled, for a length does not say of how many passes it consists.
 *
 * @returns its length [ns]
 * @see `handle_softirqs()`, kernel/softirq.c
 */
export function takeRaised(host: Host, cpu: Cpu): number {
  const { nowNs, scenario, facts } = host;
  const endJiffies = hostJiffies(host, nowNs) + msecsToJiffies(inlineLimitMs, scenario.host.hz);
  const endNs = Math.max(timeOfJiffies(endJiffies, facts.tickNs, facts.lagNs), host.housekeepingFrozenUntilNs);
  const passNs = scenario.softirq.oneHandler ? cpu.softirqRaisedNs : Math.min(cpu.softirqRaisedNs, endNs - nowNs);
  cpu.softirqRaisedNs -= passNs;
  return passNs;
}

/** An interrupt inside a softirq asked for a reschedule: the handlers that have not begun are left to ksoftirqd. */
export function cutSoftirq(host: Host, cpu: Cpu): void {
  if (!cpu.needResched || cpu.rcuSoftirqRuns || host.scenario.softirq.oneHandler) return;
  const restNs = cpu.softirqUntilNs - host.nowNs;
  cpu.softirqRaisedNs += restNs;
  delaySegment(cpu, -restNs);
}

/** The running softirq is over; RCU's does its work now, of others ksoftirqd gets what is left. */
export function endSoftirq(host: Host, cpu: Cpu): void {
  cpu.softirqUntilNs = 0;
  trace(host, cpu.id, 'softirq_exit');
  if (!cpu.rcuSoftirqRuns) {
    if (cpu.softirqRaisedNs > 0) wakeKsoftirqd(host, cpu);
    return;
  }
  cpu.rcuSoftirqRuns = false;
  runRcuCore(host, cpu);
  const ranNs = host.nowNs - cpu.rcucStartedNs;
  host.recorder.rcuc(ranNs, cpu.current.kind === 'vcpu' && cpu.current.state !== at.user ? ranNs : 0);
  cpu.verdict.rcucNs += ranNs;
}

function wakeKsoftirqd(host: Host, cpu: Cpu): void {
  if (cpu.ksoftirqd.runnable) return;
  cpu.ksoftirqd.runnable = true;
  cpu.ksoftirqd.waitsSinceNs = host.nowNs;
  cpu.ksoftirqd.remainingNs = 0;
  checkPreempt(host, cpu);
}
