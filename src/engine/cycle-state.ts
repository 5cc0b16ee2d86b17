/**
 * Where a guest is in its cycle of work and halt. With `guest.hlt.timerExitUs` it exits twice more a cycle, as one with a timer of
 * its own does: it acknowledges the timer that ended its halt, and arms it for the next one.
 */
export interface WorkCycle {
  /** Why the guest exits next of its own accord. */
  next: 'acknowledge' | 'arm' | 'halt';
  /** What it still has to execute before it acknowledges, or halts [ns]. */
  restNs: number;
  /** When it exited to arm the timer of the halt that comes next, or is on [ns]. */
  armedNs: number;
}

/** Returns the cycle of a guest that begins with work. */
export function createWorkCycle(): WorkCycle {
  return { next: 'arm', restNs: 0, armedNs: 0 };
}
