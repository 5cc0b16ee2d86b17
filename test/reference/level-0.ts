import { executeGuest, interruptGuest } from './guest-execution.js';
import { deliverInterrupts } from './interrupts.js';
import { shiftSegment, type NaiveCpu } from './naive-cpu.js';
import { heldByL0, write, type NaiveHost } from './naive-host.js';
import { taskStates } from './task-states.js';
import { lengthNs, type Arrivals } from './world-draws.js';

/** L0 wants the housekeeping CPU. */
export function stealHousekeeping({ housekeeping, scenario, nowNs }: NaiveHost, steals: Arrivals): void {
  if (housekeeping.heldUntilNs <= nowNs) {
    housekeeping.heldSinceNs = nowNs;
    housekeeping.heldUntilNs = nowNs + lengthNs(scenario.nested.length, steals.uniform(1));
  }
}

/** L0 wants a modelled CPU, for a drawn length. */
export function steal(host: NaiveHost, cpu: NaiveCpu, steals: Arrivals): void {
  stealFor(host, cpu, lengthNs(host.scenario.nested.length, steals.uniform(1)));
}

/** L0 wants a modelled CPU; with the hint it waits where RCU would suffer, unless it wants no time at all. */
export function stealFor(host: NaiveHost, cpu: NaiveCpu, stealNs: number): void {
  if (heldByL0(host, cpu) || cpu.steal.waitingNs !== null) return;
  if (host.scenario.nested.hint && inCriticalSection(cpu)) cpu.steal.waitingNs = stealNs > 0 ? stealNs : null;
  else take(host, cpu, stealNs);
}

/** Takes the CPU for which L0 waited, if it may be taken now. */
export function stealIfWaiting(host: NaiveHost, cpu: NaiveCpu): void {
  const { waitingNs } = cpu.steal;
  if (waitingNs === null || inCriticalSection(cpu)) return;
  cpu.steal.waitingNs = null;
  take(host, cpu, waitingNs);
}

function inCriticalSection({ busy, softirq, current }: NaiveCpu): boolean {
  const open = current.state === 'guest' || current.state === 'idle' || taskStates[current.state].preemptible;
  return busy !== null || softirq !== null || !open;
}

function take(host: NaiveHost, cpu: NaiveCpu, stealNs: number): void {
  const { current, steal: hold } = cpu;
  const goesOn = hold.held;
  hold.held = true;
  hold.heldUntilNs = host.nowNs + stealNs;
  if (cpu.busy !== null) cpu.busy.endsNs += stealNs;
  if (cpu.softirq !== null) cpu.softirq.endsNs += stealNs;
  if (current.state === 'haltPoll') current.endsNs = Math.max(current.endsNs, hold.heldUntilNs);
  shiftSegment(cpu, stealNs);
  if (current.state === 'guest' && !goesOn) interruptGuest(host);
  write(host, cpu.id, 'stolen by L0', `${stealNs} ns`);
}

/** L0 gives the CPU back. */
export function giveBack(host: NaiveHost, cpu: NaiveCpu): void {
  cpu.steal.held = false;
  write(host, cpu.id, 'given back by L0');
  if (cpu.current.state === 'guest') executeGuest(host);
  deliverInterrupts(host, cpu);
}
