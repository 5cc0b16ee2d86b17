import { at, interruptsOn, stateNames } from '../kernel/cpu-state.js';
import { gpInProgress } from '../kernel/rcu-data.js';
import { clock, clockCount } from './clocks.js';
import { irq, type Cpu } from './cpu.js';
import { modelledCpus } from './grace-period.js';
import type { Host } from './host.js';
import { pickNext } from './pick-next.js';
import { canReschedule } from './scheduling.js';
import { tickClock } from './segment.js';

/** Returns the error that names the instant and the run, so that the run can be repeated up to there. */
export function broken(host: Host, policyId: string, cpu: number, rule: string): Error {
  const { nowNs, scenario } = host;
  return new Error(`${rule}: t=${nowNs}ns cpu=${cpu} seed=${scenario.run.seed} policy=${policyId}`);
}

/**
 * Throws unless the host's state makes sense as it stands, between two events: clocks ahead, one context a CPU, no
 * interrupt, reschedule or wake-up forgotten, RCU's numbers in order. `watch` adds what only the course of events shows.
 *
 * @param policyId - named in the error
 */
export function checkInvariants(host: Host, policyId: string): void {
  const demand: Demand = (holds, cpu, rule, detail) => {
    if (!holds) throw broken(host, policyId, cpu, detail === undefined ? rule : `${rule} (${detail})`);
  };
  checkClocks(host, demand);
  checkVcpu(host, demand);
  checkRcu(host, demand);
  for (const cpu of host.cpus.slice(1)) checkCpu(host, cpu, demand);
}

/** The detail is put into words only where the rule is broken: rules are checked after every event. */
type Demand = (holds: boolean, cpu: number, rule: string, detail?: string | number) => void;

function checkClocks(host: Host, demand: Demand): void {
  const { clocks, live, nowNs, vcpu } = host;
  let next = 0;
  for (let i = 0; i < clockCount; i++) {
    const timeNs = clocks[i]!;
    demand(timeNs >= nowNs, 0, 'a clock was missed', i);
    demand(timeNs === Infinity || Number.isInteger(timeNs), 0, 'a clock is not at a whole nanosecond', i);
    if (live[next] === i) next++;
    else demand(timeNs === Infinity, 0, 'a clock runs that nobody reads', i);
  }
  const inGuest = vcpu.task.state === at.guest && host.cpus[vcpu.cpu]!.frozenUntilNs === 0;
  for (const own of [clock.exit, clock.guestTimer, clock.guestHalt]) {
    demand(inGuest || clocks[own] === Infinity, vcpu.cpu, 'a clock of the guest runs while the guest does not', own);
  }
}

function checkVcpu(host: Host, demand: Demand): void {
  const { vcpu, cpus, clocks } = host;
  const { task, cpu } = vcpu;
  for (const each of cpus) {
    demand(each.current !== task || each.id === cpu, each.id, 'the vcpu runs where it is not');
  }
  const onCpu = cpus[cpu]!.current === task;
  demand(!onCpu || task.runnable, cpu, 'the vcpu runs though it is not runnable');
  demand(task.state !== at.guest || onCpu, cpu, 'the vcpu is in the guest without a cpu');
  if (task.runnable || vcpu.ended) return;
  const wakeIrq = cpus.some(({ pendingIrqs }) => (pendingIrqs & irq.wake) !== 0);
  const comes = vcpu.sleeping ? clocks[clock.wake]! < Infinity || wakeIrq : clocks[clock.arrival]! < Infinity;
  demand(comes, cpu, 'the vcpu waits and nothing will wake it');
}

function checkCpu(host: Host, cpu: Cpu, demand: Demand): void {
  const { id, current, works, incoming, pendingIrqs } = cpu;
  const where = stateNames[current.state]!;
  demand(current.kind === 'idle' || current.runnable, id, 'a task that is not runnable is current', where);
  const queued = works.every(({ runnable }) => runnable);
  demand(queued, id, 'a thread that is done still queues');
  demand(incoming.length === 0 || (pendingIrqs & irq.resched) !== 0, id, 'a woken thread is forgotten');
  checkContext(host, cpu, demand, where);
  checkTick(host, cpu, demand);
  const frozen = cpu.frozenUntilNs > 0;
  if (!frozen && cpu.irqUntilNs < 0) checkNothingForgotten(host, cpu, demand, where);
}

