import { canStopTick, schedNeedsTick, tickEdgeAt } from '../kernel/tick.js';
import type { Cpu, Task } from './cpu.js';
import { trace, type Host } from './host.js';
import { tickClock } from './segment.js';

/** Returns whether the scheduler's own needs hold the tick: SCHED_OTHER tasks share the CPU. */
export function schedDependency(host: Host, cpu: Cpu): boolean {
  let other = 0;
  let fifo = 0;
  const count = (task: Task) => {
    if (!task.runnable) return;
    if (task.rank > 0) fifo++;
    else other++;
  };
  if (host.vcpu.cpu === cpu.id) count(host.vcpu.task);
  count(cpu.rcuc);
  count(cpu.ksoftirqd);
  for (const work of cpu.works) count(work);
  return schedNeedsTick(other, fifo);
}

/** Returns whether a posix, perf or clock dependency holds the tick of the vCPU's CPU. */
function heldFromOutside(host: Host, cpu: Cpu): boolean {
  if (cpu.id !== host.vcpu.cpu) return false;
  return host.scenario.ticks.keptOn || host.nowNs < host.dependencyUntilNs;
}

/**
 * Stops, keeps or restarts the tick: what a nohz_full CPU does at the end of every interrupt outside the idle task.
 *
 * @see `tick_nohz_irq_exit()` and `tick_nohz_full_update_tick()`, kernel/time/tick-sched.c
 */
export function updateTick(host: Host, cpu: Cpu): void {
  if (!cpu.nohzFull || cpu.current.kind === 'idle') return;
  if (canStop(host, cpu)) stopTick(host, cpu);
  else restartTick(host, cpu);
}

function canStop(host: Host, cpu: Cpu): boolean {
  return canStopTick({
    held: heldFromOutside(host, cpu),
    rcu: cpu.rdp.forcedTick,
    rcuExp: cpu.tickHeldByExpedited,
    sched: schedDependency(host, cpu),
  });
}

/**
 * A task left the CPU: if SCHED_OTHER tasks share it now, with no FIFO task before them, a stopped tick restarts.
 *
 * @see `sched_update_tick_dependency()`, kernel/sched/sched.h
 */
export function updateSchedDependency(host: Host, cpu: Cpu): void {
  if (cpu.nohzFull && cpu.tickStopped && schedDependency(host, cpu)) restartTick(host, cpu);
}

/**
 * The idle loop is over: a tick that idle stopped restarts, on a nohz_full CPU only if something holds it. One that ran on
 * in idle goes on, until the next interrupt.
 *
 * @see `tick_nohz_idle_exit()`, kernel/time/tick-sched.c
 */
export function updateTickAfterIdle(host: Host, cpu: Cpu): void {
  if (!cpu.tickStopped || (cpu.nohzFull && canStop(host, cpu))) return;
  restartTick(host, cpu);
  cpu.restartNs = host.facts.tickRestartNs;
}

/** Stops the tick; what it was due for is left to timer-wheel timers. */
export function stopTick(host: Host, cpu: Cpu): void {
  if (cpu.tickStopped) return;
  cpu.tickStopped = true;
  host.clocks[tickClock(cpu)] = Infinity;
  trace(host, cpu.id, 'tick_stop');
}

/** Lets the tick run again from its next edge on. */
export function restartTick(host: Host, cpu: Cpu): void {
  if (!cpu.tickStopped) return;
  cpu.tickStopped = false;
  host.clocks[tickClock(cpu)] = nextEdge(host, cpu);
  trace(host, cpu.id, 'tick restarts');
}

/** A timer-wheel timer expires now: a stopped tick fires once, at its next edge. */
export function fireTimer(host: Host, cpu: Cpu): void {
  const clockIndex = tickClock(cpu);
  if (cpu.tickStopped) host.clocks[clockIndex] = Math.min(host.clocks[clockIndex]!, nextEdge(host, cpu));
}

/** The tick's clock has fired: sets it to the following edge, or to none while the tick is stopped. */
export function rearmTick(host: Host, cpu: Cpu): void {
  host.clocks[tickClock(cpu)] = cpu.tickStopped ? Infinity : host.nowNs + host.facts.tickNs;
}

function nextEdge(host: Host, cpu: Cpu): number {
  const edgeNs = tickEdgeAt(host.nowNs, host.facts.tickNs, cpu.tickPhaseNs);
  return edgeNs > host.nowNs ? edgeNs : edgeNs + host.facts.tickNs;
}
