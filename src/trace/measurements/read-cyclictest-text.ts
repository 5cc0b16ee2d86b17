import type { MeasuredCpu, Measurement } from './measurement.js';
import {
  endError,
  lineError,
  linesOf,
  refuseStrayRows,
  wholeWord,
  wordError,
  wordsOf,
  type TextLine,
} from './text-lines.js';

/** What the text of cyclictest doesn't say. */
export interface CyclictestTextOptions {
  /** It was run with `-N`: values are nanoseconds [default false: microseconds]. */
  readonly nanoseconds?: boolean;
}

interface Row {
  readonly line: TextLine;
  readonly label: number;
  readonly counts: readonly number[];
}

/**
 * Returns what `cyclictest -h N` (or `-H N`, whose last column is the sum over the threads) prints on its standard output.
 * Threads are in the order of their numbers; which CPU each ran on is not printed.
 *
 * @throws RecordingError with line and column
 */
export function readCyclictestText(text: string, options: CyclictestTextOptions = {}): Measurement {
  const unitNs = options.nanoseconds === true ? 1 : 1000;
  const lines = linesOf(text);
  const start = lines.findIndex((line) => /^# Histogram\s*$/.test(line.text));
  if (start === -1) throw endError(lines, 'a line "# Histogram" expected (run cyclictest with -h N)');
  refuseStrayRows(lines.slice(0, start));
  const rows: Row[] = [];
  const notes = new Map<string, { readonly line: TextLine; readonly values: readonly number[] }>();
  for (const line of lines.slice(start + 1)) {
    const note = /^# (Total|Min Latencies|Max Latencies|Histogram Overflows):/.exec(line.text);
    if (note !== null) {
      const name = note[1] ?? '';
      if (notes.has(name)) throw lineError(line, `one line "# ${name}" expected`);
      notes.set(name, { line, values: numbers(line, note[0].length) });
    } else if (/^\d/.test(line.text)) {
      if (notes.size > 0) throw lineError(line, 'no more rows after the totals expected');
      rows.push(readRow(line, rows));
    } else if (!/^(?:#.*|T:.*|\s*)$/.test(line.text)) throw lineError(line, 'a row of the histogram expected');
  }
  const note = (name: string) => {
    const found = notes.get(name);
    if (found === undefined) throw endError(lines, `a line "# ${name}: ..." expected`);
    return found;
  };
  const max = note('Max Latencies');
  const overflows = note('Histogram Overflows');
  // All lines but this one have one value more with -H: that over all threads.
  const threads = note('Min Latencies').values.length;
  if (threads === 0) throw lineError(max.line, 'at least one thread expected');
  for (const { line, values } of [max, overflows]) {
    if (values.length !== threads && values.length !== threads + 1) throw lineError(line, `${threads} values expected`);
  }
  for (const row of rows) checkColumns(row, threads);
  checkTotals(note('Total'), rows, threads);
  const perCpu = max.values
    .slice(0, threads)
    .map((value, thread) => measuredThread(rows, thread, overflows.values[thread] ?? 0, value, unitNs));
  return { source: 'cyclictest', unit: 'ns', command: null, perCpu, missed: 0 };
}

function readRow(line: TextLine, before: readonly Row[]): Row {
  const [label, ...counts] = wordsOf(line);
  if (label === undefined) throw lineError(line, 'a row of the histogram expected');
  const last = before.at(-1);
  const value = wholeWord(line, label);
  if (value > 1e9) throw wordError(line, label, 'a latency up to 10^9 expected');
  if (last !== undefined && value <= last.label) throw wordError(line, label, `a latency above ${last.label} expected`);
  return { line, label: value, counts: counts.map((word) => wholeWord(line, word)) };
}

function numbers(line: TextLine, from: number): number[] {
  return wordsOf(line, from).map((word) => wholeWord(line, word));
}

/** With `-H` a column with the sum over the threads follows theirs. */
function checkColumns({ line, counts }: Row, threads: number): void {
  const sum = counts.slice(0, threads).reduce((total, count) => total + count, 0);
  if (counts.length === threads || (counts.length === threads + 1 && counts[threads] === sum)) return;
  throw lineError(line, `${threads} counts expected (one a thread)`);
}

function checkTotals(
  total: { readonly line: TextLine; readonly values: readonly number[] },
  rows: readonly Row[],
  threads: number,
): void {
  for (let thread = 0; thread < threads; thread++) {
    const sum = rows.reduce((sofar, { counts }) => sofar + (counts[thread] ?? 0), 0);
    if (sum !== total.values[thread])
      throw lineError(total.line, `the sum of the rows, ${sum}, expected for thread ${thread}`);
  }
}

function measuredThread(
  rows: readonly Row[],
  thread: number,
  overflow: number,
  max: number,
  unitNs: number,
): MeasuredCpu {
  const buckets = rows.flatMap(({ label, counts }) => {
    const count = counts[thread] ?? 0;
    return count === 0 ? [] : [{ lowNs: label * unitNs, highNs: (label + 1) * unitNs, count }];
  });
  const size = (rows.at(-1)?.label ?? -1) + 1;
  return {
    cpu: null,
    series: 'latency',
    buckets,
    overflow,
    overflowFromNs: overflow > 0 ? size * unitNs : null,
    max: max * unitNs,
  };
}
