import { clearLeafBit, gracePeriodInProgress, requestGracePeriod, wakeKthreadFromAfarIfLast } from './grace-period.js';
import type { NaiveCpu } from './naive-cpu.js';
import { write, type NaiveHost } from './naive-host.js';
import { readJiffies, tickNs } from './naive-jiffies.js';
import { idleSeq } from './rcu-state.js';
import { uniform } from './world-draws.js';

/** `rcu_core()`: learns of grace periods, reports the quiescent state, sees to the CPU's own callbacks. */
export function rcuCore(host: NaiveHost, cpu: NaiveCpu): void {
  const { rcu } = cpu;
  const noticed = !leafLockIsBusy(host) && noticeGracePeriods(host, cpu);
  const reported = rcu.coreNeedsQs && !rcu.cpuNoQs && reportQuiescentState(host, cpu);
  const asks =
    !cpu.offloaded &&
    rcu.callbacks.unassigned &&
    (noticed || reported || !gracePeriodInProgress(host)) &&
    assignCallbacks(host, cpu);
  rcu.callbacks.ready = false;
  rcu.deferredWakeup = false;
  const news = noticed ? `notices gp_seq ${rcu.gpSeq}` : 'nothing new';
  write(host, cpu.id, 'rcu_core', news + (reported ? ', reports its quiescent state' : ''));
  if (reported) wakeKthreadFromAfarIfLast(host);
  if (asks) requestGracePeriod(host);
}

/** `rcu_report_qs_rdp()`: returns whether the CPU was awaited. A quiescent state of an earlier grace period is none of this one. */
function reportQuiescentState(host: NaiveHost, cpu: NaiveCpu): boolean {
  const { leafSeq, leafMask } = host.gracePeriods;
  if (cpu.rcu.gpSeq !== leafSeq) {
    cpu.rcu.cpuNoQs = true;
    return false;
  }
  cpu.rcu.coreNeedsQs = false;
  if (!leafMask.has(cpu.id)) return false;
  clearLeafBit(host, cpu);
  return true;
}

/** Whether `note_gp_changes()` finds the lock of the leaf taken, by those who report at the same tick, and leaves it at that. */
function leafLockIsBusy({ gracePeriods, nowNs, scenario }: NaiveHost): boolean {
  const place = Math.floor(nowNs / tickNs(scenario));
  const othersReport =
    gracePeriods.wait.phase === 'waiting' && Math.floor(gracePeriods.othersReportNs / tickNs(scenario)) === place;
  return othersReport && uniform(scenario, 'leaf-lock', place, 0) < (scenario.gracePeriods.leafLockBusyShare ?? 0);
}

/** `note_gp_changes()`; returns whether there were any. */
function noticeGracePeriods(host: NaiveHost, cpu: NaiveCpu): boolean {
  const { rcu } = cpu;
  const { leafSeq, leafMask } = host.gracePeriods;
  if (rcu.gpSeq === leafSeq) return false;
  const awaited = leafMask.has(cpu.id);
  if (rcu.gpSeq < idleSeq(leafSeq)) rcu.coreNeedsQs = false;
  else if (rcu.coreNeedsQs) rcu.coreNeedsQs = awaited;
  if (idleSeq(rcu.gpSeq + 3) < leafSeq) {
    rcu.cpuNoQs = awaited;
    rcu.coreNeedsQs = awaited;
    rcu.lastFqsResched = readJiffies(host);
  }
  rcu.gpSeq = leafSeq;
  advanceCallbacks(host, cpu);
  return true;
}

/** What `qs-on-guest-exit-ideal` imagines: the guest's exit does all of RCU core's work for the grace period. */
export function reportAtGuestExit(host: NaiveHost, cpu: NaiveCpu): void {
  noticeGracePeriods(host, cpu);
  cpu.rcu.cpuNoQs = false;
  cpu.rcu.coreNeedsQs = false;
  if (!host.gracePeriods.leafMask.has(cpu.id)) return;
  clearLeafBit(host, cpu);
  wakeKthreadFromAfarIfLast(host);
}

function advanceCallbacks(host: NaiveHost, { rcu: { callbacks } }: NaiveCpu): void {
  while (callbacks.wait > 0 && callbacks.wait <= idleSeq(host.gracePeriods.leafSeq)) {
    callbacks.ready = true;
    callbacks.wait = callbacks.next;
    callbacks.next = 0;
  }
}

/** `rcu_accelerate_cbs()`; returns whether a grace period is to be asked for. */
function assignCallbacks({ gracePeriods }: NaiveHost, { rcu: { callbacks } }: NaiveCpu): boolean {
  const seq = idleSeq(gracePeriods.gpSeq + 7);
  if (callbacks.next > 0 && callbacks.next < seq) return false;
  if (callbacks.wait === 0) callbacks.wait = seq;
  else if (callbacks.wait < seq) callbacks.next = seq;
  callbacks.unassigned = false;
  return true;
}
