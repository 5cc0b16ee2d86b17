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
  turn: 3,
  thaw1: 4,
  thaw2: 5,
  request: 6,
  closedRequest: 7,
  followUp: 8,
  othersReport: 9,
  gpKthread: 10,
  expedited: 11,
  otherIrq: 12,
  dependency: 13,
  preemption: 14,
  migration: 15,
  arrival: 16,
  softirq: 17,
  deferredWakeup: 18,
  callback: 19,
  terminate: 20,
  wake: 21,
  timer: 22,
  tick1: 23,
  tick2: 24,
  cpu1: 25,
  cpu2: 26,
  guestTimer: 27,
  guestHalt: 28,
  exit: 29,
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
