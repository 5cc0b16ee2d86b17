import { createGrowingColumn } from './growing-column.js';
import type { CurrentTask } from './cpu-situation.js';

/** The stretches in which rcuc/N had a CPU. */
export interface RcucRuns {
  readonly length: number;
  startNs(row: number): number;
  endNs(row: number): number;
  /** Whom it took the CPU from. */
  after(row: number): CurrentTask;
}

/** Runs that can be added to. */
export interface GrowingRcucRuns extends RcucRuns {
  add(startNs: number, endNs: number, after: CurrentTask): void;
}

const tasks: readonly CurrentTask[] = ['idle', 'rcuc', 'vcpu', 'other'];

/** Returns runs without any. */
export function createRcucRuns(): GrowingRcucRuns {
  const starts = createGrowingColumn('float64');
  const ends = createGrowingColumn('float64');
  const before = createGrowingColumn('uint8');
  return {
    get length() {
      return starts.length;
    },
    startNs: (row) => starts.at(row),
    endNs: (row) => ends.at(row),
    after: (row) => tasks[before.at(row)] ?? 'other',
    add(startNs, endNs, after) {
      starts.push(startNs);
      ends.push(endNs);
      before.push(tasks.indexOf(after));
    },
  };
}
