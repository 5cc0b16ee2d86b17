import { at } from '../kernel/cpu-state.js';
import { awaited } from '../kernel/rcu-core.js';
import { rcuQs } from '../kernel/sched-clock-irq.js';
import { clock } from './clocks.js';
import type { Cpu } from './cpu.js';
import { exitTime, fastpathClass } from './exits.js';
import { cpuOf, hostJiffies, trace, type Host } from './host.js';
import { startSegment } from './segment.js';

/** What a cyclictest thread does in the guest after its wake-up, before it sleeps again [ns]; assumed. */
const cyclictestWorkNs = 5000;

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
  const handlerNs = nowNs + scenario.costs.guestIrqNs;
  host.recorder.latency(handlerNs - vcpu.expiryNs, nowNs);
  const intervalNs = scenario.guest.intervalUs * 1000;
  vcpu.expiryNs += (Math.floor((handlerNs - vcpu.expiryNs) / intervalNs) + 1) * intervalNs;
  if (scenario.guest.idle === 'hlt') host.clocks[clock.guestHalt] = handlerNs + cyclictestWorkNs;
}

/** Sets the clocks of what can end the guest's run from inside. */
export function armGuest(host: Host): void {
  seekExit(host);
  host.clocks[clock.exit] = exitTime(host.world.exits, host.exitCursor);
  host.clocks[clock.guestTimer] = host.vcpu.expiryNs;
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
 */
export function takeQuietExits(host: Host, untilNs: number): void {
  const { vcpu, clocks, recorder, policy, facts, world, scenario } = host;
  const { exits } = world;
  const cpu = cpuOf(host, vcpu.cpu);
  if (host.tracer !== null || vcpu.deferredWakeupsDue > 0 || exitHasWork(host, cpu)) return;
  const oslat = scenario.guest.instrument === 'oslat';
  clocks[clock.exit] = Infinity;
  const limitNs = Math.min(untilNs, nextOther(clocks));
  const { exitNs, entryNs, windowNs, tailNs, loopNs, preEntryNs } = scenario.costs;
  const slowNs = exitNs + windowNs + tailNs + loopNs + preEntryNs + entryNs;
  const fastNs = exitNs + entryNs;
  let taken = 0;
  let cursor = host.exitCursor;
  let startNs = exitTime(exits, cursor);
  while (startNs < limitNs) {
    const column = cursor - exits.base;
    const exitClass = exits.exitClass[column]!;
    if (!facts.quietClasses[exitClass]) break;
    const lengthNs = exits.handlerNs[column]! + (exitClass === fastpathClass ? fastNs : slowNs);
    const endNs = startNs + lengthNs;
    if (endNs >= limitNs) break;
    taken++;
    cpu.ct.eqsCount += facts.contextTracking ? 2 : 0;
    if (policy.guestExit !== undefined) policy.guestExit(cpu.id, hostJiffies(host, startNs + exitNs), startNs + exitNs);
    if (policy.quiescentState !== undefined) policy.quiescentState(cpu.id, hostJiffies(host, endNs - entryNs));
    if (policy.guestEnter !== undefined) policy.guestEnter(cpu.id, hostJiffies(host, endNs - entryNs), endNs - entryNs);
    if (oslat) recorder.latency(lengthNs, endNs);
    host.accounts.guestNs += startNs - vcpu.guestSinceNs;
    vcpu.guestSinceNs = endNs;
    vcpu.gapStartNs = startNs;
    host.nowNs = endNs;
    cursor++;
    startNs = exitTime(exits, cursor);
    while (startNs < endNs) startNs = exitTime(exits, ++cursor);
  }
  host.exitCursor = cursor;
  if (taken > 0) {
    recorder.exits(taken);
    if (!facts.contextTracking) rcuQs(cpu.rdp);
  }
  clocks[clock.exit] = startNs;
}

/** The guest-exit notes of P10 have something to do that a quiet exit would leave out. */
function exitHasWork(host: Host, cpu: Cpu): boolean {
  if (host.policy.onGuestExit === 'report-quiescent-state') {
    return awaited(host.rnp, cpu.id) || cpu.rdp.gpSeq !== host.rnp.gpSeq;
  }
  return host.policy.onGuestExit === 'note-quiescent-state' && cpu.rdp.needHeavyQs;
}

function nextOther(clocks: Float64Array): number {
  let firstNs = Infinity;
  for (let i = 0; i < clocks.length; i++) firstNs = Math.min(firstNs, clocks[i]!);
  return firstNs;
}
