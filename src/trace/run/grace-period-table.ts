import { createCsvScanner } from '../csv-scanner.js';
import { readInteger, readSeconds } from '../recorded-number.js';
import { tableError } from '../recording-error.js';

/** A normal grace period of a recording. */
export interface RecordedGracePeriod {
  /** Time of the recording's clock [s]. */
  readonly startSec: number;
  readonly endSec: number;
  /** Jiffies at its end less `rcu_state.gp_start`. */
  readonly jiffies: number;
  /** Its first scan for quiescent CPUs [s]; absent where there was none, or the table doesn't say. */
  readonly firstScanSec?: number;
}

const columns = ['t_start', 't_end', 'jiffies'] as const;
const mostFields = 100;

/**
 * Returns the grace periods of a table (`*.gps.csv`), in their order. Columns are found by the names in the header.
 *
 * @throws RecordingError naming line, column and value, for anything that is not such a table
 */
export function parseGracePeriodTable(text: string): RecordedGracePeriod[] {
  const scanner = createCsvScanner(text, mostFields);
  const fields = scanner.next();
  if (fields <= 0)
    throw tableError(1, null, 'empty table of grace periods: a header with the column names expected', null);
  const names = Array.from({ length: fields }, (_, i) => text.slice(scanner.starts[i], scanner.ends[i]));
  const [start, end, jiffies] = columns.map((name) => {
    const at = names.indexOf(name);
    if (at === -1) throw tableError(1, name, 'column missing in the header of the grace periods', null);
    return at;
  }) as [number, number, number];
  const scans = names.indexOf('fqs_scans_ms');
  const found: RecordedGracePeriod[] = [];
  for (let line = 2; ; line++) {
    const count = scanner.next();
    if (count === 0) return found;
    if (count !== fields) throw tableError(line, null, `${count} fields, but the header has ${fields}`, null);
    const read = (at: number, name: string, value: (text: string, from: number, to: number) => number): number => {
      const [from, to] = [scanner.starts[at] ?? 0, scanner.ends[at] ?? 0];
      const number = value(text, from, to);
      if (number >= 0) return number;
      throw tableError(line, name, 'a number from 0 on expected', text.slice(from, to));
    };
    const startSec = read(start, 't_start', readSeconds);
    const scanMs = scans === -1 ? NaN : firstOf(text, scanner.starts[scans] ?? 0, scanner.ends[scans] ?? 0);
    found.push({
      startSec,
      endSec: read(end, 't_end', readSeconds),
      jiffies: read(jiffies, 'jiffies', readInteger),
      ...(Number.isNaN(scanMs) ? {} : { firstScanSec: startSec + scanMs / 1000 }),
    });
  }
}

/** Returns the first of numbers with semicolons between them; NaN of none. */
function firstOf(text: string, from: number, to: number): number {
  const semicolon = text.indexOf(';', from);
  return readSeconds(text, from, semicolon === -1 ? to : Math.min(to, semicolon));
}
