import { at } from '../kernel/cpu-state.js';
import { clock } from './clocks.js';
import { cpuOf, type Host } from './host.js';
import { scheduled, withInterrupt, withTick } from './housekeeping-work.js';
import { stealCpu } from './steal.js';
import type { SharedThread } from './thread-state.js';
import { bringUpToDate, deadlineNs, expectGuestTimer } from './thread-turn.js';
import { firstAtTick, plainTickNs } from './turn-order.js';

/**
 * A turn on the thread ends: a timer expires, on whichever CPU or that of the grid of turns, or the CPU that has the thread idles.
 *
 * @see `rr_cpu_thread_fn()`, accel/tcg/tcg-accel-ops-rr.c, QEMU 7.2: every deadline of the virtual clock ends the turn
 */
export function endTurn(host: Host): void {
  const { clocks, nowNs, thread, vcpu } = host;
  bringUpToDate(host);
  const wasBusy = thread.work.restNs > 0;
  const edge = nowNs === thread.nextEdgeNs;
  if (edge) beginTick(host);
  if (vcpu.timerOnHousekeeping && clocks[clock.wake] === nowNs) serveGuestTimer(host);
  giveThread(host, edge ? firstAtEdge(host, wasBusy) : nextInTurn(host));
  if (edge) thread.timerSetNs = nowNs + plainTickNs(host, nowNs);
}

function beginTick(host: Host): void {
  const { facts, nowNs, thread } = host;
  const tickNs = plainTickNs(host, nowNs);
  thread.nextEdgeNs = nowNs + facts.tickNs;
  thread.work = withTick(host, thread.work, tickNs, thread.nextEdgeNs);
}

/** The guest's timer expires on the housekeeping CPU, which wakes the vCPU when it has come to it. */
function serveGuestTimer(host: Host): void {
  const { facts, nowNs, thread, vcpu } = host;
  const fromIdleNs = thread.work.restNs > 0 ? 0 : facts.fromIdleNs;
  vcpu.timerOnHousekeeping = false;
  thread.work = withInterrupt(host, thread.work, clock.wake, facts.remoteTimerNs! + fromIdleNs);
  thread.timerSetNs = nowNs;
}

/** In turn: whoever did not have the thread, if it has something to do. */
function nextInTurn(host: Host): SharedThread['holder'] {
  const { holder, work } = host.thread;
  if (work.restNs === 0) return 'vcpu';
  return holder === 'vcpu' || !hasSomethingToDo(host) ? 'housekeeping' : 'vcpu';
}

/** Where both CPUs tick two timers expire close together, and two turns end: it stays as it was, if both had something to do. */
function firstAtEdge(host: Host, wasBusy: boolean): SharedThread['holder'] {
  const { clocks, nowNs, thread } = host;
  if (clocks[clock.tick1] !== nowNs) return nextInTurn(host);
  return wasBusy && !halted(host) ? thread.holder : firstAtTick(host);
}

function giveThread(host: Host, holder: SharedThread['holder']): void {
  const { clocks, nowNs, thread, vcpu } = host;
  const untilNs = deadlineNs(host);
  thread.holder = holder;
  if (holder === 'housekeeping') {
    const lengthNs = Math.min(thread.work.restNs, untilNs - nowNs);
    clocks[clock.turn] = nowNs + lengthNs;
    thread.work = scheduled(host, thread.work, nowNs);
    stealCpu(host, cpuOf(host, 1), lengthNs);
  } else {
    clocks[clock.turn] = thread.work.restNs > 0 ? untilNs : thread.nextEdgeNs;
    thread.work = scheduled(host, thread.work, untilNs);
    if (vcpu.timerOnHousekeeping) expectGuestTimer(host);
  }
}

/** The vCPU's CPU runs, or an interrupt wakes it now. */
function hasSomethingToDo(host: Host): boolean {
  const { clocks, nowNs, vcpu } = host;
  const wakes = vcpu.cpu === 1 && !vcpu.wokenRemotely && clocks[clock.wake] === nowNs;
  return !halted(host) || cpuOf(host, 1).pendingIrqs !== 0 || clocks[clock.tick1] === nowNs || wakes;
}

function halted(host: Host): boolean {
  const { current, irqUntilNs, softirqUntilNs } = cpuOf(host, 1);
  return current.state === at.idle && irqUntilNs < 0 && softirqUntilNs < 0 && host.scenario.host.idle !== 'poll';
}
