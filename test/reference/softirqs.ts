import { shiftSegment, type NaiveCpu, type SoftirqPass } from './naive-cpu.js';
import { record, write, type NaiveHost } from './naive-host.js';
import { readJiffies, tickNs, timeOfJiffies } from './naive-jiffies.js';
import type { Segment } from './naive-task.js';
import { noteQuiescentState } from './quiescent-states.js';
import { rcuCore } from './rcu-core.js';
import { accountRcuInKsoftirqd, accountRcuSoftirq } from './rcuc-time.js';
import { checkPreemption } from './scheduler.js';
import { lengthNs, uniform } from './world-draws.js';

/** `handle_softirqs()` at the end of an interrupt: begins what is raised; returns whether anything was. */
export function beginSoftirq(host: NaiveHost, cpu: NaiveCpu): boolean {
  if (cpu.raisedSoftirqNs === 0) return cpu.rcuSoftirqRaised && beginRcuSoftirq(host, cpu);
  const { pass, lengthNs: passNs } = beginPass(host, cpu);
  run(host, cpu, pass, passNs);
  write(host, cpu.id, 'softirq_entry', `${passNs} ns`);
  return true;
}

function beginRcuSoftirq(host: NaiveHost, cpu: NaiveCpu): boolean {
  const { pass, lengthNs: rcuNs } = beginRcuPass(host, cpu);
  run(host, cpu, pass, rcuNs);
  write(host, cpu.id, 'softirq_entry', 'RCU');
  return true;
}

function run({ nowNs }: NaiveHost, cpu: NaiveCpu, pass: SoftirqPass, passNs: number): void {
  cpu.softirq = { ...pass, endsNs: nowNs + passNs };
  shiftSegment(cpu, passNs);
}

interface BegunPass {
  readonly pass: SoftirqPass;
  readonly lengthNs: number;
}

/** A pass takes all that is raised, or two milliseconds of it by jiffies. */
function beginPass(host: NaiveHost, cpu: NaiveCpu): BegunPass {
  const { scenario, nowNs, housekeeping } = host;
  const limitJiffies = readJiffies(host) + Math.ceil((2 * scenario.host.hz) / 1000);
  const limitNs = Math.max(timeOfJiffies(scenario, limitJiffies), housekeeping.heldUntilNs);
  const passNs = scenario.softirq.oneHandler ? cpu.raisedSoftirqNs : Math.min(cpu.raisedSoftirqNs, limitNs - nowNs);
  cpu.raisedSoftirqNs -= passNs;
  return { pass: { ofRcu: false, beganNs: nowNs, limitNs, withRcu: cpu.rcuSoftirqRaised }, lengthNs: passNs };
}

/** RCU's softirq is raised no more: it runs. */
function beginRcuPass({ scenario, nowNs }: NaiveHost, cpu: NaiveCpu): BegunPass {
  cpu.rcuSoftirqRaised = false;
  const place = Math.floor(nowNs / tickNs(scenario));
  const rcuNs = lengthNs(scenario.costs.rcuCore, uniform(scenario, 'rcuc', place, cpu.id));
  return { pass: { ofRcu: true, beganNs: nowNs, limitNs: nowNs, withRcu: true }, lengthNs: rcuNs };
}

/** `invoke_rcu_core()` where RCU core is a softirq. */
export function raiseRcuSoftirq(host: NaiveHost, cpu: NaiveCpu, window: string): void {
  if (cpu.rcuSoftirqRaised) return;
  cpu.rcuSoftirqRaised = true;
  record(host, 'wake', window);
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
  return softirq.ofRcu ? endRcuSoftirq(host, cpu, softirq) : endPass(host, cpu, softirq);
}

function endPass(host: NaiveHost, cpu: NaiveCpu, pass: SoftirqPass): boolean {
  const rcuFollows = rcuSoftirqFollows(host, cpu, pass);
  if (cpu.raisedSoftirqNs > 0 || (cpu.rcuSoftirqRaised && !rcuFollows)) wakeKsoftirqd(host, cpu);
  return rcuFollows && beginRcuSoftirq(host, cpu);
}

/** RCU's softirq is part of the pass, or of another one that may follow at once. */
function rcuSoftirqFollows({ nowNs }: NaiveHost, cpu: NaiveCpu, { withRcu, limitNs }: SoftirqPass): boolean {
  return cpu.rcuSoftirqRaised && (withRcu || (!cpu.needResched && nowNs < limitNs));
}

function endRcuSoftirq(host: NaiveHost, cpu: NaiveCpu, { beganNs }: SoftirqPass): boolean {
  rcuCore(host, cpu);
  accountRcuSoftirq(host, cpu, beganNs);
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

/**
 * The way of ksoftirqd: pass after pass, RCU's softirq at the end of each, until nothing is raised. Where it is switched in it has
 * no pass behind it, and begins one: RCU's softirq has the last number of all.
 */
export function ksoftirqdNext(host: NaiveHost, cpu: NaiveCpu): Segment {
  const { ksoftirqd, ksoftirqdPass } = cpu;
  const begin = ({ pass, lengthNs: passNs }: BegunPass): Segment => {
    cpu.ksoftirqdPass = pass;
    return { state: 'work', lengthNs: passNs };
  };
  cpu.ksoftirqdPass = null;
  if (ksoftirqdPass?.ofRcu === true) {
    rcuCore(host, cpu);
    accountRcuInKsoftirqd(host, cpu, ksoftirqdPass.beganNs);
  } else if (ksoftirqdPass !== null && rcuSoftirqFollows(host, cpu, ksoftirqdPass)) {
    return begin(beginRcuPass(host, cpu));
  }
  noteQuiescentState(host, cpu);
  ksoftirqd.runnable = softirqsAreRaised(cpu);
  const nextPass = (): Segment => begin(beginPass(host, cpu));
  if (ksoftirqd.runnable && !cpu.needResched) return nextPass();
  return { state: 'work', lengthNs: 0, atOnce: 'schedule', unlessSwitched: nextPass };
}
