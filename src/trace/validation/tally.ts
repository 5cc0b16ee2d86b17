import { contexts, type TickContext } from '../tick-columns.js';

/** Ticks that hit one window, and those of them on which `rcu_pending()` said yes. */
export interface WindowTally {
  ticks: number;
  pending: number;
}

/** What is counted over a stretch of time, of a recording as of a simulation. */
export interface Tally {
  seconds: number;
  readonly windows: Readonly<Record<TickContext, WindowTally>>;
  /** Grace periods that ended, by their length in jiffies. */
  readonly gracePeriods: Map<number, number>;
}

/** Returns a tally of nothing. */
export function createTally(seconds: number): Tally {
  const windows = Object.fromEntries(contexts.map((context) => [context, { ticks: 0, pending: 0 }]));
  return { seconds, windows: windows as Record<TickContext, WindowTally>, gracePeriods: new Map() };
}

/** Counts one tick. */
export function countTick(tally: Tally, context: TickContext, pending: boolean): void {
  tally.windows[context].ticks++;
  if (pending) tally.windows[context].pending++;
}

/** Counts one grace period. */
export function countGracePeriod(tally: Tally, jiffies: number): void {
  tally.gracePeriods.set(jiffies, (tally.gracePeriods.get(jiffies) ?? 0) + 1);
}

/** Returns the sum of tallies. */
export function sumOf(tallies: readonly Tally[]): Tally {
  const sum = createTally(0);
  for (const { seconds, windows, gracePeriods } of tallies) {
    sum.seconds += seconds;
    for (const context of contexts) {
      sum.windows[context].ticks += windows[context].ticks;
      sum.windows[context].pending += windows[context].pending;
    }
    for (const [jiffies, count] of gracePeriods) {
      sum.gracePeriods.set(jiffies, (sum.gracePeriods.get(jiffies) ?? 0) + count);
    }
  }
  return sum;
}

/** Returns how often rcuc was woken: ticks with work, but for those that hit rcuc itself. */
export function wakesOf({ windows }: Tally): number {
  return contexts.reduce((sum, context) => sum + (context === 'rcuc' ? 0 : windows[context].pending), 0);
}

/** Returns how many grace periods ended. */
export function gracePeriodsOf({ gracePeriods }: Tally): number {
  return [...gracePeriods.values()].reduce((sum, count) => sum + count, 0);
}
