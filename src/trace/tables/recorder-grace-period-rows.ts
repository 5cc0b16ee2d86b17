import type { TracedGracePeriods } from '../timeline/grace-periods.js';
import { decimal, unsigned64, type Cell } from './csv-row.js';
import type { RecorderTable } from './recorder-tick-rows.js';

const columns = ['gps', 't_start', 't_end', 'ms', 'jiffies', 'fqs_probes', 'remote_qs'];
const newerColumns = ['fqs_scans_j', 'fqs_scans_ms', 'last_qs_by'];

/**
 * Returns the grace periods of a trace as the recorder tabulates them (`*.gps.csv`), with the columns on single scans where
 * the trace shows them.
 */
export function recorderGracePeriodRows({ periods, showsScans }: TracedGracePeriods): RecorderTable {
  function cellsOf(row: number): Cell[] {
    const period = periods[row];
    if (period === undefined) return [];
    const { startNs, endNs } = period;
    const cells: Cell[] = [
      unsigned64(period.gpSeq),
      decimal(startNs / 1e9),
      decimal(endNs / 1e9),
      decimal(milliseconds(startNs, endNs)),
      period.endJiffies - period.gpStart,
      period.probes,
      period.credited,
    ];
    if (!showsScans) return cells;
    return [
      ...cells,
      period.scans.map(({ ageJiffies }) => ageJiffies).join(';'),
      period.scans.map(({ timeNs }) => decimal(milliseconds(startNs, timeNs))).join(';'),
      period.lastReportBy,
    ];
  }
  return { columns: showsScans ? [...columns, ...newerColumns] : columns, rows: periods.length, row: cellsOf };
}

function milliseconds(fromNs: number, untilNs: number): number {
  return Math.round((untilNs - fromNs) / 1000) / 1000;
}
