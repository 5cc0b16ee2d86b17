import type { Pace } from '../../src/workbook/refine.js';

/** A pace without a clock: every turn counts as shorter than it may be, so steps grow by a third, and each turn reports. */
export function quickPace(): Partial<Pace> {
  let now = 0;
  return { turnMs: 8, firstMs: 0, reportMs: 0, now: () => (now += 6) };
}
