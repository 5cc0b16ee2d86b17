/** `MAX_STALLED_JIFFIES`: after so many stale ticks another CPU takes over the update (kernel/time/tick-sched.c). */
export const MAX_STALLED_JIFFIES = 5;

/**
 * Returns the length of a tick.
 *
 * @param hz - ticks a second [100, 250, 300, 1000]
 * @returns nanoseconds, rounded down as TICK_NSEC is (3333333 at 300)
 */
export function tickLengthNs(hz: number): number {
  return Math.floor(1_000_000_000 / hz);
}

/**
 * Returns jiffies as a CPU reads them while the timekeeper runs: its update of a tick becomes visible `lagNs` after the edge.
 *
 * @param nowNs - time since the start of the simulation [ns]
 * @param lagNs - timekeeper lag [ns, 0..one tick]
 */
export function jiffiesOf(nowNs: number, tickNs: number, lagNs: number): number {
  return nowNs < lagNs ? 0 : Math.floor((nowNs - lagNs) / tickNs);
}

/** Returns when jiffies become `jiffies` [ns]: the inverse of `jiffiesOf`. */
export function timeOfJiffies(jiffies: number, tickNs: number, lagNs: number): number {
  return jiffies * tickNs + lagNs;
}

/** `LVL_SIZE - 1` and `LVL_CLK_SHIFT` of the timer wheel (kernel/time/timer.c). */
const levelStart = 63;
const levelShift = 3;

/**
 * Returns the jiffies at which a timer of `delay` jiffies, armed at `now`, fires: the timer wheel rounds up, so the wait
 * lasts more than `delay` ticks and at most one more; from 64 jiffies on, where buckets hold eight, at most eight more,
 * from 505 on 64. A wait of 0 is none.
 *
 * @see `calc_wheel_index()` and `calc_index()`, kernel/time/timer.c; confirmed by the recorded scans at gp_start + 4 for a
 * delay of 3. The wheel's own clock stands at the jiffy to come.
 */
export function timerWheelExpiry(now: number, delay: number): number {
  if (delay === 0) return now;
  let bucket = 1;
  for (let start = levelStart; delay - 1 >= start; start *= 1 << levelShift) bucket *= 1 << levelShift;
  return (Math.floor((now + delay) / bucket) + 1) * bucket;
}

/** Returns milliseconds as jiffies, rounded up (`msecs_to_jiffies()`): 1 ms at HZ=250 is one jiffy of 4 ms. */
export function msecsToJiffies(ms: number, hz: number): number {
  return Math.ceil((ms * hz) / 1000);
}
