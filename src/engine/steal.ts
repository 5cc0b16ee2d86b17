import { at, preemptible } from '../kernel/cpu-state.js';
import { clock, type Clock } from './clocks.js';
import type { Cpu } from './cpu.js';
import { armGuest, disarmGuest, sampleInstrument } from './guest.js';
import { trace, type Host } from './host.js';
import { deliver } from './interrupts.js';
import { armCpu } from './segment.js';
import { pauseCycle } from './work-cycle.js';

/**
 * L0 wants the CPU of the nested host for `lengthNs`. With the boosting hint it waits until the CPU is out of an interrupt
 * handler, a preempt-disabled region or a softirq.
 */
export function stealCpu(host: Host, cpu: Cpu, lengthNs: number): void {
  if (cpu.frozenUntilNs > host.nowNs || cpu.stealPendingNs > 0) return;
  if (host.scenario.nested.hint && inCriticalSection(cpu)) cpu.stealPendingNs = lengthNs;
  else freeze(host, cpu, lengthNs);
}

/** Lets L0 have what it waits for, once the CPU is out of its critical section. */
export function stealPending(host: Host, cpu: Cpu): void {
  if (cpu.stealPendingNs === 0 || inCriticalSection(cpu)) return;
  const lengthNs = cpu.stealPendingNs;
  cpu.stealPendingNs = 0;
  freeze(host, cpu, lengthNs);
}

function inCriticalSection(cpu: Cpu): boolean {
  if (cpu.irqUntilNs >= 0 || cpu.softirqUntilNs >= 0) return true;
  const { state } = cpu.current;
  return state !== at.guest && state !== at.idle && preemptible[state] !== true;
}

/** The CPU stands still at an arbitrary instant: everything it was doing ends later, interrupts wait. */
function freeze(host: Host, cpu: Cpu, lengthNs: number): void {
  const { nowNs, vcpu } = host;
  const goesOn = cpu.frozenUntilNs > 0;
  cpu.frozenUntilNs = nowNs + lengthNs;
  host.clocks[thawClock(cpu)] = cpu.frozenUntilNs;
  if (cpu.irqUntilNs >= 0) cpu.irqUntilNs += lengthNs;
  if (cpu.softirqUntilNs >= 0) cpu.softirqUntilNs += lengthNs;
  cpu.segmentEndNs =
    cpu.current.state === at.haltPoll ? Math.max(cpu.segmentEndNs, cpu.frozenUntilNs) : cpu.segmentEndNs + lengthNs;
  if (cpu.current.state === at.guest) {
    disarmGuest(host.clocks);
    if (!goesOn) {
      host.accounts.guestNs += nowNs - vcpu.guestSinceNs;
      pauseCycle(host);
      vcpu.gapStartNs = nowNs;
    }
  }
  armCpu(host, cpu);
  if (host.tracer !== null) trace(host, cpu.id, 'stolen by L0', `${lengthNs} ns`);
}

/** L0 gives the CPU back. */
export function thaw(host: Host, cpu: Cpu): void {
  host.clocks[thawClock(cpu)] = Infinity;
  cpu.frozenUntilNs = 0;
  trace(host, cpu.id, 'given back by L0');
  if (cpu.current.state === at.guest) resumeStolenGuest(host);
  armCpu(host, cpu);
  deliver(host, cpu);
}

function resumeStolenGuest(host: Host): void {
  const { vcpu, nowNs } = host;
  vcpu.guestSinceNs = nowNs;
  sampleInstrument(host);
  armGuest(host);
}

function thawClock(cpu: Cpu): Clock {
  return cpu.id === 1 ? clock.thaw1 : clock.thaw2;
}

/** L0 takes the housekeeping CPU: the grace-period kthread and jiffies stand still. */
export function stealHousekeeping(host: Host, lengthNs: number): void {
  if (host.housekeepingFrozenUntilNs > host.nowNs) return;
  host.housekeepingFrozenSinceNs = host.nowNs;
  host.housekeepingFrozenUntilNs = host.nowNs + lengthNs;
}
