/**
 * How many instructions a traced kernel executes for its steps on an emulator that counts them and lets its CPUs share one
 * thread, tracing and all.
 *
 * Calibrated by hand on one load under four kernels, `hlt_nh` of H1000_v0, _v1, _v2 and _v4, of which tables tell where ticks
 * hit but not how long each step takes. The raw trace of H1000_v0/spin_dep, at 4 ns an instruction, has a few of them together:
 * a tick with its exit and entry takes 114..117 us (here 117), one with a run of rcuc behind it 195 or, with a report, 204 us
 * (here 196). Among settings that served the four alike, the one that served H1000_v0/hlt_nopoll better was kept.
 *
 * Raw traces came later, V1000 and V612 (HZ=250), and show what the numbers have taken in: a guest that halts exits twice more a
 * cycle, to arm its timer and to end the interrupt, for 15 us each; and its timer, if it is late enough, expires on the
 * housekeeping CPU, which wakes the vCPU 21 us later. Nearly all halts of `hlt_nh` end so at HZ=1000, a third at HZ=250, and a third
 * of those of `hlt_nopoll`. How well the numbers serve those traces: `quiescent validate data/recordings`.
 */
export const emulatedSteps = {
  /** The housekeeping CPU's tick that leaves nothing to do for RCU, from its edge until the CPU idles again. */
  housekeepingTick: 24_250,
  /** What the housekeeping CPU does for RCU behind a tick, from its edge: a report, then starts of grace periods. */
  housekeepingDelays: [42_500, 47_500, 48_000, 48_250, 50_750],
  /** From a wake-up at the housekeeping CPU's tick to the scan, beyond such a delay. */
  fqsScan: 2500,
  /** The kthread's cleanup, with the interrupt that wakes it and a switch before and behind it. */
  gpCleanup: 13_750,
  /** The interrupt of a tick on the vCPU's CPU. */
  tick: 23_750,
  /** A run of rcuc with both switches. */
  rcuc: { median: 18_500, p99: 19_250 },
  /** How much longer a guest works than it means to: it arms its timer before it halts. */
  arming: 9750,
  // The steps of the run loop and of the idle loop that the costs of a scenario with these names and `Ns` mean; `window` stands
  // for each short way of the loop: E4, E10, E11 and E13.
  exit: 4500,
  entry: 1000,
  window: 50,
  idleExit: 125,
  block: 3250,
  switch: 3250,
  idleEntry: 1500,
  wakeup: 9500,
  schedIn: 3500,
} as const;
