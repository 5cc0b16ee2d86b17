import type { CpuTimeline } from '../timeline/timeline.js';

/** Returns the first run of rcuc that ends after a time. */
function firstRunAfter({ rcucRuns }: CpuTimeline, fromNs: number): number {
  let low = 0;
  let high = rcucRuns.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (rcucRuns.endNs(middle) <= fromNs) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Returns when the first run of rcuc between two times was over; the first of them if there is none [ns]. */
export function endOfRcuc(cpu: CpuTimeline, fromNs: number, untilNs: number): number {
  const run = firstRunAfter(cpu, fromNs);
  const inTime = run < cpu.rcucRuns.length && cpu.rcucRuns.startNs(run) < untilNs;
  return inTime ? cpu.rcucRuns.endNs(run) : fromNs;
}

/** Returns how long rcuc had the CPU between two times [ns]. */
export function rcucBetween(cpu: CpuTimeline, fromNs: number, untilNs: number): number {
  const { rcucRuns } = cpu;
  let ranNs = 0;
  for (let row = firstRunAfter(cpu, fromNs); row < rcucRuns.length && rcucRuns.startNs(row) < untilNs; row++) {
    ranNs += Math.min(untilNs, rcucRuns.endNs(row)) - Math.max(fromNs, rcucRuns.startNs(row));
  }
  return ranNs;
}
