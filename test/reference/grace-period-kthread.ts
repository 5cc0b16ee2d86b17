import { clearLeafBit, isComplete, synchronizeRcu } from './grace-period.js';
import { afterNextTickNs, afterTickNs, housekeepingIsDelayed } from './housekeeping-tick.js';
import { raiseInterrupt } from './interrupts.js';
import type { NaiveCpu } from './naive-cpu.js';
import { awaitedCpus, heldByL0, record, write, type NaiveHost } from './naive-host.js';
import { readJiffies, tickNs, timeOfJiffies, timerWheelExpiry } from './naive-jiffies.js';
import { condResched } from './quiescent-states.js';
import { idleSeq, type KthreadWait, type KthreadWakeUp } from './rcu-state.js';
import { scanDelays } from './scan-delays.js';
import { callsCondResched } from './scheduler.js';
import { gracePeriodStalls } from './stall-warnings.js';
import { awaitNoticeOfEnd } from './turn-changes.js';
import { lengthNs, uniform } from './world-draws.js';

/** The life of `rcu_preempt`: grace period after grace period, as long as one is wanted. */
export function* gracePeriodKthread(host: NaiveHost): Generator<KthreadWait, never, KthreadWakeUp> {
  const { gracePeriods, scenario } = host;
  const { gpInitNs, gpCleanupNs } = scenario.costs;
  for (;;) {
    yield { phase: 'idle', untilNs: Infinity };
    do {
      start(host);
      yield { phase: 'initialising', untilNs: host.nowNs + gpInitNs };
      initialiseLeaf(host);
      yield* forceQuiescentStates(host);
      yield { phase: 'cleaning up', untilNs: host.nowNs + gpCleanupNs };
      end(host);
    } while (gracePeriods.wanted || gracePeriods.waitingCallers.length > 0);
  }
}

/** Waits and scans until the grace period is complete (`rcu_gp_fqs_loop()`). */
function* forceQuiescentStates(host: NaiveHost): Generator<KthreadWait, void, KthreadWakeUp> {
  const { first, next } = scanDelays(host.scenario);
  do {
    const delay = host.gracePeriods.firstScanDone ? next : first;
    const why = yield { phase: 'waiting', untilNs: scanNs(host, delay) };
    if (why === 'last report') return;
    for (const cpu of awaitedCpus(host)) scan(host, cpu);
    host.gracePeriods.firstScanDone = true;
  } while (!isComplete(host));
}

function scanNs(host: NaiveHost, delayJiffies: number): number {
  const { scenario, nowNs } = host;
  const expiry = timerWheelExpiry(readJiffies(host), delayJiffies);
  const expiryNs = timeOfJiffies(scenario, expiry);
  const wokenNs = housekeepingIsDelayed(host) ? afterTickNs(host, expiryNs) : expiryNs;
  return Math.max(nowNs, wokenNs) + scenario.costs.fqsScanNs;
}

/** `rcu_gp_init()`, first half. */
function start(host: NaiveHost): void {
  const { gracePeriods, nowNs, scenario } = host;
  const { othersIdle } = scenario.gracePeriods;
  const place = Math.floor(nowNs / tickNs(scenario));
  gracePeriods.gpStart = readJiffies(host);
  gracePeriods.startedNs = nowNs;
  gracePeriods.gpSeq++;
  gracePeriods.wanted = false;
  gracePeriods.servedCallers = gracePeriods.waitingCallers;
  gracePeriods.waitingCallers = [];
  gracePeriods.firstScanDone = false;
  gracePeriods.anotherCpuIdle = uniform(scenario, 'others', place, 0) < othersIdle;
  gracePeriods.othersReportNs = othersReportNs(host);
  gracePeriods.othersEventNs = gracePeriods.othersReportNs;
  const { gpSeq, gpStart } = gracePeriods;
  const number = Math.floor(gpSeq / 4) + 1;
  write(host, 0, 'rcu_gp_init', `gp_seq ${gpSeq}, gp_start ${gpStart}, grace period ${number}`);
}

/** Returns when the other CPUs that are not idle will have reported [ns]. */
function othersReportNs(host: NaiveHost): number {
  const { nowNs, scenario } = host;
  if (housekeepingIsDelayed(host)) return afterNextTickNs(host);
  const place = Math.floor(nowNs / tickNs(scenario));
  return nowNs + lengthNs(scenario.gracePeriods.othersReport, uniform(scenario, 'others', place, 1));
}

/** `rcu_gp_init()`, second half: from now on CPUs can notice the grace period. */
function initialiseLeaf(host: NaiveHost): void {
  const { gracePeriods } = host;
  gracePeriods.leafSeq = gracePeriods.gpSeq;
  for (const { id } of awaitedCpus(host)) gracePeriods.leafMask.add(id);
  for (const cpu of host.cpus) {
    for (const task of [cpu.rcuc, ...cpu.threads]) task.blocksGracePeriod = task.preemptedInReader;
  }
}

