import { at, type CpuState } from '../kernel/cpu-state.js';
import { clock } from './clocks.js';
import { irq, type Cpu } from './cpu.js';
import { cpuOf, type Host } from './host.js';
import { raiseIrq } from './interrupts.js';
import { schedule } from './scheduling.js';
import { armCpu } from './segment.js';
import { expectGuestTimer } from './thread-turn.js';

/** E15b: the task leaves the CPU; switched in again it goes on in `state`. */
export function goToSleep(host: Host, cpu: Cpu, state: CpuState): void {
  const { vcpu } = host;
  vcpu.sleeping = true;
  vcpu.task.runnable = false;
  vcpu.task.state = state;
  vcpu.task.remainingNs = host.scenario.costs.schedInNs;
  schedule(host, cpu);
}

/**
 * A nohz_full CPU gives the timer that the vCPU waits for to the housekeeping CPU, unless it would be the first to expire there:
 * that CPU's next event is its tick.
 *
 * @param sinceNs - when the timer was set
 *
 * @see `get_nohz_timer_target()`, kernel/sched/core.c, and `hrtimer_check_target()`, kernel/time/hrtimer.c
 */
export function leaveTimer(host: Host, cpu: Cpu, sinceNs: number): void {
  const { facts, vcpu } = host;
  const nextEdgeNs = (Math.floor(sinceNs / facts.tickNs) + 1) * facts.tickNs;
  const leaves = facts.remoteTimerNs !== null && cpu.nohzFull && vcpu.wakeAtNs >= nextEdgeNs;
  vcpu.wokenRemotely = leaves;
  vcpu.timerOnHousekeeping = leaves;
  if (leaves && facts.roundRobin) expectGuestTimer(host);
}

/** The timer that the vCPU waits for expires, or has expired on the housekeeping CPU, which takes its time to wake the vCPU. */
export function guestTimerWakes(host: Host): void {
  const { clocks, facts, nowNs, vcpu } = host;
  if (!vcpu.timerOnHousekeeping) {
    wakeUp(host);
    return;
  }
  vcpu.timerOnHousekeeping = false;
  clocks[clock.wake] = nowNs + facts.remoteTimerNs!;
}

/** What the vCPU waits for has come: ends the polling, or interrupts the CPU on which the task sleeps. */
export function wakeUp(host: Host): void {
  const { vcpu, nowNs, clocks } = host;
  clocks[clock.wake] = Infinity;
  vcpu.timerOnHousekeeping = false;
  if (vcpu.halted) vcpu.gapStartNs = vcpu.wakeAtNs;
  vcpu.wakeAtNs = Infinity;
  const cpu = cpuOf(host, vcpu.cpu);
  if (vcpu.sleeping) {
    raiseIrq(host, cpu, irq.wake);
    return;
  }
  vcpu.wakePending = true;
  if (vcpu.task.state !== at.haltPoll) return;
  vcpu.pollUntilNs = nowNs;
  if (cpu.current !== vcpu.task) return;
  cpu.segmentEndNs = Math.max(nowNs, cpu.frozenUntilNs);
  armCpu(host, cpu);
}