/** Extended quiescent states are where they belong, and nothing of the host runs beside the guest. */
function checkContext(host: Host, cpu: Cpu, demand: Demand, where: string): void {
  const { id, ct } = cpu;
  const { state } = cpu.current;
  const { contextTracking } = host.facts;
  const busy = cpu.irqUntilNs >= 0 || cpu.softirqUntilNs >= 0;
  const mayBeEqs = state === at.idle || (contextTracking && eqsStates.includes(state));
  demand(!ct.inEqs || mayBeEqs, id, 'an extended quiescent state where none may be', where);
  demand(!ct.inEqs || cpu.softirqUntilNs < 0, id, 'a softirq runs in an extended quiescent state');
  const mustBeEqs = state === at.idle || (state === at.guest && contextTracking);
  demand(ct.inEqs || !mustBeEqs || busy, id, 'no extended quiescent state', where);
  const besideGuest = state === at.guest && (busy || cpu.needResched);
  demand(!besideGuest, id, 'the host works on a cpu that is in the guest');
}

/** Outside interrupt handlers, what can be served has been served. */
function checkNothingForgotten(host: Host, cpu: Cpu, demand: Demand, where: string): void {
  const { id, current, pendingIrqs, needResched } = cpu;
  const inSoftirq = cpu.softirqUntilNs >= 0;
  const takes = inSoftirq || interruptsOn[current.state] === true || current.state === at.guest;
  demand(pendingIrqs === 0 || !takes, id, 'interrupts wait though they are enabled', where);
  if (inSoftirq) return;
  demand(!needResched || !canReschedule(host, cpu), id, 'a reschedule is wanted and possible', where);
  demand(needResched || pickNext(host, cpu) === current, id, 'a task runs though another should', current.kind);
}

const eqsStates: readonly number[] = [at.entry, at.guest, at.exit, at.user];

function checkTick(host: Host, cpu: Cpu, demand: Demand): void {
  const timeNs = host.clocks[tickClock(cpu)]!;
  demand(cpu.tickStopped || timeNs < Infinity, cpu.id, 'the tick runs without a next edge');
  if (timeNs === Infinity) return;
  demand((timeNs - cpu.tickPhaseNs) % host.facts.tickNs === 0, cpu.id, 'a tick off its grid', timeNs);
}

function checkRcu(host: Host, demand: Demand): void {
  const { rcu, rnp, gp, exp, clocks, facts } = host;
  demand(rnp.gpSeq <= rcu.gpSeq, 0, 'the leaf is ahead', rnp.gpSeq);
  demand(gpInProgress(rcu.gpSeq) === (gp.phase !== 'idle'), 0, 'gp_seq does not fit the phase', gp.phase);
  demand(gp.phase === 'idle' || clocks[clock.gpKthread]! < Infinity, 0, 'the kthread sleeps', gp.phase);
  const starts = clocks[clock.gpKthread]! < Infinity;
  demand(
    gp.phase !== 'idle' || starts || !(gp.wanted || gp.waiting.length > 0),
    0,
    'a wanted grace period does not start',
  );
  demand(rnp.qsmask === 0 || gp.phase === 'wait', 0, 'a quiescent state is awaited out of phase', gp.phase);
  const ends = exp.awaited !== 0 || clocks[clock.expedited]! < Infinity;
  demand(exp.startNs < 0 || ends, 0, 'nobody waits for the expedited grace period');
  let blockers = 0;
  let modelled = 0;
  for (const cpu of host.cpus) {
    for (const task of [cpu.rcuc, ...cpu.works]) if (task.blocksGracePeriod) blockers++;
  }
  for (const { id, rdp, rcuc, rcuSoftirqRaised, rcuSoftirqRuns, pendingIrqs } of modelledCpus(host)) {
    modelled |= 1 << id;
    demand(rdp.gpSeq <= rnp.gpSeq, id, 'rdp is ahead of its leaf', rdp.gpSeq);
    const willRun = facts.usesRcuc ? rcuc.runnable : rcuSoftirqRaised || rcuSoftirqRuns;
    demand(!rdp.hasWork || willRun, id, 'rcu core was invoked and will not run');
    const owes = (exp.awaited & (1 << id)) !== 0;
    demand(!owes || rdp.cpuNoQsExp || (pendingIrqs & irq.expedited) !== 0, id, 'an expedited request is lost');
  }
  demand(gp.blockers === blockers, 0, 'other readers block than are marked', gp.blockers);
  demand((rnp.qsmask & ~modelled) === 0, 0, 'qsmask awaits a cpu that is not modelled', rnp.qsmask);
}
