import { at } from '../kernel/cpu-state.js';
import type { Policy, PolicyInstance } from '../policies/policy.js';
import { watchCallbacks } from './callback-watch.js';
import type { Cpu, Task } from './cpu.js';
import { watchExpedited } from './expedited-watch.js';
import { modelledCpus } from './grace-period.js';
import type { Host } from './host.js';
import { broken, checkInvariants } from './invariants.js';
import type { Recorder } from './recorder.js';

/** Where the time of one CPU went [ns]. */
export interface TimeAccounts {
  guestNs: number;
  hostNs: number;
  idleNs: number;
  /** Taken by L0. */
  stolenNs: number;
}

/** Looks over the shoulder of one host. */
export interface Watch {
  /** The policy to run in place of the given one. It decides alike and tells the watch of quiescent states. */
  readonly policy: Policy;
  /** The recorder to run in place of the given one. */
  readonly recorder: Recorder;
  /** By modelled CPU; index 0 is unused. */
  readonly accounts: readonly TimeAccounts[];
  events: number;
  /** To be called after every event; throws if an invariant is broken. */
  afterEvent(host: Host): void;
}

/** So many events in one nanosecond are a run that does not get on. */
const stuckAfter = 10_000;

/** What the watch knows about one CPU, on its own account. */
interface Seen {
  account: keyof TimeAccounts;
  eqsCount: number;
  current: Task | null;
  /** rcuc, or the RCU softirq, is to run. */
  rcuCoreDue: boolean;
  /** It passed a quiescent state since the leaf learnt of the running grace period. */
  passed: boolean;
}

interface Course {
  host: Host | null;
  nowNs: number;
  sameNs: number;
  gpSeq: number;
  leafSeq: number;
  qsmask: number;
  wakes: number;
  /** Readers that began and have not ended, on whatever CPU. */
  readonly readers: Set<Task>;
  /** Those of them that the running grace period found. */
  readonly holders: Set<Task>;
}

/**
 * Returns a watch over a host that is about to be created with the watch's policy and recorder.
 *
 * It keeps its own books, from contexts, context switches and the quiescent states that the engine announces, and compares
 * them with RCU's: a grace period may end only when every modelled CPU passed a quiescent state since its start and every
 * reader that it found has ended, and it serves those alone who waited before it. The host needs a tracer, so that every exit
 * is taken step by step.
 */
export function watch(policy: Policy, recorder: Recorder): Watch {
  const accounts = [0, 1, 2].map(() => ({ guestNs: 0, hostNs: 0, idleNs: 0, stolenNs: 0 }));
  const seen = [0, 1, 2].map((id): Seen => ({
    account: id === 1 ? 'hostNs' : 'idleNs',
    eqsCount: -1,
    current: null,
    rcuCoreDue: false,
    passed: false,
  }));
  const course: Course = {
    host: null,
    nowNs: 0,
    sameNs: 0,
    gpSeq: 0,
    leafSeq: 0,
    qsmask: 0,
    wakes: 0,
    readers: new Set(),
    holders: new Set(),
  };
  const callbacks = watchCallbacks();
  const expedited = watchExpedited();
  const notice = (id: number) => {
    if (course.host !== null) checkPlace(course.host, course.host.cpus[id]!, policy.id);
    seen[id]!.passed = true;
    expedited.passed(id);
  };
  return {
    policy: { ...policy, create: (parameters, cpus) => announcing(policy.create(parameters, cpus), notice) },
    recorder: {
      ...recorder,
      wake(window, nowNs) {
        course.wakes++;
        recorder.wake(window, nowNs);
      },
      syncRcu(lengthNs, count) {
        callbacks.returned(lengthNs, count);
        recorder.syncRcu(lengthNs, count);
      },
    },
    accounts,
    events: 0,
    afterEvent(host) {
      course.host = host;
      this.events++;
      checkProgress(host, course, policy.id);
      for (const cpu of modelledCpus(host)) accounts[cpu.id]![seen[cpu.id]!.account] += host.nowNs - course.nowNs;
      course.nowNs = host.nowNs;
      for (const cpu of modelledCpus(host)) follow(host, cpu, seen[cpu.id]!, course, policy.id);
      course.wakes = 0;
      checkGracePeriod(host, seen, course, policy.id);
      checkAccounts(host, accounts, policy.id);
      callbacks.afterEvent(host, policy.id);
      expedited.afterEvent(host, policy.id);
      checkInvariants(host, policy.id);
    },
  };
}

function announcing(instance: PolicyInstance, notice: (cpu: number) => void): PolicyInstance {
  return {
    ...instance,
    quiescentState(cpu, jiffies) {
      notice(cpu);
      instance.quiescentState?.(cpu, jiffies);
    },
  };
}

