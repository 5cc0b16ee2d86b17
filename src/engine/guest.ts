import { at } from '../kernel/cpu-state.js';
import { awaited } from '../kernel/rcu-core.js';
import { rcuQs } from '../kernel/note-quiescent-state.js';
import { clock } from './clocks.js';
import type { Cpu } from './cpu.js';
import { exitTime, fastpathClass } from './exits.js';
import { cpuOf, trace, type Host } from './host.js';
import { serveTimer } from './guest-timer.js';
import { startSegment } from './segment.js';
import { cycleExitNs, pauseCycle } from './work-cycle.js';
import { hostJiffies } from './timekeeping.js';

/** The guest begins to execute: the gap, or a timer that expired meanwhile, becomes a sample. */
export function enterGuest(host: Host, cpu: Cpu): void {
  const { vcpu, nowNs } = host;
  startSegment(host, cpu, at.guest, Infinity);
  vcpu.guestSinceNs = nowNs;
  sampleInstrument(host);
  armGuest(host);
  trace(host, cpu.id, 'kvm_entry');
}

/** Records what the guest's instrument measures when the guest executes again. */
export function sampleInstrument(host: Host): void {
  const { vcpu, nowNs, scenario } = host;
  if (scenario.guest.instrument === 'oslat') {
    if (vcpu.gapStartNs >= 0) host.recorder.latency(nowNs - vcpu.gapStartNs, nowNs);
    return;
  }
  if (vcpu.expiryNs > nowNs) return;
  serveTimer(host, nowNs);
  if (scenario.guest.idle === 'hlt') {
    vcpu.haltDueNs = nowNs + scenario.costs.guestIrqNs + Math.round(scenario.guest.workUs * 1000);
  }
}

/** Sets the clocks of what can end the guest's run from inside. */
export function armGuest(host: Host): void {
  seekExit(host);
  host.clocks[clock.exit] = exitTime(host.world.exits, host.exitCursor);
  host.clocks[clock.guestTimer] = host.vcpu.expiryNs;
  host.clocks[clock.guestHalt] = cycleExitNs(host);
}

/** Exits that fell where the guest was not running are absorbed. */
function seekExit(host: Host): void {
  const { exits } = host.world;
  host.exitCursor = Math.max(host.exitCursor, exits.base);
  while (exitTime(exits, host.exitCursor) < host.nowNs) host.exitCursor++;
}

/** The guest stops executing, by an exit of its own (class) or by a host interrupt (-1). */
export function leaveGuest(host: Host, exitClass: number): void {
  const { vcpu, clocks, nowNs } = host;
  disarmGuest(clocks);
  host.accounts.guestNs += nowNs - vcpu.guestSinceNs;
  pauseCycle(host);
  vcpu.gapStartNs = nowNs;
  vcpu.exitClass = exitClass;
  host.recorder.exits(1);
  trace(host, vcpu.cpu, 'kvm_exit', exitClass < 0 ? 'host interrupt' : '');
}

/** Nothing can end the guest's run from inside while it does not run. */
export function disarmGuest(clocks: Float64Array): void {
  clocks[clock.exit] = Infinity;
  clocks[clock.guestTimer] = Infinity;
  clocks[clock.guestHalt] = Infinity;
}

/**
 * Handles exits that nothing else can touch in one step each: the guest is back before any other clock fires, so the
 * windows of the run loop need not be walked. Leaves the first exit that does not qualify to the run loop.
 *
 * @param untilNs - exits from then on are left alone [ns]
 * @returns whether any exit was taken
 */
