import { at, interruptsOn } from '../kernel/cpu-state.js';
import { irq, type Cpu } from './cpu.js';
import { leaveGuest } from './guest.js';
import { leaveIdle } from './idle.js';
import { cpuOf, trace, type Host } from './host.js';
import { enterEqs, exitEqs, reportExpedited } from './quiescent-state.js';
import { canPoll, checkPreempt, schedTick } from './pick-next.js';
import { canReschedule, schedule } from './scheduling.js';
import { interruptedContext, schedulingClockInterrupt } from './scheduling-clock.js';
import { armCpu, delaySegment, startSegment } from './segment.js';
import { cutSoftirq, startSoftirq } from './softirq.js';
import { restartTick, updateTick } from './tick-control.js';
import { updateJiffies } from './timekeeping.js';
import { tickIndex } from './rcu-invoke.js';
import { drawNs } from './world.js';

/** Sends a host interrupt to the CPU; it is taken as soon as interrupts are enabled there. */
export function raiseIrq(host: Host, cpu: Cpu, bit: number): void {
  cpu.pendingIrqs |= bit;
  deliver(host, cpu);
}

/** Takes a pending interrupt if the CPU can: in the guest it forces an exit first. */
export function deliver(host: Host, cpu: Cpu): void {
  if (cpu.pendingIrqs === 0 || cpu.irqUntilNs >= 0 || cpu.frozenUntilNs > host.nowNs) return;
  const { state } = cpu.current;
  if (state === at.idle && cpu.softirqUntilNs < 0) beginWaking(host, cpu);
  else if (cpu.softirqUntilNs >= 0 || interruptsOn[state]) takeIrq(host, cpu);
  else if (state === at.guest) {
    leaveGuest(host, -1);
    startSegment(host, cpu, at.exit, host.scenario.costs.exitNs);
  }
}

/** An interrupt ends the stay in the C-state: the processor needs its time to leave it, whatever interrupt it is. */
function beginWaking(host: Host, cpu: Cpu): void {
  cpu.waking = true;
  cpu.irqUntilNs = host.nowNs + cpu.cStateExitNs;
  armCpu(host, cpu);
}

/** The processor is awake: it takes the interrupt in its extended quiescent state, or ends that first. */
function endWaking(host: Host, cpu: Cpu): void {
  cpu.waking = false;
  if (cpu.irqsInEqs) takeIrq(host, cpu);
  else leaveIdle(host, cpu);
}

/** Runs the handler of the pending interrupt whose vector is served first. */
export function takeIrq(host: Host, cpu: Cpu): void {
  const bit = cpu.pendingIrqs & -cpu.pendingIrqs;
  updateJiffies(host, cpu);
  cpu.pendingIrqs &= ~bit;
  let lengthNs = host.scenario.costs.ipiNs;
  const inEqs = cpu.ct.inEqs;
  if (inEqs) {
    cpu.irqFromEqs = true;
    exitEqs(host, cpu);
  } else forceTick(host, cpu);
  lengthNs += handle(host, cpu, bit);
  if (bit === irq.tick || bit === irq.wake) cpu.timerSetNs = host.nowNs + lengthNs;
  cpu.irqUntilNs = host.nowNs + lengthNs;
  delaySegment(cpu, lengthNs);
  armCpu(host, cpu);
}

/** RCU needs the CPU's tick; in the idle task it comes back with the end of idle (`__rcu_irq_enter_check_tick()`). */
function forceTick(host: Host, cpu: Cpu): void {
  if (!cpu.nohzFull || !cpu.rdp.urgentQs || cpu.rdp.forcedTick) return;
  cpu.rdp.forcedTick = true;
  if (cpu.current.kind !== 'idle') restartTick(host, cpu);
}

/** Does what the interrupt is for; returns what its handler takes beyond the delivery [ns]. */
function handle(host: Host, cpu: Cpu, bit: number): number {
  switch (bit) {
    case irq.tick: {
      schedulingClockInterrupt(host, cpu);
      schedTick(host, cpu);
      const tickNs = drawNs(host.world.samplers.tick, host.world.streams.tick, tickIndex(host), cpu.id);
      return Math.max(0, tickNs - host.scenario.costs.ipiNs);
    }
    case irq.wake:
      return wakeVcpu(host, cpu);
    case irq.resched:
      reschedule(host, cpu);
      return 0;
    case irq.expedited:
      expeditedHandler(host, cpu);
      return 0;
    default:
      trace(host, cpu.id, 'irq');
      return 0;
  }
}

