import { shiftSegment, type NaiveCpu } from './naive-cpu.js';
import { record, write, type NaiveHost } from './naive-host.js';
import type { Segment } from './naive-task.js';
import { readJiffies, tickNs, timeOfJiffies } from './naive-jiffies.js';
import { noteQuiescentState } from './quiescent-states.js';
import { rcuCore } from './rcu-core.js';
import { accountRcuInKsoftirqd, accountRcuSoftirq } from './rcuc-time.js';
import { checkPreemption } from './scheduler.js';
import { lengthNs, uniform } from './world-draws.js';

/** `handle_softirqs()` at the end of an interrupt: begins what is raised; returns whether anything was. */
export function beginSoftirq(host: NaiveHost, cpu: NaiveCpu): boolean {
  if (cpu.raisedSoftirqNs === 0) return beginRcuSoftirq(host, cpu);
  const passNs = takeOnePass(host, cpu);
  run(host, cpu, passNs, false);
  write(host, cpu.id, 'softirq_entry', `${passNs} ns`);
  return true;
}

/** Begins RCU's softirq if it is raised; it comes last in a pass. */
function beginRcuSoftirq(host: NaiveHost, cpu: NaiveCpu): boolean {
  if (!cpu.rcuSoftirqRaised) return false;
  run(host, cpu, takeRcuSoftirq(host, cpu), true);
  write(host, cpu.id, 'softirq_entry', 'RCU');
  return true;
}

/** RCU's softirq is raised no more; returns how long it takes [ns]. */
function takeRcuSoftirq({ scenario, nowNs }: NaiveHost, cpu: NaiveCpu): number {
  cpu.rcuSoftirqRaised = false;
  const place = Math.floor(nowNs / tickNs(scenario));
  return lengthNs(scenario.costs.rcuCore, uniform(scenario, 'rcuc', place, cpu.id));
}

/** `invoke_rcu_core()` where RCU core is a softirq. */
export function raiseRcuSoftirq(host: NaiveHost, cpu: NaiveCpu, window: string): void {
  if (cpu.rcuSoftirqRaised) return;
  cpu.rcuSoftirqRaised = true;
  record(host, 'wake', window);
}

function run({ nowNs }: NaiveHost, cpu: NaiveCpu, passNs: number, ofRcu: boolean): void {
  cpu.softirq = { ofRcu, beganNs: nowNs, endsNs: nowNs + passNs };
  shiftSegment(cpu, passNs);
}

/** One pass handles all that is raised, or two milliseconds of it by jiffies (`MAX_SOFTIRQ_TIME`). */
function takeOnePass(host: NaiveHost, cpu: NaiveCpu): number {
  const { scenario, nowNs, housekeeping } = host;
  const limitJiffies = readJiffies(host) + Math.ceil((2 * scenario.host.hz) / 1000);
  const limitNs = Math.max(timeOfJiffies(scenario, limitJiffies), housekeeping.heldUntilNs) - nowNs;
  const passNs = scenario.softirq.oneHandler ? cpu.raisedSoftirqNs : Math.min(cpu.raisedSoftirqNs, limitNs);
  cpu.raisedSoftirqNs -= passNs;
  return passNs;
}

/** An interrupt inside a softirq is over: a wanted reschedule cuts the pass. */
export function cutSoftirq(host: NaiveHost, cpu: NaiveCpu): void {
  const { softirq } = cpu;
  if (softirq === null || softirq.ofRcu || !cpu.needResched || host.scenario.softirq.oneHandler) return;
  const leftNs = softirq.endsNs - host.nowNs;
  cpu.raisedSoftirqNs += leftNs;
  softirq.endsNs = host.nowNs;
  shiftSegment(cpu, -leftNs);
}

/** The softirq in progress is over; returns whether another one has begun. */
export function endSoftirq(host: NaiveHost, cpu: NaiveCpu): boolean {
  const { softirq } = cpu;
  if (softirq === null) return false;
  cpu.softirq = null;
  write(host, cpu.id, 'softirq_exit');
  if (!softirq.ofRcu) {
    if (cpu.raisedSoftirqNs > 0) wakeKsoftirqd(host, cpu);
    return beginRcuSoftirq(host, cpu);
  }
  rcuCore(host, cpu);
  accountRcuSoftirq(host, cpu, softirq.beganNs);
  if (!softirqsAreRaised(cpu) || cpu.ksoftirqd.runnable) return false;
  if (!cpu.needResched) return beginSoftirq(host, cpu);
  wakeKsoftirqd(host, cpu);
  return false;
}

function softirqsAreRaised(cpu: NaiveCpu): boolean {
  return cpu.raisedSoftirqNs > 0 || cpu.rcuSoftirqRaised;
}

function wakeKsoftirqd(host: NaiveHost, cpu: NaiveCpu): void {
  const { ksoftirqd } = cpu;
  if (ksoftirqd.runnable) return;
  ksoftirqd.runnable = true;
  ksoftirqd.leftNs = 0;
  ksoftirqd.waitsSinceNs = host.nowNs;
  checkPreemption(host, cpu);
}

/** The way of ksoftirqd: pass after pass, RCU's softirq at the end of each, until nothing is raised. */
export function ksoftirqdNext(host: NaiveHost, cpu: NaiveCpu): Segment {
  const { ksoftirqd } = cpu;
  if (cpu.ksoftirqdRunsRcuSinceNs !== null) {
    rcuCore(host, cpu);
    accountRcuInKsoftirqd(host, cpu, cpu.ksoftirqdRunsRcuSinceNs);
    cpu.ksoftirqdRunsRcuSinceNs = null;
  } else if (cpu.rcuSoftirqRaised) {
    cpu.ksoftirqdRunsRcuSinceNs = host.nowNs;
    return { state: 'work', lengthNs: takeRcuSoftirq(host, cpu) };
  }
  noteQuiescentState(host, cpu);
  ksoftirqd.runnable = softirqsAreRaised(cpu);
  const pass = (): Segment => ({ state: 'work', lengthNs: takeOnePass(host, cpu) });
  if (ksoftirqd.runnable && !cpu.needResched) return pass();
  return { state: 'work', lengthNs: 0, atOnce: 'schedule', unlessSwitched: pass };
}
