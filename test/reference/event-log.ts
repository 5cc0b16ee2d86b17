/** One entry of an event log: a trace line, or a call of the recorder. The contract in README.md lists all of them. */
export interface LogEntry {
  readonly timeNs: number;
  /** 1 and 2: modelled CPUs; 0: the housekeeping CPU; -1: a record, which belongs to the host. */
  readonly cpu: number;
  /** In the kernel's words; `record ...` for a record. */
  readonly event: string;
  readonly detail: string;
}

/** The CPU of a record. */
export const recordCpu = -1;

/** Returns the entry as one line, for messages. */
export function lineOf(entry: LogEntry | undefined): string {
  if (entry === undefined) return '(end of the log)';
  const { timeNs, cpu, event, detail } = entry;
  return `${timeNs} ns cpu ${cpu} ${event}${detail && `: ${detail}`}`;
}

/** Returns the index of the first entry that differs between two logs; -1 where they are equal. */
export function firstDifference(a: readonly LogEntry[], b: readonly LogEntry[]): number {
  const length = Math.max(a.length, b.length);
  for (let i = 0; i < length; i++) if (!sameEntry(a[i], b[i])) return i;
  return -1;
}

function sameEntry(a: LogEntry | undefined, b: LogEntry | undefined): boolean {
  if (a === undefined || b === undefined) return a === b;
  return a.timeNs === b.timeNs && a.cpu === b.cpu && a.event === b.event && a.detail === b.detail;
}

/**
 * Returns the records of a log without the exits that it counts, which end it as one sum: what is left to compare of a run that
 * takes exits with no consequences in one step.
 */
export function recordsOf(log: readonly LogEntry[]): LogEntry[] {
  const records = log.filter(({ cpu }) => cpu === recordCpu);
  const isExit = ({ event }: LogEntry) => event === exitsEvent;
  const exits = records.filter(isExit).reduce((sum, { detail }) => sum + Number(detail), 0);
  return [
    ...records.filter((entry) => !isExit(entry)),
    { timeNs: Infinity, cpu: recordCpu, event: exitsEvent, detail: `${exits}` },
  ];
}

const exitsEvent = 'record exits';