/** Looks at one CPU from afar. */
function scan(host: NaiveHost, cpu: NaiveCpu): void {
  if (!host.gracePeriods.leafMask.has(cpu.id)) return;
  if (host.gracePeriods.firstScanDone) recheck(host, cpu);
  else snapshot(host, cpu);
}

/** `rcu_watching_snap_save()`. */
function snapshot(host: NaiveHost, cpu: NaiveCpu): void {
  const { rcu } = cpu;
  rcu.eqsSnapshot = rcu.eqsCounter;
  const verdict = rcu.inEqs ? 'in an extended quiescent state: credited' : 'watching: snapshot taken';
  write(host, cpu.id, 'fqs first scan', verdict);
  if (rcu.inEqs) clearLeafBit(host, cpu);
}

/** `rcu_watching_snap_recheck()`. */
function recheck(host: NaiveHost, cpu: NaiveCpu): void {
  const { rcu } = cpu;
  const credited = rcu.inEqs || rcu.eqsCounter !== rcu.eqsSnapshot;
  const resched = !credited && urge(host, cpu);
  const age = readJiffies(host) - host.gracePeriods.gpStart;
  const verdict = credited ? 'credited' : resched ? 'resched' : 'waiting';
  write(host, cpu.id, 'fqs scan', `${verdict}, age ${age} jiffies`);
  if (credited) {
    clearLeafBit(host, cpu);
    return;
  }
  const executes = cpu.busy === null && cpu.softirq === null && !heldByL0(host, cpu);
  if (executes && callsCondResched(host, cpu)) condResched(host, cpu);
  if (!resched) return;
  cpu.fqsWantsResched = true;
  raiseInterrupt(host, cpu, 'reschedule');
}

/** Asks a CPU for a quiescent state, more urgently with the age of the grace period; returns whether it is to reschedule. */
function urge(host: NaiveHost, { rcu, nohzFull }: NaiveCpu): boolean {
  const { scenario, gracePeriods } = host;
  const { toSchedQs } = scanDelays(host.scenario);
  const { gpStart } = gracePeriods;
  const jiffies = readJiffies(host);
  const reschedAt = gpStart + Math.floor((scenario.host.stallTimeoutSec * scenario.host.hz) / 2);
  if (!rcu.needHeavyQs && (jiffies > gpStart + 2 * toSchedQs || jiffies > reschedAt)) {
    rcu.needHeavyQs = true;
    rcu.urgentQs = true;
  } else if (jiffies > gpStart + toSchedQs) rcu.urgentQs = true;
  let resched = false;
  if (nohzFull && jiffies > rcu.lastFqsResched + 3 * toSchedQs) {
    rcu.urgentQs = true;
    rcu.lastFqsResched = jiffies;
    resched = true;
  }
  if (jiffies > reschedAt && jiffies > rcu.lastFqsResched + toSchedQs) {
    rcu.lastFqsResched = jiffies;
    resched = true;
  }
  return resched;
}

/** `rcu_gp_cleanup()`. */
function end(host: NaiveHost): void {
  const { gracePeriods, nowNs } = host;
  gracePeriods.gpSeq = idleSeq(gracePeriods.gpSeq) + 4;
  gracePeriods.leafSeq = gracePeriods.gpSeq;
  gracePeriods.leafMask.clear();
  gracePeriods.othersEventNs = Infinity;
  const lastedNs = nowNs - gracePeriods.startedNs;
  record(host, 'gracePeriod', lastedNs);
  const stalls = gracePeriodStalls(host.scenario, lastedNs);
  if (stalls > 0) record(host, 'stallWarnings', stalls);
  write(host, 0, 'rcu_gp_cleanup', `gp_seq ${gracePeriods.gpSeq}, ${lastedNs} ns after its start`);
  awaitNoticeOfEnd(host);
  returnCallers(host);
}

/** synchronize_rcu() returns to its callers, and those who always call again do. */
function returnCallers(host: NaiveHost): void {
  const { gracePeriods, nowNs, scenario } = host;
  const { thinkMs, backToBack, followUpShare = 0 } = scenario.gracePeriods;
  const returnNs = callersReturnNs(host);
  for (const calledNs of gracePeriods.servedCallers) record(host, 'syncRcu', returnNs - calledNs);
  if (thinkMs !== null && gracePeriods.servedCallers.length > 0) {
    gracePeriods.closedLoopCallNs = returnNs + Math.round(thinkMs * 1e6);
  }
  const place = Math.floor(nowNs / tickNs(scenario));
  if (gracePeriods.servedCallers.length > 0 && uniform(scenario, 'others', place, 2) < followUpShare) {
    gracePeriods.followUpNs = returnNs;
  }
  gracePeriods.servedCallers = [];
  if (backToBack) synchronizeRcu(host, 1);
}

/** Returns when those learn of the end who wait for it in synchronize_rcu() [ns]. */
function callersReturnNs(host: NaiveHost): number {
  const { nowNs, scenario } = host;
  if (scenario.gracePeriods.wakeFromGp) return nowNs;
  return housekeepingIsDelayed(host) ? afterNextTickNs(host) : nowNs + Math.round(scenario.costs.callbackPathUs * 1000);
}
