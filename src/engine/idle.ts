import { at } from '../kernel/cpu-state.js';
import { chooseCState, observeIdle, predictIdleNs } from '../kernel/halt.js';
import type { Cpu } from './cpu.js';
import { trace, type Host } from './host.js';
import { enterEqs, exitEqs } from './quiescent-state.js';
import { schedule } from './scheduling.js';
import { startSegment } from './segment.js';
import { restartTick, stopTick, updateTick } from './tick-control.js';

/** The idle task's segment is over: into the idle state, or on to a task that woke meanwhile. */
export function advanceIdle(host: Host, cpu: Cpu): void {
  if (cpu.current.state === at.idleEntry) {
    if (cpu.needResched) leaveIdle(host, cpu);
    else enterIdle(host, cpu);
    return;
  }
  schedule(host, cpu);
  if (cpu.current === cpu.idleTask) enterIdle(host, cpu);
}

/**
 * `do_idle()`: with idle=poll the tick is on; else the governor's prediction decides between stopping it and keeping it,
 * and how deep the processor sleeps.
 */
function enterIdle(host: Host, cpu: Cpu): void {
  const { scenario, facts } = host;
  cpu.idleSinceNs = host.nowNs;
  if (scenario.host.idle === 'poll') {
    cpu.cStateExitNs = 0;
    cpu.irqsInEqs = true;
    restartTick(host, cpu);
  } else {
    const predictedNs = predictIdleNs(cpu.governor);
    const cState = chooseCState(facts.cStates, scenario.host.deepestCState, predictedNs);
    cpu.cStateExitNs = cState.exitNs;
    cpu.irqsInEqs = cState.irqsInEqs;
    if (predictedNs >= facts.tickNs) stopTick(host, cpu);
  }
  startSegment(host, cpu, at.idle, Infinity);
  enterEqs(host, cpu);
  if (host.tracer !== null) trace(host, cpu.id, 'idle', `C-state exit ${cpu.cStateExitNs} ns`);
}

/** The idle loop ends: RCU watches, the idle task is still current (E15e). */
export function leaveIdle(host: Host, cpu: Cpu): void {
  if (cpu.ct.inEqs) exitEqs(host, cpu);
  if (cpu.current.state === at.idle) observeIdle(cpu.governor, host.nowNs - cpu.idleSinceNs);
  startSegment(host, cpu, at.idleExit, host.scenario.costs.idleExitNs);
  if (cpu.nohzFull) updateTick(host, cpu);
  else restartTick(host, cpu);
  trace(host, cpu.id, 'idle exit');
}
