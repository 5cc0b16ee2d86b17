import { windows, type Comparison, type Histogram, type PolicyRecord } from '../record/index.js';
import { quantilesOf, type Quantile } from '../stats/index.js';
import { countCell, numberCell } from './number-text.js';
import type { Cell, ColumnGroup, TextColumn } from './text-table.js';

/** These quantiles always have a column; those further out only where some policy has the samples for them. */
const usual: readonly number[] = [0.5, 0.99, 0.999, 0.9999];
const further: readonly number[] = [0.99999, 0.999999];

/** What the table shows besides the usual. */
export interface ColumnOptions {
  /** The 95% interval behind each quantile. */
  readonly intervals?: boolean;
}

/** Returns the quantiles that the table has columns for. */
export function shownQuantiles({ policies }: Comparison): readonly number[] {
  const supported = (p: number): boolean =>
    policies.some(({ latency }) => quantilesOf(latency, [p])[0]?.supported === true);
  return [...usual, ...further.filter(supported)];
}

/** Returns the columns of a comparison: what the guest pays, what rcuc does, what RCU pays. */
export function comparisonColumns(comparison: Comparison, { intervals = false }: ColumnOptions = {}): ColumnGroup[] {
  const { scenario, policies } = comparison;
  const { host, guest } = scenario;
  const column = (title: string, cellOf: (record: PolicyRecord) => Cell): TextColumn => ({
    title,
    cells: policies.map(cellOf),
  });
  const group = (title: string, ...columns: TextColumn[]): ColumnGroup => ({ title, columns });
  const hit = windows.filter((window) => policies.some(({ wakesByWindow }) => wakesByWindow[window] > 0));
  return [
    group(`${guest.instrument} latency, us`, maxColumn(policies), ...quantileColumns(comparison, intervals)),
    group(
      host.rcuCore === 'rcuc' ? 'rcuc' : 'softirq',
      column('wakes/s', (record) => numberCell(perSecond(record, record.wakes), 2)),
    ),
    ...(hit.length > 0
      ? [group('woken by ticks in', ...hit.map((name) => column(name, (r) => countCell(r.wakesByWindow[name]))))]
      : []),
    group(
      'kernel ticks',
      column('/s', (record) => numberCell(perSecond(record, record.kernelTicks), 1)),
      column('pending', pendingShare),
    ),
    group(
      'false positives, negatives',
      column('FP', ({ falsePositives }) => warned(countCell(falsePositives.count))),
      column('max ms', ({ falsePositives }) => numberCell(falsePositives.maxNs / 1e6, 2)),
      column('FN', ({ falseNegatives }) => countCell(falseNegatives.count)),
      column('max ms', ({ falseNegatives }) => numberCell(falseNegatives.maxNs / 1e6, 3)),
    ),
    group(
      'grace period, ms',
      column('p50', ({ gracePeriods }) => numberCell(medianMs(gracePeriods), 2)),
      column('max', ({ gracePeriods }) => numberCell(maxMs(gracePeriods), 2)),
    ),
    group(
      'sync, ms',
      column('p50', ({ syncRcu }) => numberCell(medianMs(syncRcu), 2)),
      column('max', ({ syncRcu }) => numberCell(maxMs(syncRcu), 2)),
    ),
    group(
      'stalls',
      column('>20ms', ({ stalls }) => countCell(stalls.over20ms)),
      column('>21s', ({ stalls }) => warned(countCell(stalls.over21s))),
      column('warn', ({ stalls }) => warned(countCell(stalls.warnings))),
    ),
    group(
      'cost',
      column('ns/exit', ({ exitCostNs }) => numberCell(exitCostNs, 0)),
    ),
  ];
}

function maxColumn(policies: readonly PolicyRecord[]): TextColumn {
  const least = Math.min(...policies.map(({ latency }) => latency.max));
  const most = Math.max(...policies.map(({ latency }) => latency.max));
  const cells = policies.map(({ latency: { total, max } }): Cell => {
    const cell = numberCell(total > 0 ? max / 1e3 : null, 1);
    const style = least === most ? cell.style : max === least ? 'green' : max === most ? 'yellow' : cell.style;
    return { text: cell.text, style };
  });
  return { title: 'max', cells };
}

function quantileColumns(comparison: Comparison, intervals: boolean): TextColumn[] {
  const all = comparison.policies.map(({ latency }) => quantilesOf(latency, shownQuantiles(comparison)));
  return (all[0] ?? []).flatMap(({ label }, index) => {
    const column = all.map((row) => row[index]!);
    const value = { title: label, cells: column.map(({ valueNs }) => numberCell(inUs(valueNs), 1)) };
    return intervals ? [value, { title: '95%', cells: column.map(intervalCell) }] : [value];
  });
}

function intervalCell({ lowNs, highNs }: Quantile): Cell {
  const ends = [lowNs, highNs].map((ns) => (ns === null ? '-' : (ns / 1e3).toFixed(1)));
  return { text: lowNs === null ? '-' : ends.join('..'), style: 'dim' };
}

function pendingShare({ kernelTicks, pendingTicks }: PolicyRecord): Cell {
  if (kernelTicks === 0) return numberCell(null, 1);
  const cell = numberCell((100 * pendingTicks) / kernelTicks, 1);
  return { text: `${cell.text}%`, style: cell.style };
}

function warned(cell: Cell): Cell {
  return cell.text === '0' ? cell : { text: cell.text, style: 'red' };
}

function perSecond({ measuredNs }: PolicyRecord, value: number): number | null {
  return measuredNs > 0 ? value / (measuredNs / 1e9) : null;
}

function medianMs(histogram: Histogram): number | null {
  const [median] = quantilesOf(histogram, [0.5]);
  return typeof median?.valueNs === 'number' ? median.valueNs / 1e6 : null;
}

function maxMs({ total, max }: Histogram): number | null {
  return total > 0 ? max / 1e6 : null;
}

function inUs(ns: number | null): number | null {
  return ns === null ? null : ns / 1e3;
}
