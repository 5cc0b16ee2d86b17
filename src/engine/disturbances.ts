import { createWork, irq } from './cpu.js';
import { clock } from './clocks.js';
import { cpuOf, trace, type Host } from './host.js';
import { wakeUp } from './vcpu-wait.js';
import { raiseIrq } from './interrupts.js';
import { detachVcpu } from './scheduling.js';
import { raiseSoftirq } from './softirq.js';
import { drawNs } from './world.js';

/** The first draw that belongs to an arrival: how long it lasts. */
const lengthLane = 1;

/** Another thread wants the vCPU's CPU for a while. */
export function preempt(host: Host, serial: number): void {
  const { world, vcpu, scenario, facts, nowNs } = host;
  const { priority } = scenario.vcpu.preemption;
  const lengthNs = drawNs(world.samplers.preemption, world.processes.preemptions.key, serial, lengthLane);
  const cpu = cpuOf(host, vcpu.cpu);
  cpu.incoming.push(createWork({ rank: priority, lengthNs, kind: 'thread', sinceNs: nowNs }, facts.rt));
  raiseIrq(host, cpu, irq.resched);
}

/** The scheduler moves the vCPU's task to the other modelled CPU: at once if it sleeps or waits, else when it can be switched out. */
export function migrate(host: Host, serial: number): void {
  const { vcpu } = host;
  if (vcpu.ended || vcpu.migration >= 0 || host.clocks[clock.arrival]! < Infinity) return;
  const cpu = cpuOf(host, vcpu.cpu);
  if (vcpu.sleeping) {
    vcpu.cpu = 3 - vcpu.cpu;
    if (host.tracer !== null) trace(host, cpu.id, 'set_task_cpu', `sleeping vcpu to cpu ${vcpu.cpu}`);
    return;
  }
  vcpu.migration = serial;
  if (cpu.current === vcpu.task) raiseIrq(host, cpu, irq.resched);
  else detachVcpu(host, cpu);
}

/** The migrated task becomes runnable on its new CPU. */
export function arriveOnNewCpu(host: Host): void {
  const { vcpu } = host;
  host.clocks[clock.arrival] = Infinity;
  vcpu.task.runnable = true;
  vcpu.runnableSinceNs = host.nowNs;
  raiseIrq(host, cpuOf(host, vcpu.cpu), irq.resched);
}

/** A softirq is raised on the vCPU's CPU by an interrupt. */
export function softirqArrives(host: Host, serial: number): void {
  const { world, vcpu } = host;
  const cpu = cpuOf(host, vcpu.cpu);
  raiseSoftirq(host, cpu, drawNs(world.samplers.softirq, world.processes.softirqs.key, serial, lengthLane));
  raiseIrq(host, cpu, 0);
}

/** A posix or perf timer begins to hold the tick of the vCPU's CPU, which is kicked to notice. */
export function holdTick(host: Host, serial: number): void {
  const { world, vcpu, nowNs } = host;
  const lengthNs = drawNs(world.samplers.dependency, world.processes.dependencies.key, serial, lengthLane);
  host.dependencyUntilNs = Math.max(host.dependencyUntilNs, nowNs + lengthNs);
  raiseIrq(host, cpuOf(host, vcpu.cpu), irq.other);
}

/** The vCPU's CPU queues a callback of its own (only where callbacks are not offloaded); from idle, an interrupt does. */
export function queueCallback(host: Host): void {
  const cpu = cpuOf(host, host.vcpu.cpu);
  if (cpu.rdp.offloaded) return;
  cpu.rdp.callbacksUnassigned = true;
  if (cpu.current.kind === 'idle') raiseIrq(host, cpu, irq.other);
}

/** The VM is told to end: the vCPU's thread is kicked out of the guest, or woken. */
export function terminate(host: Host): void {
  const { vcpu } = host;
  host.clocks[clock.terminate] = Infinity;
  vcpu.terminating = true;
  if (host.clocks[clock.wake]! < Infinity) wakeUp(host);
  else raiseIrq(host, cpuOf(host, vcpu.cpu), irq.resched);
}

/** Returns how long L0 takes a CPU at arrival `serial` of its process [ns]. */
export function stealLengthNs(host: Host, process: 'steals0' | 'steals1' | 'steals2', serial: number): number {
  return drawNs(host.world.samplers.steal, host.world.processes[process].key, serial, lengthLane);
}
