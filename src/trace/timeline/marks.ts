import { createGrowingColumn } from './growing-column.js';

/**
 * What happens on a CPU that matters to RCU and KVM, as one mark each: crossings of user mode, guest and idle (extended
 * quiescent states), KVM's load, put and scheduling hooks, who gets the CPU, quiescent states noted, ticks, and the events
 * that a ring buffer lost.
 */
export const markKinds = [
  'user-enter',
  'user-exit',
  'vcpu-load',
  'vcpu-load-to-run',
  'vcpu-put',
  'guest-enter',
  'guest-exit',
  'preempt-enable',
  'sched-out',
  'sched-in',
  'halt',
  'to-idle',
  'to-rcuc',
  'to-vcpu',
  'to-other',
  'idle-enter',
  'idle-exit',
  'quiescent-state',
  'tick',
  'lost-events',
] as const;

/** One of `markKinds`. */
export type MarkKind = (typeof markKinds)[number];

/** The marks of one CPU in the order in which they happened, column by column. */
export interface Marks {
  readonly length: number;
  kind(row: number): MarkKind;
  /** Time of the trace's clock [ns]. */
  timeNs(row: number): number;
  /** The last value of jiffies seen anywhere in the trace before the mark; NaN before the first [jiffies]. */
  jiffies(row: number): number;
  /** Row of the tick table for a tick, -1 for all others. */
  tick(row: number): number;
}

/** Marks that can be added to. */
export interface GrowingMarks extends Marks {
  /** Adds a mark and returns its row. */
  add(kind: MarkKind, timeNs: number, jiffies: number, tick?: number): number;
  /** Changes what a mark is. */
  become(row: number, kind: MarkKind): void;
}

const numberOfKind = new Map<MarkKind, number>(markKinds.map((kind, index) => [kind, index]));

/** Stands for jiffies that are not known, or 2^31 away from the first: some 25 days. */
const unknown = -(2 ** 31);

/** Returns marks without any. */
export function createMarks(): GrowingMarks {
  const kinds = createGrowingColumn('uint8');
  const times = createGrowingColumn('float64');
  // Those of one trace lie close together; as differences to the first they take half the room.
  const jiffies = createGrowingColumn('int32');
  const ticks = createGrowingColumn('int32');
  let firstJiffies = NaN;
  return {
    get length() {
      return kinds.length;
    },
    kind: (row) => markKinds[kinds.at(row)] ?? 'lost-events',
    timeNs: (row) => times.at(row),
    jiffies: (row) => (jiffies.at(row) === unknown ? NaN : firstJiffies + jiffies.at(row)),
    tick: (row) => ticks.at(row),
    add(kind, timeNs, now, tick = -1) {
      kinds.push(numberOfKind.get(kind) ?? 0);
      times.push(timeNs);
      if (Number.isNaN(firstJiffies)) firstJiffies = now;
      const since = now - firstJiffies;
      jiffies.push(Math.abs(since) < -unknown ? since : unknown);
      ticks.push(tick);
      return kinds.length - 1;
    },
    become: (row, kind) => kinds.set(row, numberOfKind.get(kind) ?? 0),
  };
}
