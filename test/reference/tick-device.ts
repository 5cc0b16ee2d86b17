import type { NaiveCpu } from './naive-cpu.js';
import { write, type NaiveHost } from './naive-host.js';
import { tickNs } from './naive-jiffies.js';

/** Starts the tick of a CPU that had stopped it, on its next edge. */
export function restartTick(host: NaiveHost, cpu: NaiveCpu): void {
  if (!cpu.tick.stopped) return;
  cpu.tick.stopped = false;
  cpu.tick.nextNs = nextEdgeNs(host, cpu);
  write(host, cpu.id, 'tick restarts');
}

export function stopTick(host: NaiveHost, cpu: NaiveCpu): void {
  if (cpu.tick.stopped) return;
  cpu.tick.stopped = true;
  cpu.tick.nextNs = Infinity;
  write(host, cpu.id, 'tick_stop');
}

/** A timer-wheel timer expires: a stopped tick fires once. */
export function fireOnce(host: NaiveHost, cpu: NaiveCpu): void {
  if (cpu.tick.stopped) cpu.tick.nextNs = Math.min(cpu.tick.nextNs, nextEdgeNs(host, cpu));
}

/** Returns where the edges of a CPU's tick begin [ns]; unless that is given, `skew_tick` spreads them over half a tick. */
export function tickPhaseNs({ scenario }: NaiveHost, cpuId: number): number {
  const { phaseUs } = scenario.ticks;
  if (phaseUs !== undefined) return Math.round(phaseUs * 1000);
  return scenario.host.skewTick ? cpuId * Math.floor(tickNs(scenario) / 2 / scenario.host.cpus) : 0;
}

function nextEdgeNs(host: NaiveHost, cpu: NaiveCpu): number {
  const phaseNs = tickPhaseNs(host, cpu.id);
  const period = tickNs(host.scenario);
  return phaseNs + (Math.floor((host.nowNs - phaseNs) / period) + 1) * period;
}

/** `tick_nohz_full_update_tick()`: stops the tick that nothing needs, restarts the one that something does. */
export function updateTick(host: NaiveHost, cpu: NaiveCpu): void {
  if (!cpu.nohzFull || cpu.current === cpu.idleTask) return;
  if (tickIsHeld(host, cpu)) restartTick(host, cpu);
  else stopTick(host, cpu);
}

/** Whether the tick has a dependency. */
export function tickIsHeld(host: NaiveHost, cpu: NaiveCpu): boolean {
  const { vcpu, scenario } = host;
  const ofVcpu = vcpu.cpu === cpu && (scenario.ticks.keptOn || host.nowNs < vcpu.tickDependencyEndsNs);
  return ofVcpu || cpu.rcu.forcedTick || cpu.tick.heldByExpedited || schedulerNeedsTick(host, cpu);
}

/** `!sched_can_stop_tick()`: SCHED_OTHER tasks share the CPU, and no FIFO task rules over them. */
export function schedulerNeedsTick(host: NaiveHost, cpu: NaiveCpu): boolean {
  const ranks = tasksOf(host, cpu)
    .filter(({ runnable }) => runnable)
    .map(({ rank }) => rank);
  return ranks.every((rank) => rank === 0) && ranks.length > 1;
}

/** Returns the tasks of a CPU but the idle task, in the order in which the scheduler looks at them. */
export function tasksOf(host: NaiveHost, cpu: NaiveCpu) {
  return [...(host.vcpu.cpu === cpu ? [host.vcpu.task] : []), cpu.rcuc, cpu.ksoftirqd, ...cpu.threads];
}
