/** What may keep the tick of a nohz_full CPU running (`tick_dep_mask`), without RCU's own reasons. */
export interface TickDependencies {
  /** POSIX_TIMER, PERF_EVENTS or CLOCK_UNSTABLE: held from outside. */
  held: boolean;
  /** RCU: `rcu_forced_tick`, set at an interrupt on a CPU with `rcu_urgent_qs`. */
  rcu: boolean;
  /** RCU_EXP: an expedited grace period still waits for the CPU after a jiffy. */
  rcuExp: boolean;
  /** SCHED: more than one SCHED_OTHER task is runnable and no FIFO task. */
  sched: boolean;
}

/** Returns whether a nohz_full CPU can stop its tick (`can_stop_full_tick()`, kernel/time/tick-sched.c). */
export function canStopTick(dependencies: TickDependencies): boolean {
  return !(dependencies.held || dependencies.rcu || dependencies.rcuExp || dependencies.sched);
}

/**
 * Returns the phase of a CPU's tick within a tick period [ns]: with skew_tick=1 the CPUs are spread over half a period.
 *
 * @see `tick_setup_sched_timer()`, kernel/time/tick-sched.c
 */
export function tickPhaseNs(cpu: number, cpus: number, tickNs: number, skewTick: boolean): number {
  return skewTick ? cpu * Math.floor(tickNs / 2 / cpus) : 0;
}

/** Returns the first tick edge of a CPU at or after a time [ns]. */
export function tickEdgeAt(timeNs: number, tickNs: number, phaseNs: number): number {
  return Math.max(0, Math.ceil((timeNs - phaseNs) / tickNs)) * tickNs + phaseNs;
}

/**
 * Returns whether the scheduler needs the tick: several SCHED_OTHER tasks share the CPU. FIFO tasks, however many, do not.
 *
 * @see `sched_can_stop_tick()`, kernel/sched/core.c
 */
export function schedNeedsTick(runnableOther: number, runnableFifo: number): boolean {
  return runnableFifo === 0 && runnableOther > 1;
}