/** A quiescent state may not be noted inside a reader that goes on, nor inside a softirq. */
function checkPlace(host: Host, cpu: Cpu, policyId: string): void {
  const { current } = cpu;
  if (cpu.softirqUntilNs >= 0) throw broken(host, policyId, cpu.id, 'a quiescent state is noted inside a softirq');
  if (current.reader && current.runnable && !current.preemptedInReader) {
    throw broken(host, policyId, cpu.id, 'a quiescent state is noted inside a reader');
  }
}

function checkProgress(host: Host, course: Course, policyId: string): void {
  if (!(host.nowNs >= course.nowNs)) throw broken(host, policyId, 0, `time went back from ${course.nowNs} ns`);
  course.sameNs = host.nowNs === course.nowNs ? course.sameNs + 1 : 0;
  if (course.sameNs > stuckAfter) throw broken(host, policyId, 0, 'time stands still');
}

/** Follows one CPU from the last event to this one. */
function follow(host: Host, cpu: Cpu, seen: Seen, course: Course, policyId: string): void {
  if (cpu.ct.eqsCount !== seen.eqsCount || isQuiescent(cpu) || cpu.current !== seen.current) seen.passed = true;
  seen.eqsCount = cpu.ct.eqsCount;
  seen.current = cpu.current;
  seen.account = accountOf(host, cpu);
  const due = cpu.rcuc.runnable || cpu.rcuSoftirqRaised || cpu.rcuSoftirqRuns;
  if (due && !seen.rcuCoreDue && course.wakes === 0) {
    throw broken(host, policyId, cpu.id, 'RCU core runs without having been woken');
  }
  seen.rcuCoreDue = due;
  if (cpu.current.reader) course.readers.add(cpu.current);
  for (const task of course.readers) {
    if (task.runnable) continue;
    course.readers.delete(task);
    course.holders.delete(task);
  }
}

/** Whatever RCU can tell: no code of the host runs on the CPU. */
function isQuiescent(cpu: Cpu): boolean {
  return cpu.ct.inEqs || cpu.current.state === at.guest;
}

function accountOf(host: Host, cpu: Cpu): keyof TimeAccounts {
  if (cpu.frozenUntilNs > host.nowNs) return 'stolenNs';
  if (cpu.current.state === at.guest) return 'guestNs';
  return cpu.current.state === at.idle && cpu.ct.inEqs && !cpu.waking ? 'idleNs' : 'hostNs';
}

function checkGracePeriod(host: Host, seen: readonly Seen[], course: Course, policyId: string): void {
  const { rcu, rnp } = host;
  if (rcu.gpSeq < course.gpSeq)
    throw broken(host, policyId, 0, `gp_seq went back from ${course.gpSeq} to ${rcu.gpSeq}`);
  const sameLeaf = rnp.gpSeq === course.leafSeq;
  if (sameLeaf && (rnp.qsmask & ~course.qsmask) !== 0) {
    throw broken(host, policyId, 0, `qsmask grew from ${course.qsmask} to ${rnp.qsmask} in one grace period`);
  }
  if (completed(rcu.gpSeq) > completed(course.gpSeq)) {
    for (const { id } of modelledCpus(host)) {
      if (!seen[id]!.passed) throw broken(host, policyId, id, 'a grace period ended without a quiescent state');
    }
    if (course.holders.size > 0) {
      throw broken(host, policyId, 0, 'a grace period ended before a reader that it found');
    }
  }
  if (!sameLeaf && rnp.qsmask !== 0) {
    for (const cpu of modelledCpus(host)) seen[cpu.id]!.passed = isQuiescent(cpu);
    course.holders.clear();
    for (const task of course.readers) course.holders.add(task);
  }
  course.gpSeq = rcu.gpSeq;
  course.leafSeq = rnp.gpSeq;
  course.qsmask = rnp.qsmask;
}

/** Returns how many grace periods have ended at this sequence number. */
function completed(gpSeq: number): number {
  return Math.floor(gpSeq / 4);
}

/** The engine's own account of guest time agrees, and the accounts of each CPU add up to wall time. */
function checkAccounts(host: Host, accounts: readonly TimeAccounts[], policyId: string): void {
  const { vcpu, nowNs } = host;
  const running = vcpu.task.state === at.guest && host.cpus[vcpu.cpu]!.frozenUntilNs === 0;
  const guestNs = host.accounts.guestNs + (running ? nowNs - vcpu.guestSinceNs : 0);
  const watchedNs = accounts[1]!.guestNs + accounts[2]!.guestNs;
  if (guestNs !== watchedNs) {
    throw broken(host, policyId, vcpu.cpu, `the guest's account says ${guestNs} ns, ${watchedNs} ns were seen`);
  }
  for (const { id } of modelledCpus(host)) {
    const { guestNs: guest, hostNs, idleNs, stolenNs } = accounts[id]!;
    const sumNs = guest + hostNs + idleNs + stolenNs;
    if (sumNs !== nowNs) throw broken(host, policyId, id, `accounts add up to ${sumNs} ns`);
  }
}
