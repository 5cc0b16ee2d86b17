import type { GrowingMarks } from './marks.js';

/** What is known of the whole machine while a trace is read. */
export interface TraceState {
  /** Tasks that loaded a vCPU. */
  readonly vcpus: Set<number>;
  /** By task: its `vcpu_load` of which it is not yet known whether it runs the guest. */
  readonly openLoads: Map<number, { readonly marks: GrowingMarks; readonly row: number }>;
  /** The last value of jiffies seen in any event; NaN before the first [jiffies]. */
  jiffies: number;
  /** The first such value and when it was seen; null before. */
  firstJiffies: FirstJiffies | null;
}

/** Where the trace begins to tell jiffies. */
export interface FirstJiffies {
  readonly timeNs: number;
  readonly jiffies: number;
}

/** Returns the state at the beginning of a trace. */
export function createTraceState(): TraceState {
  return { vcpus: new Set(), openLoads: new Map(), jiffies: NaN, firstJiffies: null };
}
