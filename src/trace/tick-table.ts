import { createCsvScanner, type CsvScanner } from './csv-scanner.js';
import { readInteger, readSeconds, readSequence } from './recorded-number.js';
import { quote, RecordingError, tableError } from './recording-error.js';
import {
  contexts,
  expectation,
  largestCpu,
  optionalColumns,
  requiredColumns,
  type ColumnKind,
  type OptionalColumn,
  type RequiredColumn,
} from './tick-columns.js';

/** The values of one column, a row each. Contexts are indices into `contexts`. */
export type Column = ArrayLike<number>;

/** A parsed tick table, column by column. Row `r` stands in line `r + 2` of the file. */
export interface TickTable {
  /** Number of ticks. */
  readonly rows: number;
  /** A recording's optional column is absent where the recorder left it out or empty. */
  readonly columns: Readonly<Record<RequiredColumn, Column>> & Readonly<Partial<Record<OptionalColumn, Column>>>;
}

/** Returns the line of the file in which a row stands. */
export function lineOfRow(row: number): number {
  return row + 2;
}

interface Reader {
  readonly name: string;
  readonly kind: ColumnKind;
  readonly required: boolean;
  /** Field of a line. */
  readonly field: number;
  /** An optional column is either filled in every row or empty in every row; the first row tells. */
  empty: boolean;
  values: Float64Array | Uint8Array;
}

/** Fewer fields than these can't hold the required columns; more than this is no table of the recorder's. */
const mostFields = 1000;

/**
 * Returns the ticks of a recorded table (`*.ticks.csv`). Columns are found by the names in the header, unknown ones are
 * passed over; line ends may be LF or CRLF; numbers may be decimal or `0x...`.
 *
 * @throws RecordingError naming line, column and value, for anything that is not such a table
 * @example
 * const table = parseTickTable(text);
 * table.columns.j[0]; // jiffies of the first tick
 */
export function parseTickTable(text: string): TickTable {
  const scanner = createCsvScanner(text, mostFields);
  const names = readHeader(text, scanner);
  const readers = findColumns(names);
  let rows = 0;
  for (;;) {
    const fields = scanner.next();
    if (fields === 0) break;
    if (fields === -1) throw tableError(lineOfRow(rows), null, 'a quoted field does not end with a quote', null);
    if (fields !== names.length) {
      throw tableError(lineOfRow(rows), null, `${fields} fields, but the header has ${names.length}`, null);
    }
    for (const reader of readers) readCell(text, scanner, reader, rows);
    rows++;
  }
  const columns: Record<string, Column> = {};
  for (const reader of readers) if (!reader.empty) columns[reader.name] = reader.values.subarray(0, rows);
  return { rows, columns: columns as TickTable['columns'] };
}

function readHeader(text: string, scanner: CsvScanner): string[] {
  const fields = scanner.next();
  if (fields === 0) throw tableError(1, null, 'empty table: a header with the column names expected', null);
  if (fields === -1) throw tableError(1, null, 'a quoted field does not end with a quote', null);
  if (fields > mostFields) throw tableError(1, null, `${fields} columns: at most ${mostFields} expected`, null);
  const names: string[] = [];
  for (let field = 0; field < fields; field++) names.push(text.slice(scanner.starts[field], scanner.ends[field]));
  return names;
}

function findColumns(names: readonly string[]): Reader[] {
  const fieldOf = new Map<string, number>();
  for (const [field, name] of names.entries()) {
    if (fieldOf.has(name)) throw tableError(1, name, 'column stands twice in the header', null);
    fieldOf.set(name, field);
  }
  const missing = Object.keys(requiredColumns).filter((name) => !fieldOf.has(name));
  if (missing.length > 0) {
    const problems = missing.map((name) => {
      const message = `line 1: column missing in the header: ${quote(name)}`;
      return { line: 1, field: name, value: null, message };
    });
    throw new RecordingError('table', problems);
  }
  const readers: Reader[] = [];
  for (const [name, kind] of Object.entries({ ...requiredColumns, ...optionalColumns })) {
    const field = fieldOf.get(name);
    if (field === undefined) continue;
    const narrow = kind === 'flag' || kind === 'byte' || kind === 'context';
    const values = narrow ? new Uint8Array(256) : new Float64Array(256);
    readers.push({ name, kind, field, required: name in requiredColumns, empty: false, values });
  }
  return readers;
}

function readCell(text: string, scanner: CsvScanner, reader: Reader, row: number): void {
  const start = scanner.starts[reader.field] as number;
  const end = scanner.ends[reader.field] as number;
  if (!reader.required && reader.kind !== 'since') {
    const empty = start === end;
    if (row === 0) reader.empty = empty;
    if (empty !== reader.empty) {
      const cause = empty ? 'empty, but not so in line 2' : 'empty in line 2, but not here';
      throw tableError(lineOfRow(row), reader.name, cause, text.slice(start, end));
    }
    if (empty) return;
  }
  const value = readValue(text, start, end, reader);
  if (Number.isNaN(value) && !(reader.kind === 'since' && start === end)) {
    throw tableError(lineOfRow(row), reader.name, expectation(reader.kind), text.slice(start, end));
  }
  if (row === reader.values.length) reader.values = twiceAsLong(reader.values);
  reader.values[row] = value;
}

function readValue(text: string, start: number, end: number, reader: Reader): number {
  switch (reader.kind) {
    case 'flag':
      return upTo(1, readInteger(text, start, end));
    case 'byte':
      return upTo(255, readInteger(text, start, end));
    case 'cpu':
      return upTo(largestCpu, readInteger(text, start, end));
    case 'count':
    case 'since':
      return upTo(Number.MAX_SAFE_INTEGER, readInteger(text, start, end));
    case 'sequence':
      return readSequence(text, start, end);
    case 'seconds':
      return readSeconds(text, start, end);
    case 'context': {
      const index = contexts.findIndex((name) => name.length === end - start && text.startsWith(name, start));
      return index === -1 ? NaN : index;
    }
  }
}

function upTo(largest: number, value: number): number {
  return value >= 0 && value <= largest ? value : NaN;
}

function twiceAsLong(values: Float64Array | Uint8Array): Float64Array | Uint8Array {
  const longer = values instanceof Uint8Array ? new Uint8Array(values.length * 2) : new Float64Array(values.length * 2);
  longer.set(values);
  return longer;
}
