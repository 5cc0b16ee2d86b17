import { measuredQuantiles, type MeasuredQuantile, type MeasuredTail } from '../trace/index.js';
import type { MeasuredRow } from './measured-files.js';
import { numberCell } from './number-text.js';
import type { Cell, ColumnGroup } from './text-table.js';

/**
 * Returns the columns of a comparison with a row for each measurement below; only the first group, the latencies, says
 * something of them.
 *
 * @param ps - the quantiles that the group has columns for
 * @param intervals - whether each is followed by its 95% interval
 */
export function withMeasured(
  groups: readonly ColumnGroup[],
  rows: readonly MeasuredRow[],
  ps: readonly number[],
  intervals: boolean,
): ColumnGroup[] {
  const [latency, ...others] = groups;
  if (latency === undefined || rows.length === 0) return [...groups];
  const cells = rows.map(({ tail }) => latencyCells(tail, ps, intervals));
  const columns = latency.columns.map((column, index) => ({
    ...column,
    cells: [...column.cells, ...cells.map((row) => row[index] ?? { text: '' })],
  }));
  return [{ ...latency, columns }, ...others];
}

function latencyCells(tail: MeasuredTail, ps: readonly number[], intervals: boolean): Cell[] {
  const quantiles = measuredQuantiles(tail, ps).flatMap((quantile) =>
    intervals ? [quantileCell(quantile), intervalCell(quantile)] : [quantileCell(quantile)],
  );
  return [maxCell(tail), ...quantiles];
}

function maxCell({ maxNs, overflowFromNs, buckets }: MeasuredTail): Cell {
  if (maxNs !== null) return numberCell(maxNs / 1e3, 1);
  if (overflowFromNs !== null) return atLeast(overflowFromNs);
  return numberCell((buckets.at(-1)?.highNs ?? 0) / 1e3, 1);
}

function quantileCell({ lowNs, highNs }: MeasuredQuantile): Cell {
  if (lowNs === null) return numberCell(null, 1);
  return highNs === null ? atLeast(lowNs) : numberCell((lowNs + highNs) / 2e3, 1);
}

function intervalCell({ intervalLowNs, intervalHighNs }: MeasuredQuantile): Cell {
  if (intervalLowNs === null) return { text: '-', style: 'dim' };
  const low = (intervalLowNs / 1e3).toFixed(1);
  return { text: intervalHighNs === null ? `>= ${low}` : `${low}..${(intervalHighNs / 1e3).toFixed(1)}`, style: 'dim' };
}

function atLeast(ns: number): Cell {
  return { text: `>= ${(ns / 1e3).toFixed(1)}` };
}
