import { RCU_SEQ_STEP } from '../kernel/rcu-data.js';
import { awaited, clearQsmask } from '../kernel/rcu-core.js';
import { snapRecheck, snapSave } from '../kernel/force-quiescent-state.js';
import { timeOfJiffies, timerWheelExpiry } from '../kernel/jiffies.js';
import { clock } from './clocks.js';
import { irq, type Cpu, type Task } from './cpu.js';
import { startGracePeriod } from './gp-request.js';
import { returnToCallers } from './gp-return.js';
import { gracePeriodComplete, wakeGpKthread } from './gp-wakeup.js';
import { trace, type Host } from './host.js';
import { actsAtTicks, afterTick, atNextTick } from './housekeeping.js';
import { raiseIrq } from './interrupts.js';
import { condResched } from './quiescent-state.js';
import { callsCondResched } from './scheduling.js';
import { hostJiffies } from './timekeeping.js';

/** The grace-period kthread acts: it has been woken for a grace period, its leaf is initialised, its wait for a scan is over, or its cleanup is done. */
export function runGpKthread(host: Host): void {
  if (host.housekeepingFrozenUntilNs > host.nowNs) {
    host.clocks[clock.gpKthread] = host.housekeepingFrozenUntilNs;
    return;
  }
  if (host.gp.phase === 'idle') startGracePeriod(host);
  else if (host.gp.phase === 'init') initLeaf(host);
  else if (host.gp.phase === 'wait') forceQuiescentState(host);
  else endGracePeriod(host);
}

/** The leaf learns of the grace period: every modelled CPU owes it a quiescent state. */
function initLeaf(host: Host): void {
  const { rnp, rcu, gp, cpus } = host;
  rnp.gpSeq = rcu.gpSeq;
  for (const cpu of modelledCpus(host)) rnp.qsmask |= 1 << cpu.id;
  gp.blockers = 0;
  for (const cpu of cpus) for (const task of [cpu.rcuc, ...cpu.works]) holdIfInReader(host, task);
  gp.phase = 'wait';
  waitForScan(host, host.facts.delays.first);
}

/** A reader that was switched out before the grace period began holds it too. */
function holdIfInReader(host: Host, task: Task): void {
  task.blocksGracePeriod = task.preemptedInReader;
  if (task.blocksGracePeriod) host.gp.blockers++;
}

/** The CPUs whose quiescent states are modelled one by one: the second only where the vCPU can migrate to it. */
export function modelledCpus(host: Host): readonly Cpu[] {
  return host.facts.migrates ? host.cpus.slice(1) : host.cpus.slice(1, 2);
}

function waitForScan(host: Host, delay: number): void {
  const { tickNs, lagNs } = host.facts;
  const expiry = timerWheelExpiry(hostJiffies(host, host.nowNs), delay);
  const wokenNs = Math.max(host.nowNs, afterTick(host, timeOfJiffies(expiry, tickNs, lagNs)));
  host.clocks[clock.gpKthread] = wokenNs + host.scenario.costs.fqsScanNs;
}

/** One scan: the first takes snapshots, later ones compare, credit and urge. */
function forceQuiescentState(host: Host): void {
  const { gp, facts } = host;
  const first = !gp.firstScanDone;
  gp.firstScanDone = true;
  for (const cpu of modelledCpus(host)) {
    if (awaited(host.rnp, cpu.id)) scanCpu(host, cpu, first);
  }
  if (gracePeriodComplete(host)) wakeGpKthread(host);
  else waitForScan(host, facts.delays.next);
}

function scanCpu(host: Host, cpu: Cpu, first: boolean): void {
  const { rcu, facts, scenario } = host;
  if (first) {
    const credited = snapSave(cpu.rdp, cpu.ct);
    trace(
      host,
      cpu.id,
      'fqs first scan',
      credited ? 'in an extended quiescent state: credited' : 'watching: snapshot taken',
    );
    if (credited) clearQsmask(host.rnp, cpu.rdp);
    return;
  }
  const jiffies = hostJiffies(host, host.nowNs);
  const reschedAt = rcu.gpStart + Math.floor((scenario.host.stallTimeoutSec * scenario.host.hz) / 2);
  const verdict = snapRecheck(cpu.rdp, cpu.ct, {
    jiffies,
    gpStart: rcu.gpStart,
    reschedAt,
    delays: facts.delays,
    nohzFull: cpu.nohzFull,
  });
  if (host.tracer !== null) trace(host, cpu.id, 'fqs scan', `${verdict}, age ${jiffies - rcu.gpStart} jiffies`);
  if (verdict === 'credited') clearQsmask(host.rnp, cpu.rdp);
  else if (runsTaskCode(host, cpu) && callsCondResched(host, cpu)) condResched(host, cpu);
  if (verdict === 'resched') {
    cpu.reschedRequested = true;
    raiseIrq(host, cpu, irq.resched);
  }
}

/** The CPU executes its task: no interrupt, no softirq, and L0 lets it. */
function runsTaskCode({ nowNs }: Host, cpu: Cpu): boolean {
  return cpu.irqUntilNs < 0 && cpu.softirqUntilNs < 0 && cpu.frozenUntilNs <= nowNs;
}

/** `rcu_gp_cleanup()`: the leaf and the global number say idle, callers return, the next grace period may start at once. */
function endGracePeriod(host: Host): void {
  const { gp, rcu, rnp, nowNs, recorder, scenario } = host;
  rcu.gpSeq += RCU_SEQ_STEP - (rcu.gpSeq % RCU_SEQ_STEP);
  rnp.gpSeq = rcu.gpSeq;
  rnp.qsmask = 0;
  gp.phase = 'idle';
  host.clocks[clock.gpKthread] = Infinity;
  host.clocks[clock.othersReport] = Infinity;
  const lengthNs = nowNs - gp.startNs;
  recorder.gracePeriod(lengthNs, hostJiffies(host, nowNs) - rcu.gpStart);
  recordStallWarnings(host, lengthNs);
  if (host.tracer !== null) trace(host, 0, 'rcu_gp_cleanup', `gp_seq ${rcu.gpSeq}, ${lengthNs} ns after its start`);
  if (actsAtTicks(host)) {
    gp.endNoticedNs = atNextTick(host, nowNs);
    gp.endHasCallers = gp.served.length > 0;
  }
  if (gp.served.length > 0) returnToCallers(host);
  if (scenario.gracePeriods.backToBack) gp.waiting.push(nowNs);
  if (gp.wanted || gp.waiting.length > 0) startGracePeriod(host);
}

/** The first warning comes at the timeout, each further one three timeouts and three jiffies later. */
function recordStallWarnings(host: Host, lengthNs: number): void {
  const { stallTimeoutSec, hz } = host.scenario.host;
  const jiffies = Math.floor(lengthNs / host.facts.tickNs);
  const first = stallTimeoutSec * hz;
  if (jiffies < first) return;
  host.recorder.stallWarnings(1 + Math.floor((jiffies - first) / (3 * first + 3)));
}
