import { contexts, type TickContext } from '../tick-columns.js';
import { createGrowingColumn } from './growing-column.js';

/** Where a CPU can be: a tick's contexts, and the guest, which no tick is ever taken in. */
export const spanContexts = ['guest', ...contexts] as const;

/** One of `spanContexts`. */
export type SpanContext = 'guest' | TickContext;

/** The contexts of one CPU, one after the other without gaps. */
export interface Spans {
  readonly length: number;
  context(row: number): SpanContext;
  startNs(row: number): number;
  /** End of the span: the start of the next, or the end of the trace. */
  endNs(row: number): number;
  /** Returns the row of the span that holds a time, or -1. */
  rowAt(timeNs: number): number;
  /** Returns how long the CPU was in each context in all [ns]. */
  totalsNs(): Readonly<Record<SpanContext, number>>;
}

/** Spans that can be added to. */
export interface GrowingSpans extends Spans {
  /** Says where the CPU is from now on. */
  enter(context: SpanContext, timeNs: number): void;
  /** Says when the trace ends. */
  close(timeNs: number): void;
}

const numberOfContext = new Map<SpanContext, number>(spanContexts.map((context, index) => [context, index]));

/** Returns a CPU without spans. */
export function createSpans(): GrowingSpans {
  const codes = createGrowingColumn('uint8');
  const starts = createGrowingColumn('float64');
  let current: SpanContext | null = null;
  let lastNs = 0;

  const context = (row: number): SpanContext => spanContexts[codes.at(row)] ?? 'kernel';
  const endNs = (row: number): number => (row + 1 < starts.length ? starts.at(row + 1) : lastNs);

  function rowAt(timeNs: number): number {
    let low = 0;
    let high = starts.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (starts.at(middle) <= timeNs) low = middle + 1;
      else high = middle;
    }
    return timeNs <= lastNs ? low - 1 : -1;
  }

  return {
    get length() {
      return codes.length;
    },
    context,
    startNs: (row) => starts.at(row),
    endNs,
    rowAt,
    totalsNs() {
      const totals = Object.fromEntries(spanContexts.map((name) => [name, 0])) as Record<SpanContext, number>;
      for (let row = 0; row < codes.length; row++) totals[context(row)] += endNs(row) - starts.at(row);
      return totals;
    },
    enter(next, timeNs) {
      if (next === current) return;
      current = next;
      codes.push(numberOfContext.get(next) ?? 0);
      starts.push(timeNs);
    },
    close(timeNs) {
      lastNs = timeNs;
    },
  };
}
