import { takeExpeditedInterrupt } from './expedited-quiescent-state.js';
import { exitByHostInterrupt } from './guest-exit.js';
import {
  beginNextSegment,
  canPoll,
  interruptKinds,
  shiftSegment,
  type InterruptKind,
  type NaiveCpu,
} from './naive-cpu.js';
import { contextTracking, heldByL0, vcpuIsCurrent, write, type NaiveHost } from './naive-host.js';
import { forceJiffies } from './naive-jiffies.js';
import { beginEqs, endEqs } from './quiescent-states.js';
import { checkPreemption, scheduleIfWanted } from './scheduler.js';
import { cutSoftirq } from './softirqs.js';
import { taskStates } from './task-states.js';
import { restartTick, updateTick } from './tick-device.js';
import { takeTick } from './tick.js';
import { noteTimerOfCpu1 } from './turn-changes.js';

/** An interrupt for the CPU: taken now, or as soon as it can be. */
export function raiseInterrupt(host: NaiveHost, cpu: NaiveCpu, kind: InterruptKind): void {
  cpu.pending.add(kind);
  deliverInterrupts(host, cpu);
}

/** Takes the first pending interrupt if the CPU is open to it, or does what opens the CPU. */
export function deliverInterrupts(host: NaiveHost, cpu: NaiveCpu): void {
  if (cpu.pending.size === 0 || cpu.busy !== null || heldByL0(host, cpu)) return;
  const how = cpu.softirq === null ? taskStates[cpu.current.state].interrupts : 'taken';
  if (how === 'wake') cpu.busy = { with: 'C-state exit', endsNs: host.nowNs + cpu.idle.exitNs };
  if (how === 'taken') takeInterrupt(host, cpu);
  if (how === 'exit') exitByHostInterrupt(host, cpu);
}

/** The C-state is left: the interrupt is handled before or after the extended quiescent state ends. */
export function endCStateExit(host: NaiveHost, cpu: NaiveCpu): void {
  if (cpu.idle.interruptsInEqs) takeInterrupt(host, cpu);
  else beginNextSegment(cpu, host.nowNs);
}

/** Takes the first pending interrupt. */
export function takeInterrupt(host: NaiveHost, cpu: NaiveCpu): void {
  const kind = interruptKinds.find((candidate) => cpu.pending.has(candidate));
  if (kind === undefined) return;
  const idleTaskIsCurrent = cpu.current === cpu.idleTask;
  if (cpu.tick.stopped && (cpu.nohzFull || idleTaskIsCurrent)) forceJiffies(host);
  cpu.pending.delete(kind);
  if (cpu.rcu.inEqs) {
    cpu.interruptedEqs = true;
    endEqs(host, cpu);
  } else if (cpu.nohzFull && cpu.rcu.urgentQs && !cpu.rcu.forcedTick) {
    // ct_nmi_enter() asks this of an idle task that RCU watches, too; its tick restarts when it leaves idle.
    cpu.rcu.forcedTick = true;
    if (!idleTaskIsCurrent) restartTick(host, cpu);
  }
  const handlerNs = handle(host, cpu, kind);
  const endsNs = host.nowNs + handlerNs;
  if (kind === 'tick' || kind === 'wake-up') noteTimerOfCpu1(host, cpu, endsNs);
  cpu.busy = { with: 'interrupt', endsNs };
  shiftSegment(cpu, handlerNs);
  if (cpu.softirq !== null) cpu.softirq.endsNs += handlerNs;
}

/** Does what an interrupt is for, and returns how long its handler takes [ns]. */
function handle(host: NaiveHost, cpu: NaiveCpu, kind: InterruptKind): number {
  const { ipiNs, wakeupNs } = host.scenario.costs;
  switch (kind) {
    case 'reschedule':
      handleReschedule(host, cpu);
      return ipiNs;
    case 'expedited':
      takeExpeditedInterrupt(host, cpu);
      return ipiNs;
    case 'tick':
      return Math.max(ipiNs, takeTick(host, cpu));
    case 'wake-up':
      return ipiNs + (wakeVcpu(host, cpu) && host.vcpu.timer === 'local' ? wakeupNs : 0);
    case 'other':
      write(host, cpu.id, 'irq');
      return ipiNs;
  }
}

