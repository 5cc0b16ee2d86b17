import { largestCpu } from '../tick-columns.js';
import type { MeasuredBucket, MeasuredCpu, Measurement, MeasurementSource } from './measurement.js';
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

interface Column {
  readonly cpu: number;
  readonly series: string;
}

interface Row {
  readonly label: number;
  readonly counts: readonly number[];
}

const seriesNames: Readonly<Record<string, string>> = { IRQ: 'irq', Thr: 'thread', Usr: 'user', CPU: 'noise' };
const title = /^# RTLA (timerlat|osnoise|hwnoise) histogram\s*$/;

/**
 * Returns what `rtla timerlat hist` or `rtla osnoise hist` prints. Rows without counts are left out by the tool, and the
 * size of its buckets is nowhere said: a bucket here reaches as far as the labels prove, which is the tool's own size or a
 * multiple of it.
 *
 * @throws RecordingError with line and column
 */
export function readRtlaHistogram(text: string): Measurement {
  const lines = linesOf(text);
  const start = lines.findIndex((line) => title.test(line.text));
  if (start === -1) throw endError(lines, 'a line "# RTLA timerlat histogram" (or osnoise) expected');
  const tool = title.exec(lines[start]?.text ?? '')?.[1] === 'timerlat' ? 'timerlat' : 'osnoise';
  const body = lines.slice(start + 1);
  const again = body.find((line) => title.test(line.text));
  if (again !== undefined) throw lineError(again, 'one histogram in a file expected');
  const unitNs = readUnit(body, lines);
  const { columns, from } = readColumns(body, lines);
  const rows: Row[] = [];
  let at = from;
  for (; at < body.length && /^\d/.test(body[at]?.text ?? ''); at++)
    rows.push(readRow(body[at] as TextLine, columns, rows));
  const summary = readSummary(body.slice(at), columns, lines);
  refuseStrayRows([...lines.slice(0, start), ...body.slice(0, from), ...body.slice(at)]);
  const size = bucketSize(rows);
  const perCpu = columns.map((column, index) =>
    measuredColumn(column, index, { rows, size, unitNs, exactMax: tool === 'timerlat', ...summary }),
  );
  checkCounts(perCpu, summary.counts, lines);
  return {
    source: `rtla ${tool}` satisfies MeasurementSource,
    unit: 'ns',
    command: null,
    perCpu,
    missed: missed(body),
  };
}

function readUnit(body: readonly TextLine[], lines: readonly TextLine[]): number {
  for (const line of body) {
    const unit = /^# Time unit is \w+ \((ns|us)\)\s*$/.exec(line.text)?.[1];
    if (unit !== undefined) return unit === 'ns' ? 1 : 1000;
    if (!line.text.startsWith('#')) break;
  }
  throw endError(lines, 'a line "# Time unit is microseconds (us)" expected');
}

function readColumns(body: readonly TextLine[], lines: readonly TextLine[]): { columns: Column[]; from: number } {
  const index = body.findIndex((line) => !line.text.startsWith('#'));
  const line = body[index];
  if (line === undefined) throw endError(lines, 'a line "Index IRQ-000 ..." expected');
  const [head, ...names] = wordsOf(line);
  if (head?.text !== 'Index')
    throw lineError(line, 'a line "Index IRQ-000 ..." expected (run rtla without --no-index)');
  const seen = new Set<string>();
  const columns = names.map((word) => {
    const match = /^(IRQ|Thr|Usr|CPU)-(\d{3,5})$/.exec(word.text);
    const cpu = Number(match?.[2]);
    if (match === null || cpu > largestCpu) throw wordError(line, word, 'a column such as IRQ-000 expected');
    if (seen.has(word.text)) throw wordError(line, word, 'a column that stands once expected');
    seen.add(word.text);
    return { cpu, series: seriesNames[match[1] ?? ''] ?? '' };
  });
  return { columns, from: index + 1 };
}

function readRow(line: TextLine, columns: readonly Column[], before: readonly Row[]): Row {
  const [label, ...counts] = wordsOf(line);
  if (label === undefined || counts.length !== columns.length)
    throw lineError(line, `${columns.length} counts expected`);
  const value = wholeWord(line, label);
  if (value > 1e12) throw wordError(line, label, 'a value up to 10^12 expected');
  const last = before.at(-1)?.label ?? -1;
  if (value <= last) throw wordError(line, label, `a value above ${last} expected`);
  return { label: value, counts: counts.map((word) => wholeWord(line, word)) };
}

