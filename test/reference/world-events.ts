import { raiseInterrupt } from './interrupts.js';
import { createThread } from './kernel-thread.js';
import { detachVcpu } from './migration.js';
import { otherCpu, preemptRt, vcpuIsCurrent, write, type NaiveHost } from './naive-host.js';
import { endWait } from './vcpu-wait.js';
import { lengthNs, type Arrivals } from './world-draws.js';

const softirqThreadRank = 50;

/** An interrupt that is no tick. */
export function otherInterrupt(host: NaiveHost): void {
  raiseInterrupt(host, host.vcpu.cpu, 'other');
}

/** Something needs the tick of the vCPU's CPU for a while. */
export function tickDependency(host: NaiveHost, { uniform }: Arrivals): void {
  const { vcpu, nowNs, scenario } = host;
  const endsNs = nowNs + lengthNs(scenario.ticks.dependencyLength, uniform(1));
  vcpu.tickDependencyEndsNs = Math.max(vcpu.tickDependencyEndsNs, endsNs);
  raiseInterrupt(host, vcpu.cpu, 'other');
}

/** Another thread wakes up on the vCPU's CPU. */
export function preemption(host: NaiveHost, { uniform }: Arrivals): void {
  const { cpu } = host.vcpu;
  const { priority, length } = host.scenario.vcpu.preemption;
  cpu.sentThreads.push(
    createThread(host, cpu, { rank: priority, fresh: true, lengthNs: lengthNs(length, uniform(1)) }),
  );
  raiseInterrupt(host, cpu, 'reschedule');
}

/** The vCPU is to move to the other CPU. */
export function migration(host: NaiveHost, { uniform }: Arrivals): void {
  const { vcpu, scenario } = host;
  const { downtime, leftBehind, leftBehindShare } = scenario.vcpu.migration;
  if (vcpu.ended || vcpu.migrationWaiting !== null || vcpu.arrivesNs < Infinity) return;
  const { cpu } = vcpu;
  if (vcpu.sleeping) {
    vcpu.cpu = otherCpu(host, cpu);
    write(host, cpu.id, 'set_task_cpu', `sleeping vcpu to cpu ${vcpu.cpu.id}`);
    return;
  }
  vcpu.migrationWaiting = {
    downtimeNs: lengthNs(downtime, uniform(1)),
    leftBehindNs: uniform(2) < leftBehindShare ? lengthNs(leftBehind, uniform(3)) : null,
  };
  if (vcpuIsCurrent(host, cpu)) raiseInterrupt(host, cpu, 'reschedule');
  else detachVcpu(host);
}

/** The migrated task arrives. */
export function arrival(host: NaiveHost): void {
  const { vcpu } = host;
  vcpu.arrivesNs = Infinity;
  vcpu.task.runnable = true;
  vcpu.wantsToRunSinceNs = host.nowNs;
  raiseInterrupt(host, vcpu.cpu, 'reschedule');
}

/** A burst of softirq work; PREEMPT_RT does it in a thread. */
export function softirq(host: NaiveHost, { uniform }: Arrivals): void {
  const { cpu } = host.vcpu;
  const workNs = lengthNs(host.scenario.softirq.length, uniform(1));
  if (preemptRt(host)) {
    const kind = { rank: softirqThreadRank, fresh: true, reader: true, softirqsDisabled: true, lengthNs: workNs };
    cpu.sentThreads.push(createThread(host, cpu, kind));
    raiseInterrupt(host, cpu, 'reschedule');
    return;
  }
  cpu.raisedSoftirqNs += workNs;
  raiseInterrupt(host, cpu, 'other');
}

/** The kernel will call call_rcu() with interrupts off in a later exit handler. */
export function deferredWakeup({ vcpu }: NaiveHost): void {
  vcpu.deferredWakeupsDue++;
}

/** call_rcu() on the vCPU's CPU, which runs its callbacks itself. */
export function callback(host: NaiveHost): void {
  const { cpu } = host.vcpu;
  if (cpu.offloaded) return;
  cpu.rcu.callbacks.unassigned = true;
  if (cpu.current === cpu.idleTask) raiseInterrupt(host, cpu, 'other');
}

/** The virtual machine is told to end. */
export function termination(host: NaiveHost): void {
  const { vcpu } = host;
  vcpu.toldToEnd = true;
  if (vcpu.waits !== null) endWait(host);
  else raiseInterrupt(host, vcpu.cpu, 'reschedule');
}
