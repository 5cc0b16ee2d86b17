import { timerExpiryNs } from './instrument.js';
import { maskedNs } from './masked-stretch.js';
import type { NaiveCpu } from './naive-cpu.js';
import { write, type NaiveHost } from './naive-host.js';
import { tickNs } from './naive-jiffies.js';
import type { Segment } from './naive-task.js';
import { beginEqs, endEqs } from './quiescent-states.js';
import { fireOnce, restartTick, stopTick, tickIsHeld } from './tick-device.js';
import { leaveTurnToHousekeeping } from './turn-changes.js';

interface CState {
  readonly exitNs: number;
  readonly residencyNs: number;
  readonly interruptsInEqs: boolean;
}

/** C1, C1E and C6, as intel_idle has them. */
const cStates: Readonly<Record<'skx' | 'icx' | 'spr', readonly [CState, CState, CState]>> = {
  skx: [cState(2000, 2000, true), cState(10_000, 20_000), cState(133_000, 600_000)],
  icx: [cState(1000, 1000, true), cState(4000, 4000), cState(170_000, 600_000)],
  spr: [cState(1000, 1000), cState(2000, 4000), cState(290_000, 800_000)],
};
const cStateDepth = { C1: 0, C1E: 1, C6: 2 } as const;

/** What the governor makes of a stay that a tick ended (`MAX_INTERESTING`, less a little). */
const longStayNs = 45_000_000;
const rememberedStays = 8;

function cState(exitNs: number, residencyNs: number, interruptsInEqs = false): CState {
  return { exitNs, residencyNs, interruptsInEqs };
}

/** The way of the idle task: in and out of idle until something else is to run. */
export function idleTaskNext(host: NaiveHost, cpu: NaiveCpu): Segment {
  const { state } = cpu.current;
  if (state === 'idleMasked') return enterIdle(host, cpu);
  if (state === 'idle' || (state === 'idleEntry' && cpu.needResched)) return leaveIdle(host, cpu);
  if (!cpu.needResched) return prepareIdle(host, cpu);
  if (cpu.tick.stopped && (!cpu.nohzFull || tickIsHeld(host, cpu))) {
    restartTick(host, cpu);
    cpu.tickRestartedByIdle = true;
  }
  return { state: 'idleEntry', lengthNs: host.scenario.costs.idleEntryNs, atOnce: 'schedule' };
}

/** From here on nothing keeps the CPU from idle, though interrupts may be off for a while first. */
function prepareIdle(host: NaiveHost, cpu: NaiveCpu): Segment {
  cpu.idle.followsIdleExit = cpu.current.state === 'idleExit';
  const lengthNs = maskedNs(host.scenario, 'idle');
  return lengthNs > 0 ? { state: 'idleMasked', lengthNs } : enterIdle(host, cpu);
}

function enterIdle(host: NaiveHost, cpu: NaiveCpu): Segment {
  const { idle } = cpu;
  switch (host.scenario.host.idle) {
    case 'cstates':
      chooseCState(host, cpu);
      break;
    case 'halt':
      halt(host, cpu);
      break;
    case 'poll':
      idle.exitNs = 0;
      idle.interruptsInEqs = true;
      restartTick(host, cpu);
  }
  idle.enteredNs = host.nowNs;
  beginEqs(host, cpu);
  leaveTurnToHousekeeping(host, cpu);
  write(host, cpu.id, 'idle', `C-state exit ${idle.exitNs} ns`);
  return { state: 'idle', lengthNs: Infinity };
}

/** Without a choice there is nothing to predict: the tick stops once it has come in idle (`idle_call_stop_or_retain_tick()`). */
function halt(host: NaiveHost, cpu: NaiveCpu): void {
  const { idle } = cpu;
  if (hasCallbacks(cpu)) fireOnce(host, cpu);
  else if (idle.followsIdleExit && idle.tickEndedStay) stopTick(host, cpu);
  idle.exitNs = cStates[host.scenario.host.cpuModel][0].exitNs;
  idle.interruptsInEqs = true;
}

/** The governor stops the tick of a stay that it expects to be long, and chooses how deep the CPU sleeps. */
function chooseCState(host: NaiveHost, cpu: NaiveCpu): void {
  const { idle, tick } = cpu;
  const { cpuModel, deepestCState } = host.scenario.host;
  tellGovernor(cpu);
  const stayNs = predictedStayNs(host, cpu);
  if (hasCallbacks(cpu)) fireOnce(host, cpu);
  else if (stayNs >= tickNs(host.scenario)) stopTick(host, cpu);
  const untilNs = Math.min(stayNs, tick.nextNs - host.nowNs);
  const allowed = cStates[cpuModel].slice(0, cStateDepth[deepestCState] + 1);
  const chosen = allowed.findLast(({ residencyNs }) => residencyNs <= untilNs) ?? cStates[cpuModel][0];
  idle.exitNs = chosen.exitNs;
  idle.interruptsInEqs = chosen.interruptsInEqs;
}

function tellGovernor({ idle }: NaiveCpu): void {
  if (idle.stayNs > 0) idle.told = [...idle.told, idle.tickTaken ? longStayNs : idle.stayNs].slice(-rememberedStays);
  idle.stayNs = 0;
  idle.tickTaken = false;
}

function predictedStayNs(host: NaiveHost, { id, idle, tick }: NaiveCpu): number {
  const { vcpu, world, nowNs, scenario } = host;
  const worksInTurn = scenario.guest.hlt.workUs !== undefined;
  const guestTimerNs = worksInTurn ? (vcpu.waits?.untilNs ?? Infinity) : timerExpiryNs(host);
  const timerNs = vcpu.cpu.id === id ? Math.min(guestTimerNs, world.timers.nextNs) : Infinity;
  const toTimerNs = Math.max(nowNs, timerNs) - nowNs;
  const sum = idle.told.reduce((total, stay) => total + stay, 0);
  const meanNs = idle.told.length > 0 ? sum / idle.told.length : Infinity;
  const predictedNs = Math.min(meanNs, toTimerNs);
  return tick.stopped && predictedNs < tickNs(scenario) ? toTimerNs : predictedNs;
}

/** Callbacks of the CPU's own need its tick (`rcu_needs_cpu()`). */
function hasCallbacks({ offloaded, rcu: { callbacks } }: NaiveCpu): boolean {
  return !offloaded && (callbacks.ready || callbacks.unassigned || callbacks.wait > 0);
}

function leaveIdle(host: NaiveHost, cpu: NaiveCpu): Segment {
  if (cpu.rcu.inEqs) endEqs(host, cpu);
  if (cpu.current.state === 'idle') endStay(host, cpu);
  write(host, cpu.id, 'idle exit');
  return { state: 'idleExit', lengthNs: host.scenario.costs.idleExitNs };
}

function endStay({ nowNs, scenario }: NaiveHost, { idle }: NaiveCpu): void {
  idle.stayNs = nowNs - idle.enteredNs;
  if (scenario.host.idle !== 'halt') return;
  idle.tickEndedStay = idle.tickTaken;
  idle.tickTaken = false;
}
