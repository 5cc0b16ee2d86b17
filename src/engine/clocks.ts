/**
 * The clocks of one host, in the order in which simultaneous ones fire. The order is part of the results:
 * L0 first (it can stop everything), then the grace-period side of the housekeeping CPU (a grace period that starts in the
 * nanosecond of a tick precedes it), then what the world does to the vCPU's CPU, then ticks, then the CPUs' own progress,
 * last the guest's.
 */
export const clock = {
  steal0: 0,
  steal1: 1,
  steal2: 2,
  thaw1: 3,
  thaw2: 4,
  request: 5,
  closedRequest: 6,
  followUp: 7,
  othersReport: 8,
  gpKthread: 9,
  expedited: 10,
  otherIrq: 11,
  dependency: 12,
  preemption: 13,
  migration: 14,
  arrival: 15,
  softirq: 16,
  deferredWakeup: 17,
  callback: 18,
  terminate: 19,
  wake: 20,
  timer: 21,
  tick1: 22,
  tick2: 23,
  cpu1: 24,
  cpu2: 25,
  guestTimer: 26,
  guestHalt: 27,
  exit: 28,
} as const;

/** Index of a clock. */
export type Clock = (typeof clock)[keyof typeof clock];

/** Number of clocks. */
export const clockCount = Object.keys(clock).length;

/**
 * Returns the clock that fires next; of simultaneous ones the first in the order of `clock`.
 *
 * @param live - those that can fire at all, in that order
 */
export function nextClock(clocks: Float64Array, live: Uint8Array): Clock {
  let first = live[0]!;
  let firstNs = clocks[first]!;
  for (let i = 1; i < live.length; i++) {
    const candidate = live[i]!;
    const timeNs = clocks[candidate]!;
    if (timeNs < firstNs) {
      firstNs = timeNs;
      first = candidate;
    }
  }
  return first as Clock;
}
