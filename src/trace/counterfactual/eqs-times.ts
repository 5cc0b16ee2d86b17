import { createGrowingColumn } from '../timeline/growing-column.js';
import type { CpuTimeline } from '../timeline/timeline.js';

/** When a CPU was in an extended quiescent state: guest, user mode or idle. */
export interface EqsTimes {
  /** Returns the time of the first entry at or after a time; infinity if there is none [ns]. */
  nextEntryNs(fromNs: number): number;
  /** Returns the time of the first moment in such a state at or after a time; infinity if there is none [ns]. */
  firstInsideNs(fromNs: number): number;
}

const entries = new Set(['user-enter', 'guest-enter', 'idle-enter']);
const exits = new Set(['user-exit', 'guest-exit', 'idle-exit']);

/**
 * Returns the extended quiescent states of a nohz_full CPU. In a trace that does not show where that of idle begins, it is
 * taken to begin with the switch to the idle task.
 */
export function eqsTimes(cpu: CpuTimeline): EqsTimes {
  const { marks } = cpu;
  const starts = createGrowingColumn('float64');
  const ends = createGrowingColumn('float64');
  let inside = false;
  const idleShown = showsIdle(cpu);
  for (let row = 0; row < marks.length; row++) {
    const kind = marks.kind(row);
    const timeNs = marks.timeNs(row);
    const leaves = exits.has(kind) || kind.startsWith('to-') || kind === 'lost-events';
    if (leaves && inside) {
      ends.push(timeNs);
      inside = false;
    }
    if ((entries.has(kind) || (kind === 'to-idle' && !idleShown)) && !inside) {
      starts.push(timeNs);
      inside = true;
    }
  }
  if (inside) ends.push(Infinity);

  const startNs = (state: number): number => (state < starts.length ? starts.at(state) : Infinity);

  /** Returns the first state that ends after a time. */
  function firstEndingAfter(timeNs: number): number {
    let low = 0;
    let high = ends.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (ends.at(middle) <= timeNs) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  return {
    nextEntryNs(fromNs) {
      const state = firstEndingAfter(fromNs);
      return startNs(state) >= fromNs ? startNs(state) : startNs(state + 1);
    },
    firstInsideNs: (fromNs) => Math.max(fromNs, startNs(firstEndingAfter(fromNs))),
  };
}

/** Returns whether the trace shows where the idle task's extended quiescent states begin; many hold task switches only. */
export function showsIdle({ marks }: CpuTimeline): boolean {
  for (let row = 0; row < marks.length; row++) if (marks.kind(row) === 'idle-enter') return true;
  return false;
}