function wakeVcpu(host: Host, cpu: Cpu): number {
  const { vcpu } = host;
  if (!vcpu.sleeping) return 0;
  if (vcpu.cpu !== cpu.id) {
    raiseIrq(host, cpuOf(host, vcpu.cpu), irq.wake);
    return 0;
  }
  vcpu.sleeping = false;
  vcpu.task.runnable = true;
  vcpu.runnableSinceNs = host.nowNs;
  trace(host, cpu.id, 'sched_waking', 'vcpu');
  checkPreempt(host, cpu);
  return vcpu.wokenRemotely ? 0 : host.scenario.costs.wakeupNs;
}

function reschedule(host: Host, cpu: Cpu): void {
  const { vcpu } = host;
  if (cpu.incoming.length > 0) cpu.works.push(...cpu.incoming.splice(0));
  if (cpu.reschedRequested) {
    cpu.reschedRequested = false;
    cpu.needResched = true;
  }
  if (vcpu.migration >= 0 && cpu.current === vcpu.task) cpu.needResched = true;
  checkPreempt(host, cpu);
  trace(host, cpu.id, 'reschedule interrupt');
}

/**
 * `rcu_exp_handler()`: reports at once where that is safe, else asks for a reschedule and reports with it.
 *
 * @see kernel/rcu/tree_exp.h, with and without PREEMPT_RCU
 */
function expeditedHandler(host: Host, cpu: Cpu): void {
  const { idle, preemptRcu, preemptible, reader } = interruptedContext(host, cpu);
  if (idle || (preemptRcu && preemptible && !reader)) {
    reportExpedited(host, cpu);
    return;
  }
  cpu.rdp.cpuNoQsExp = true;
  if (!preemptRcu) cpu.rdp.urgentQs = true;
  cpu.needResched = true;
}

/** The running interrupt or context switch is over: what the kernel does at interrupt exit. */
export function endIrq(host: Host, cpu: Cpu): void {
  cpu.irqUntilNs = -1;
  if (cpu.switching) {
    endSwitch(host, cpu);
    return;
  }
  if (cpu.waking) {
    endWaking(host, cpu);
    return;
  }
  if (cpu.softirqUntilNs >= 0) {
    updateTick(host, cpu);
    cutSoftirq(host, cpu);
    armCpu(host, cpu);
  } else if (!startSoftirq(host, cpu)) interruptExit(host, cpu);
}

/** The rest of the interrupt exit, after softirqs. */
export function interruptExit(host: Host, cpu: Cpu): void {
  updateTick(host, cpu);
  if (cpu.schedInDue) {
    finishSwitch(host, cpu);
    return;
  }
  if (cpu.irqFromEqs && cpu.current.state === at.idle && cpu.pendingIrqs !== 0) {
    takeIrq(host, cpu);
    return;
  }
  if (cpu.irqFromEqs) {
    cpu.irqFromEqs = false;
    if (cpu.current.state !== at.idle) returnToUser(host, cpu);
    else if (cpu.needResched || host.scenario.host.idle !== 'poll') leaveIdle(host, cpu);
    else enterEqs(host, cpu);
  }
  armCpu(host, cpu);
  if (cpu.needResched && canReschedule(host, cpu)) schedule(host, cpu);
  stopPolling(host, cpu);
}

/** Halt polling ends once another task waits for the CPU. */
function stopPolling(host: Host, cpu: Cpu): void {
  if (cpu.current.state !== at.haltPoll || cpu.switching || canPoll(cpu)) return;
  host.vcpu.pollUntilNs = host.nowNs;
  cpu.segmentEndNs = host.nowNs;
  armCpu(host, cpu);
}

function returnToUser(host: Host, cpu: Cpu): void {
  if (cpu.needResched) schedule(host, cpu);
  if (!cpu.switching) enterEqs(host, cpu);
}

/**
 * The new task runs. Interrupts are enabled before the preempt notifiers are called, so what came during the switch is
 * handled first.
 *
 * @see `finish_task_switch()`, kernel/sched/core.c
 */
function endSwitch(host: Host, cpu: Cpu): void {
  const { vcpu } = host;
  cpu.switching = false;
  cpu.schedInDue = cpu.current === vcpu.task && vcpu.loaded;
  finishSwitch(host, cpu);
}

function finishSwitch(host: Host, cpu: Cpu): void {
  if (cpu.schedInDue) {
    if (cpu.pendingIrqs !== 0) {
      takeIrq(host, cpu);
      return;
    }
    cpu.schedInDue = false;
    host.policy.schedIn?.(cpu.id);
  }
  armCpu(host, cpu);
  if (cpu.needResched && canReschedule(host, cpu)) schedule(host, cpu);
  else if (cpu.current.state === at.user && host.facts.contextTracking) enterEqs(host, cpu);
  stopPolling(host, cpu);
}
