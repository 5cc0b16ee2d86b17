import { at } from '../kernel/cpu-state.js';
import { chooseCState, observeIdle, predictIdleNs, tickWakeNs } from '../kernel/halt.js';
import { rcuNeedsCpu } from '../kernel/rcu-data.js';
import { clock } from './clocks.js';
import type { Cpu } from './cpu.js';
import { trace, type Host } from './host.js';
import { enterEqs, exitEqs } from './quiescent-state.js';
import { schedule } from './scheduling.js';
import { yieldThread } from './thread-turn.js';
import { startSegment, tickClock } from './segment.js';
import { fireTimer, restartTick, stopTick, updateTickAfterIdle } from './tick-control.js';

/**
 * The idle task's segment is over: into the idle state, again after an interrupt that woke nobody, or on to a task that
 * woke meanwhile.
 *
 * @see `do_idle()`, kernel/sched/idle.c
 */
export function advanceIdle(host: Host, cpu: Cpu): void {
  const { state } = cpu.current;
  if (state === at.idleMasked) enterIdle(host, cpu);
  else if (!cpu.needResched) maskInterrupts(host, cpu);
  else if (state === at.idleEntry) leaveIdle(host, cpu);
  else {
    updateTickAfterIdle(host, cpu);
    schedule(host, cpu);
    if (!cpu.switching) startSegment(host, cpu, at.idleEntry, host.scenario.costs.idleEntryNs);
  }
}

/** The last steps into idle, with interrupts off: what comes from here on finds the idle state. */
function maskInterrupts(host: Host, cpu: Cpu): void {
  const { idle } = host.facts.maskedNs;
  cpu.idleAgain = cpu.current.state === at.idleExit;
  if (idle > 0) startSegment(host, cpu, at.idleMasked, idle);
  else enterIdle(host, cpu);
}

/** What becomes of the tick, and how the CPU waits. Callbacks of the CPU's own need the tick. */
function enterIdle(host: Host, cpu: Cpu): void {
  const { idle } = host.scenario.host;
  if (idle === 'poll') waitPolling(host, cpu);
  else if (idle === 'halt') waitHalted(host, cpu);
  else waitGoverned(host, cpu);
  cpu.idleSinceNs = host.nowNs;
  startSegment(host, cpu, at.idle, Infinity);
  enterEqs(host, cpu);
  if (idle !== 'poll' && cpu.id === 1) yieldThread(host);
  if (host.tracer !== null) trace(host, cpu.id, 'idle', `C-state exit ${cpu.cStateExitNs} ns`);
}

/** With idle=poll the tick is on. */
function waitPolling(host: Host, cpu: Cpu): void {
  cpu.cStateExitNs = 0;
  cpu.irqsInEqs = true;
  restartTick(host, cpu);
}

/**
 * Nothing to choose: the tick stops once the idle loop has got one.
 *
 * @see `idle_call_stop_or_retain_tick()` and `default_idle_call()`, kernel/sched/idle.c, Linux 6.12.117
 */
function waitHalted(host: Host, cpu: Cpu): void {
  const { facts } = host;
  if (rcuNeedsCpu(cpu.rdp)) fireTimer(host, cpu);
  else if (cpu.idleAgain && cpu.tickEndedStay) stopTick(host, cpu);
  cpu.cStateExitNs = chooseCState(facts.cStates, 'C1', 0).exitNs;
  cpu.irqsInEqs = true;
}

/**
 * The governor's prediction decides between stopping the tick and keeping it, and, up to a tick that is kept, how deep the
 * processor sleeps.
 */
function waitGoverned(host: Host, cpu: Cpu): void {
  const { scenario, facts } = host;
  const predictedNs = predictStay(host, cpu);
  if (rcuNeedsCpu(cpu.rdp)) fireTimer(host, cpu);
  else if (predictedNs >= facts.tickNs) stopTick(host, cpu);
  const untilTickNs = host.clocks[tickClock(cpu)]! - host.nowNs;
  const cState = chooseCState(facts.cStates, scenario.host.deepestCState, Math.min(predictedNs, untilTickNs));
  cpu.cStateExitNs = cState.exitNs;
  cpu.irqsInEqs = cState.irqsInEqs;
}

function predictStay(host: Host, cpu: Cpu): number {
  if (cpu.idleStayNs > 0) observeIdle(cpu.governor, cpu.gotIdleTick ? tickWakeNs : cpu.idleStayNs);
  cpu.idleStayNs = 0;
  cpu.gotIdleTick = false;
  return predictIdleNs(cpu.governor, nextTimerNs(host, cpu), cpu.tickStopped, host.facts.tickNs);
}

/** Time to the next timer that the CPU knows of: the timer of a halted guest, or one of its timer wheel [ns]. */
function nextTimerNs(host: Host, cpu: Cpu): number {
  const { vcpu, clocks, nowNs, scenario } = host;
  if (vcpu.cpu !== cpu.id) return Infinity;
  const guestTimerNs = scenario.guest.hlt.workUs === undefined ? vcpu.expiryNs : vcpu.wakeAtNs;
  return Math.max(0, Math.min(guestTimerNs, clocks[clock.timer]!) - nowNs);
}

/** The stay in the idle state ends: RCU watches, the idle task is still current (E15e). */
export function leaveIdle(host: Host, cpu: Cpu): void {
  if (cpu.ct.inEqs) exitEqs(host, cpu);
  if (cpu.current.state === at.idle) endStay(host, cpu);
  startSegment(host, cpu, at.idleExit, host.scenario.costs.idleExitNs);
  trace(host, cpu.id, 'idle exit');
}

function endStay(host: Host, cpu: Cpu): void {
  if (host.scenario.host.idle === 'halt') {
    cpu.tickEndedStay = cpu.gotIdleTick;
    cpu.gotIdleTick = false;
  } else cpu.idleStayNs = host.nowNs - cpu.idleSinceNs;
}
