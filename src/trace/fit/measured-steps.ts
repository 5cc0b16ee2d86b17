/**
 * How many instructions a stock kernel executes for its steps with the probes of `data/recordings/V1000` and `V612`, tracing and all: from event to event
 * in those raw traces, at 4 ns an instruction. A step of the model is the sum of several there; how such a sum is divided was
 * calibrated, within a few microseconds, on the tables of these three recordings and of two more loads at 250 Hz. `W612` came afterwards.
 */
export const measuredSteps = {
  /** The housekeeping CPU's tick that leaves nothing to do for RCU, from its edge until the CPU idles again. */
  housekeepingTick: 23_320,
  /** From that edge to a report, or to the work for RCU behind which something else follows. */
  housekeepingRcu: 38_165,
  /** From the last of that work until the housekeeping CPU idles. */
  housekeepingTail: 8728,
  /** Out of idle and back, for an interrupt that is no tick. */
  fromIdle: 1845,
  /** A caller of synchronize_rcu() that returns. */
  caller: 10_645,
  /** The grace-period kthread's steps behind the work for RCU: a start, and a scan; and a cleanup, from when it is woken. */
  gpInit: 14_643,
  fqsScan: 15_522,
  gpCleanup: 12_186,
  /** The interrupt of a tick on the vCPU's CPU; a run of rcuc with both switches; any interrupt's way in. */
  tick: 23_658,
  rcuc: 28_152,
  interrupt: 1250,
  /** The steps of the run loop: E7 to E8, E10, E11, E13, E4 and E6. */
  exit: 156,
  window: 250,
  tail: 1039,
  loop: 500,
  preEntry: 750,
  entry: 128,
  /** To sleep and back, as the costs of these names; `polling`: what a wake-up takes longer where halts may be polled. */
  block: 3616,
  switch: 4445,
  idleEntry: 871,
  idleExit: 192,
  wakeup: 3751,
  polling: 462,
  schedIn: 4998,
  /** The timer of a halted guest on the housekeeping CPU; the restart of a tick that idle stopped. */
  remoteTimer: 3520,
  tickRestart: 3102,
  /** The handling of an exit to acknowledge the timer or to arm it; what the guest executes before the one, and behind the other. */
  timerExit: 400,
  between: 885,
  /** From there to the instant from which the guest counts its work; from the exit that arms the timer until it runs. */
  beforeWork: 882,
  timerStart: 1655,
} as const;

/** Who has the first turn where both CPUs tick. */
export const turnOrder = { behindShare: 0.47, behindSpanUs: 1587 } as const;

/** Where the steps are from, in words. */
export const measuredSource =
  'instructions read off V1000 and V612, and calibrated on them, times what the emulator counts for one';