interface Summary {
  readonly over: readonly number[];
  readonly counts: readonly number[] | null;
  readonly max: readonly (number | null)[] | null;
}

function readSummary(rest: readonly TextLine[], columns: readonly Column[], lines: readonly TextLine[]): Summary {
  const found = new Map<string, readonly (number | null)[]>();
  for (const line of rest) {
    const name = /^(over|count|min|avg|max):/.exec(line.text)?.[1];
    if (name === undefined) break;
    if (found.has(name)) throw lineError(line, `one line "${name}:" expected`);
    found.set(name, name === 'avg' ? [] : readSummaryLine(line, name, columns.length));
  }
  const over = found.get('over');
  if (over === undefined) throw endError(lines, 'a line "over:" behind the rows expected');
  return {
    over: over.map((value) => value ?? 0),
    counts: found.get('count')?.map((value) => value ?? 0) ?? null,
    max: found.get('max') ?? null,
  };
}

/** A tool that saw no sample prints one zero for all columns; `-` stands where a column saw none. */
function readSummaryLine(line: TextLine, name: string, columns: number): (number | null)[] {
  const words = wordsOf(line, name.length + 1);
  if (columns === 0 && words.length === 1 && words[0]?.text === '0') return [];
  if (words.length !== columns) throw lineError(line, `${columns} values expected`);
  return words.map((word) => (word.text === '-' ? null : wholeWord(line, word)));
}

/** Returns the widest buckets that the labels allow, 0 where they prove nothing. */
function bucketSize(rows: readonly Row[]): number {
  let divisor = 0;
  for (const { label } of rows) divisor = greatestDivisor(label, divisor);
  return divisor;
}

function greatestDivisor(a: number, b: number): number {
  let [large, small] = [a, b];
  while (small !== 0) [large, small] = [small, large % small];
  return large;
}

interface Histogram extends Summary {
  readonly rows: readonly Row[];
  readonly size: number;
  readonly unitNs: number;
  /** The largest value is its own; rtla osnoise prints the lower end of its bucket. */
  readonly exactMax: boolean;
}

function measuredColumn({ cpu, series }: Column, index: number, histogram: Histogram): MeasuredCpu {
  const { rows, size, unitNs, over, max, exactMax } = histogram;
  const overflow = over[index] ?? 0;
  const largest = max?.[index] ?? null;
  const buckets = rows.flatMap(({ label, counts }): MeasuredBucket[] => {
    const count = counts[index] ?? 0;
    if (count === 0) return [];
    const proven = size > 0 ? label + size : Infinity;
    const high = Math.min(proven, overflow === 0 && largest !== null && exactMax ? largest + 1 : Infinity);
    return [{ lowNs: label * unitNs, highNs: high === Infinity ? null : high * unitNs, count }];
  });
  return {
    cpu,
    series,
    buckets,
    overflow,
    overflowFromNs: overflow > 0 ? ((rows.at(-1)?.label ?? -1) + 1) * unitNs : null,
    max: largest === null ? null : largest * unitNs,
  };
}

function checkCounts(
  perCpu: readonly MeasuredCpu[],
  counts: readonly number[] | null,
  lines: readonly TextLine[],
): void {
  if (counts === null) return;
  for (const [index, { buckets, overflow, cpu, series }] of perCpu.entries()) {
    const sum = buckets.reduce((total, { count }) => total + count, overflow);
    if (sum === counts[index]) continue;
    const line = lines.find(({ text }) => text.startsWith('count:'));
    const cause = `the sum of the rows and "over:", ${sum}, expected for ${series} of CPU ${cpu}`;
    throw line === undefined ? endError(lines, cause) : lineError(line, cause);
  }
}

/** Events that the trace buffer lost before the tool saw them. */
function missed(body: readonly TextLine[]): number | null {
  for (const { text } of body) {
    if (/^unknown number of events missed\b/.test(text)) return null;
    const count = /^(\d{1,15}) \([\d.]+%\) events missed\b/.exec(text)?.[1];
    if (count !== undefined) return Number(count);
  }
  return 0;
}
