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
  othersReport: 7,
  gpKthread: 8,
  expedited: 9,
  otherIrq: 10,
  dependency: 11,
  preemption: 12,
  migration: 13,
  arrival: 14,
  softirq: 15,
  deferredWakeup: 16,
  callback: 17,
  terminate: 18,
  wake: 19,
  timer: 20,
  tick1: 21,
  tick2: 22,
  cpu1: 23,
  cpu2: 24,
  guestTimer: 25,
  guestHalt: 26,
  exit: 27,
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
