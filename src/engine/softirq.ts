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
  const order = { rank: irqThreadRank, lengthNs, kind: 'softirq', sinceNs: host.nowNs } as const;
  if (rt) cpu.incoming.push(createWork(order, rt));
  else cpu.softirqRaisedNs += lengthNs;
  cpu.pendingIrqs |= rt ? irq.resched : irq.other;
}

/** Runs raised softirqs at the end of an interrupt; returns whether any began. */
export function startSoftirq(host: Host, cpu: Cpu): boolean {
  if (cpu.softirqUntilNs >= 0 || cpu.current.softirqDisabled) return false;
  if (cpu.softirqRaisedNs === 0) return startRcuSoftirq(host, cpu);
  const lengthNs = takeRaised(host, cpu);
  run(host, cpu, lengthNs);
  if (host.tracer !== null) trace(host, cpu.id, 'softirq_entry', `${lengthNs} ns`);
  return true;
}

/** RCU's softirq follows the others; returns whether it began. */
function startRcuSoftirq(host: Host, cpu: Cpu): boolean {
  if (!cpu.rcuSoftirqRaised) return false;
  run(host, cpu, takeRcuSoftirq(host, cpu));
  trace(host, cpu.id, 'softirq_entry', 'RCU');
  return true;
}

/**
 * Returns whether RCU's softirq is run now that the other handlers of the pass are through: if it belongs to it, or if it was
 * raised meanwhile and there is another pass. Else it is left to ksoftirqd.
 */
export function rcuSoftirqFollows({ nowNs }: Host, cpu: Cpu): boolean {
  if (!cpu.rcuSoftirqRaised) return false;
  return cpu.rcuSoftirqInPass || (!cpu.needResched && nowNs < cpu.softirqLimitNs);
}

/** RCU's softirq begins, at the end of an interrupt or in ksoftirqd; returns its length [ns]. */
export function takeRcuSoftirq(host: Host, cpu: Cpu): number {
  cpu.rcuSoftirqRaised = false;
  cpu.rcuSoftirqRuns = true;
  cpu.rcucStartedNs = host.nowNs;
  return drawNs(host.world.samplers.rcuCore, host.world.streams.rcuc, tickIndex(host), cpu.id);
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
  cpu.rcuSoftirqInPass = cpu.rcuSoftirqRaised;
  cpu.softirqLimitNs = endNs;
  return passNs;
}

/** An interrupt inside a softirq asked for a reschedule: the handlers that have not begun are left to ksoftirqd. */
export function cutSoftirq(host: Host, cpu: Cpu): void {
  if (!cpu.needResched || cpu.rcuSoftirqRuns || host.scenario.softirq.oneHandler) return;
  const restNs = cpu.softirqUntilNs - host.nowNs;
  cpu.softirqRaisedNs += restNs;
  delaySegment(cpu, -restNs);
}

/**
 * The running softirq is over, RCU's does its work now; returns whether another begins. RCU's, the last of a pass, is followed
 * by what was raised meanwhile, unless a reschedule is wanted: then ksoftirqd gets it, as it gets what a pass left over.
 */
export function endSoftirq(host: Host, cpu: Cpu): boolean {
  cpu.softirqUntilNs = -1;
  trace(host, cpu.id, 'softirq_exit');
  if (!cpu.rcuSoftirqRuns) {
    const follows = rcuSoftirqFollows(host, cpu);
    if (cpu.softirqRaisedNs > 0 || (cpu.rcuSoftirqRaised && !follows)) wakeKsoftirqd(host, cpu);
    return follows && startRcuSoftirq(host, cpu);
  }
  endRcuSoftirq(host, cpu);
  if (!softirqPending(cpu) || cpu.ksoftirqd.runnable) return false;
  if (!cpu.needResched) return startSoftirq(host, cpu);
  wakeKsoftirqd(host, cpu);
  return false;
}

/** RCU's softirq has been through `rcu_core()`. */
export function endRcuSoftirq(host: Host, cpu: Cpu): void {
  cpu.rcuSoftirqRuns = false;
  runRcuCore(host, cpu);
  const ranNs = host.nowNs - cpu.rcucStartedNs;
  host.recorder.rcuc(ranNs, stolenByRcuSoftirq(host, cpu, ranNs));
  cpu.verdict.rcucNs += ranNs;
}

/** What RCU's softirq took from the vCPU: all of it in the vCPU's context, in ksoftirqd what the vCPU waited for it [ns]. */
function stolenByRcuSoftirq({ vcpu, nowNs }: Host, cpu: Cpu, ranNs: number): number {
  if (cpu.current.kind === 'vcpu') return cpu.current.state === at.user ? 0 : ranNs;
  const waited = cpu.current === cpu.ksoftirqd && vcpu.cpu === cpu.id && vcpu.task.runnable;
  return waited ? nowNs - Math.max(cpu.rcucStartedNs, vcpu.runnableSinceNs) : 0;
}

/** Returns whether softirqs are raised that have not begun. */
export function softirqPending(cpu: Cpu): boolean {
  return cpu.softirqRaisedNs > 0 || cpu.rcuSoftirqRaised;
}

function wakeKsoftirqd(host: Host, cpu: Cpu): void {
  if (cpu.ksoftirqd.runnable) return;
  cpu.ksoftirqd.runnable = true;
  cpu.ksoftirqd.waitsSinceNs = host.nowNs;
  cpu.ksoftirqd.remainingNs = 0;
  checkPreempt(host, cpu);
}
