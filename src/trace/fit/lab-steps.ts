/**
 * How many instructions a lab kernel executes for its steps with its own probes, tracing and all: from event to event in the
 * raw traces of `data/recordings/X1000`, a build of the same source with the same probes, and of `H1000_v0/spin_dep`, at 4 ns an
 * instruction. How far the two builds agree, step by step: `test/trace/validation/two-builds.test.ts`.
 */
export const labSteps = {
  /** The housekeeping CPU's tick that leaves nothing to do for RCU, from its edge until the CPU idles again. */
  housekeepingTick: 24_250,
  /** From that edge to a report, or to the work for RCU behind which something else follows. */
  housekeepingRcu: 33_750,
  /** From the last of that work until the housekeeping CPU idles. */
  housekeepingTail: 7000,
  /** Out of idle and back, for an interrupt that is no tick. */
  fromIdle: 2375,
  /** A caller of synchronize_rcu() that returns. */
  caller: 15_000,
  /** The grace-period kthread's steps behind the work for RCU: a start, and a scan; and a cleanup, from when it is woken. */
  gpInit: 13_500,
  fqsScan: 19_750,
  gpCleanup: 8500,
  /** The interrupt of a tick on the vCPU's CPU; a run of rcuc with both switches. */
  tick: 24_750,
  rcuc: 21_000,
} as const;

/** Where the steps are from, in words. */
export const labSource =
  'instructions read off X1000, a build of the same kernel, and H1000_v0/spin_dep, times what the emulator counts for one';