export function takeQuietExits(host: Host, untilNs: number): boolean {
  const { vcpu, clocks, recorder, facts, world, scenario } = host;
  const cpu = cpuOf(host, vcpu.cpu);
  if (exitHasWork(host, cpu)) return false;
  const { base, length, timeNs, handlerNs, exitClass } = world.exits;
  const { quietClasses, contextTracking } = facts;
  const { exitNs, entryNs, windowNs, tailNs, loopNs, preEntryNs } = scenario.costs;
  const { maskedNs } = facts;
  const fastNs = exitNs + maskedNs.exit + maskedNs.entry + entryNs;
  const slowNs = fastNs + windowNs + tailNs + loopNs + preEntryNs;
  const oslat = scenario.guest.instrument === 'oslat';
  const hooked = hasExitHooks(host.policy);
  clocks[clock.exit] = Infinity;
  if (facts.quietTimer) clocks[clock.guestTimer] = Infinity;
  const limitNs = Math.min(untilNs, nextOther(clocks, host.live));
  let column = host.exitCursor - base;
  let exitAtNs = column < length ? timeNs[column]! : Infinity;
  let taken = 0;
  let guestNs = 0;
  let guestSinceNs = vcpu.guestSinceNs;
  for (;;) {
    const timer = vcpu.expiryNs <= exitAtNs;
    const startNs = timer ? vcpu.expiryNs : exitAtNs;
    if (startNs >= limitNs || !(timer || quietClasses[exitClass[column]!])) break;
    const fast = timer || exitClass[column] === fastpathClass;
    const gapNs = (timer ? loopNs : handlerNs[column]!) + (fast ? fastNs : slowNs);
    const endNs = startNs + gapNs;
    if (endNs >= limitNs) break;
    taken++;
    if (hooked) callExitHooks(host, cpu, startNs + exitNs, endNs - entryNs);
    if (oslat) recorder.latency(gapNs, endNs);
    else if (vcpu.expiryNs <= endNs) serveTimer(host, endNs);
    guestNs += startNs - guestSinceNs;
    guestSinceNs = endNs;
    while (exitAtNs < endNs) exitAtNs = ++column < length ? timeNs[column]! : Infinity;
  }
  clocks[clock.exit] = exitAtNs;
  clocks[clock.guestTimer] = vcpu.expiryNs;
  if (taken === 0) return false;
  host.exitCursor = base + column;
  host.nowNs = guestSinceNs;
  host.accounts.guestNs += guestNs;
  vcpu.guestSinceNs = guestSinceNs;
  recorder.exits(taken);
  if (contextTracking) cpu.ct.eqsCount += 2 * taken;
  else rcuQs(cpu.rdp);
  return true;
}

function hasExitHooks({ guestExit, guestEnter, quiescentState }: Host['policy']): boolean {
  return guestExit !== undefined || guestEnter !== undefined || quiescentState !== undefined;
}

/** What a policy does on the way out of the guest and back in. */
function callExitHooks(host: Host, cpu: Cpu, outNs: number, inNs: number): void {
  const { policy } = host;
  policy.guestExit?.(cpu.id, hostJiffies(host, outNs), outNs);
  policy.quiescentState?.(cpu.id, hostJiffies(host, inNs));
  policy.guestEnter?.(cpu.id, hostJiffies(host, inNs), inNs);
}

/** There is something to do, or to tell, that a quiet exit would leave out. */
function exitHasWork(host: Host, cpu: Cpu): boolean {
  const { vcpu } = host;
  if (host.facts.timerExit !== null) return true;
  if (host.tracer !== null || vcpu.terminating || vcpu.deferredWakeupsDue > 0) return true;
  if (!host.facts.contextTracking && !host.facts.preemptRcu && cpu.rdp.urgentQs) return true;
  if (host.policy.onGuestExit !== 'report-quiescent-state') return false;
  return awaited(host.rnp, cpu.id) || cpu.rdp.gpSeq !== host.rnp.gpSeq;
}

function nextOther(clocks: Float64Array, live: Uint8Array): number {
  let firstNs = Infinity;
  for (let i = 0; i < live.length; i++) firstNs = Math.min(firstNs, clocks[live[i]!]!);
  return firstNs;
}
