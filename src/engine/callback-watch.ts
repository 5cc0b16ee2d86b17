import type { RcuData } from '../kernel/rcu-data.js';
import { gpInProgress } from '../kernel/rcu-data.js';
import type { Cpu } from './cpu.js';
import { modelledCpus } from './grace-period.js';
import type { Host } from './host.js';
import { actsAtTicks, atNextTick } from './housekeeping.js';
import { broken } from './invariants.js';

/** Follows everybody who waits for a grace period: callers of `synchronize_rcu()` and callbacks that a CPU runs itself. */
export interface CallbackWatch {
  /** `count` callers return, `lengthNs` after their call. */
  returned(lengthNs: number, count: number): void;
  /** To be called after every event; throws if one was served too early, twice or never. */
  afterEvent(host: Host, policyId: string): void;
}

/** Callbacks of one CPU that are in the same state. */
interface Lot {
  count: number;
  /** So many grace periods must have ended before they may run. */
  needs: number;
}

/** The callbacks of one CPU by state, and RCU's own marks of these states when last looked at. */
interface Lots {
  readonly unassigned: Lot;
  readonly next: Lot;
  readonly awaiting: Lot;
  readonly ready: Lot;
  awaitSeq: number;
  nextSeq: number;
}

interface Callers {
  /** Calls that have not returned [ns], in order. */
  pending: number[];
  readonly lengthsNs: number[];
  gpSeq: number;
  /** When the last grace period began [ns]. */
  startNs: number;
}

/** Returns a watch that has seen nothing yet. */
export function watchCallbacks(): CallbackWatch {
  const callers: Callers = { pending: [], lengthsNs: [], gpSeq: 0, startNs: 0 };
  const lots = [0, 1, 2].map(createLots);
  let queued = 0;
  return {
    returned(lengthNs, count) {
      for (let i = 0; i < count; i++) callers.lengthsNs.push(lengthNs);
    },
    afterEvent(host, policyId) {
      followCallers(host, callers, policyId);
      const added = host.cursors.callbacks - queued;
      queued = host.cursors.callbacks;
      for (const cpu of modelledCpus(host)) {
        if (!cpu.rdp.offloaded) followLots(host, cpu, lots[cpu.id]!, host.vcpu.cpu === cpu.id ? added : 0, policyId);
      }
    },
  };
}

function createLots(): Lots {
  const lot = () => ({ count: 0, needs: 0 });
  return { unassigned: lot(), next: lot(), awaiting: lot(), ready: lot(), awaitSeq: 0, nextSeq: 0 };
}

function followCallers(host: Host, callers: Callers, policyId: string): void {
  const { gp, rcu, nowNs } = host;
  const begins = rcu.gpSeq !== callers.gpSeq && gpInProgress(rcu.gpSeq);
  const endedStartNs = callers.startNs;
  if (begins) callers.startNs = nowNs;
  callers.gpSeq = rcu.gpSeq;
  for (const lengthNs of callers.lengthsNs.splice(0)) {
    const calledNs = returnsNs(host) - lengthNs;
    const place = callers.pending.indexOf(calledNs);
    if (place < 0) throw broken(host, policyId, 0, 'a caller returns that does not wait');
    if (calledNs > endedStartNs)
      throw broken(host, policyId, 0, 'a caller returns from a grace period older than its call');
    callers.pending.splice(place, 1);
  }
  const { pending } = callers;
  const waits = gp.served.length + gp.waiting.length;
  if (waits < pending.length) throw broken(host, policyId, 0, 'a caller is forgotten');
  while (pending.length < waits) pending.push(nowNs);
}

/** When the callers of the grace period that just ended return [ns]. */
function returnsNs(host: Host): number {
  const { nowNs, scenario } = host;
  const { gracePeriods, costs } = scenario;
  if (actsAtTicks(host) && !gracePeriods.wakeFromGp) return atNextTick(host, nowNs);
  return nowNs + (gracePeriods.wakeFromGp ? 0 : Math.round(costs.callbackPathUs * 1000));
}

/** Moves the callbacks of one CPU on as RCU's marks moved since the last event. */
function followLots(host: Host, cpu: Cpu, lots: Lots, added: number, policyId: string): void {
  const { rdp } = cpu;
  const { unassigned, next, awaiting, ready } = lots;
  if (added > 0) {
    const { gpSeq } = host.rcu;
    unassigned.count += added;
    unassigned.needs = ended(gpSeq) + (gpInProgress(gpSeq) ? 2 : 1);
  }
  if (lots.awaitSeq > 0 && rdp.callbacksAwaitSeq !== lots.awaitSeq) {
    becomeReady(host, awaiting, ready, cpu.id, policyId);
    if (rdp.callbacksAwaitSeq === lots.nextSeq) move(next, awaiting);
    else if (rdp.callbacksNextSeq !== lots.nextSeq) becomeReady(host, next, ready, cpu.id, policyId);
  }
  if (!rdp.callbacksUnassigned) move(unassigned, rdp.callbacksNextSeq > 0 ? next : awaiting);
  if (!rdp.callbacksReady) ready.count = 0;
  lots.awaitSeq = rdp.callbacksAwaitSeq;
  lots.nextSeq = rdp.callbacksNextSeq;
  checkMarks(host, rdp, lots, policyId);
}

function becomeReady(host: Host, from: Lot, ready: Lot, cpu: number, policyId: string): void {
  if (from.count > 0 && from.needs > ended(host.rcu.gpSeq)) {
    throw broken(host, policyId, cpu, 'a callback is ready before its grace period ended');
  }
  move(from, ready);
}

/** Every callback is in the state that RCU marks, and none is in a state that it does not mark. */
function checkMarks(host: Host, rdp: RcuData, lots: Lots, policyId: string): void {
  const demand = (state: string, { count }: Lot, marked: boolean) => {
    if (count > 0 === marked) return;
    throw broken(host, policyId, rdp.cpu, `callbacks ${state}: ${count} queued, ${marked ? 'some' : 'none'} marked`);
  };
  demand('without a grace period', lots.unassigned, rdp.callbacksUnassigned);
  demand('behind others', lots.next, rdp.callbacksNextSeq > 0);
  demand('waiting', lots.awaiting, rdp.callbacksAwaitSeq > 0);
  demand('ready', lots.ready, rdp.callbacksReady);
}

function move(from: Lot, to: Lot): void {
  if (from.count === 0) return;
  to.count += from.count;
  to.needs = Math.max(to.needs, from.needs);
  from.count = 0;
}

/** Returns how many grace periods have ended at this sequence number. */
function ended(gpSeq: number): number {
  return Math.floor(gpSeq / 4);
}