function handleReschedule(host: NaiveHost, cpu: NaiveCpu): void {
  cpu.threads.push(...cpu.sentThreads);
  cpu.sentThreads = [];
  if (cpu.fqsWantsResched) cpu.needResched = true;
  cpu.fqsWantsResched = false;
  if (host.vcpu.migrationWaiting !== null && vcpuIsCurrent(host, cpu)) cpu.needResched = true;
  checkPreemption(host, cpu);
  write(host, cpu.id, 'reschedule interrupt');
}

/** Returns whether the interrupt woke the vCPU's task. */
function wakeVcpu(host: NaiveHost, cpu: NaiveCpu): boolean {
  const { vcpu } = host;
  if (!vcpu.sleeping) return false;
  if (vcpu.cpu !== cpu) {
    raiseInterrupt(host, vcpu.cpu, 'wake-up');
    return false;
  }
  vcpu.task.runnable = true;
  vcpu.wantsToRunSinceNs = host.nowNs;
  vcpu.sleeping = false;
  if (vcpu.timer === 'remote') vcpu.timer = 'served';
  write(host, cpu.id, 'sched_waking', 'vcpu');
  checkPreemption(host, cpu);
  return true;
}

/** An interrupt inside a softirq is over; the softirq goes on. */
export function endInterruptInSoftirq(host: NaiveHost, cpu: NaiveCpu): void {
  updateTick(host, cpu);
  cutSoftirq(host, cpu);
}

/** `irq_exit()` and the way back from the interrupt. */
export function exitInterrupt(host: NaiveHost, cpu: NaiveCpu): void {
  updateTick(host, cpu);
  if (cpu.kvmSchedInDue) {
    finishContextSwitch(host, cpu);
    return;
  }
  if (cpu.interruptedEqs) {
    const idle = cpu.current.state === 'idle';
    if (idle && cpu.pending.size > 0) {
      takeInterrupt(host, cpu);
      return;
    }
    cpu.interruptedEqs = false;
    if (idle) exitInterruptOfIdle(host, cpu);
    else exitInterruptOfUser(host, cpu);
  } else scheduleIfWanted(host, cpu);
  checkPolling(host, cpu);
}

function exitInterruptOfIdle(host: NaiveHost, cpu: NaiveCpu): void {
  if (cpu.needResched || host.scenario.host.idle !== 'poll') beginNextSegment(cpu, host.nowNs);
  else beginEqs(host, cpu);
}

function exitInterruptOfUser(host: NaiveHost, cpu: NaiveCpu): void {
  scheduleIfWanted(host, cpu);
  if (cpu.busy === null) beginEqs(host, cpu);
}

/** Polling for a wake-up ends when somebody else wants the CPU. */
function checkPolling({ nowNs, vcpu }: NaiveHost, cpu: NaiveCpu): void {
  if (cpu.current.state !== 'haltPoll' || cpu.busy !== null || canPoll(cpu)) return;
  vcpu.pollEndsNs = nowNs;
  cpu.current.endsNs = nowNs;
}

/** The context switch is over. */
export function endContextSwitch(host: NaiveHost, cpu: NaiveCpu): void {
  cpu.kvmSchedInDue = vcpuIsCurrent(host, cpu) && host.vcpu.loaded;
  finishContextSwitch(host, cpu);
}

/** `finish_task_switch()`: interrupts are enabled before `kvm_sched_in()` is called. */
function finishContextSwitch(host: NaiveHost, cpu: NaiveCpu): void {
  if (cpu.kvmSchedInDue && cpu.pending.size > 0) {
    takeInterrupt(host, cpu);
    return;
  }
  if (cpu.kvmSchedInDue) {
    cpu.kvmSchedInDue = false;
    host.policy.schedIn?.(cpu.id);
  }
  scheduleIfWanted(host, cpu);
  if (cpu.busy === null && cpu.current.state === 'user' && contextTracking(host)) beginEqs(host, cpu);
  checkPolling(host, cpu);
}
