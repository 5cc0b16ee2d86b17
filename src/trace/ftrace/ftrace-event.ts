/** One event of a raw trace, as it stands on its line. */
export interface FtraceEvent {
  /** Line of the file, the first being 1. */
  readonly line: number;
  /** The whole line: places of errors are counted in it. */
  readonly text: string;
  /** Name of the task that ran, as recorded: `<idle>` for the idle task; cut to 8 characters in the latency layout. */
  readonly task: string;
  readonly pid: number;
  readonly cpu: number;
  /** The flags as written, 5 or 7 characters; null in layouts without them (`trace-cmd report` as it is called plainly). */
  readonly flags: string | null;
  /** Time of the trace's clock [ns]. */
  readonly timeNs: number;
  /** Name of the event; `lost_events` for the ring buffer's own note that it lost some. */
  readonly name: string;
  /** Where in `text` the arguments begin; they reach to its end. */
  readonly argsAt: number;
}

/**
 * Name of the events that stand for a gap: the ring buffer of that CPU overran, and what happened before is not in the file.
 * Their `args` is the number of events lost, or empty where the kernel did not know it.
 */
export const lostEvents = 'lost_events';

/** Returns the arguments of an event. */
export function eventArgs(event: FtraceEvent): string {
  return event.text.slice(event.argsAt);
}
