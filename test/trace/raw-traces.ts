import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { csvRow, parseRecordingMeta, type RecordingMeta, type RecorderTable } from '../../src/trace/index.js';
import { fixtures } from './recordings.js';

/** A raw trace with its meta file. */
export interface TraceFile {
  /** `RUN/SCENARIO`. */
  readonly recording: string;
  readonly path: string;
  /** The file holds the beginning of the trace only. */
  readonly beginning: boolean;
  readonly meta: RecordingMeta;
}

/** A raw trace with the tables that the recorder made of it. */
export interface RawTrace extends TraceFile {
  /** Lines of a table of the recorder's, the header first. */
  table(kind: 'ticks' | 'gps'): string[];
  /** The recorder's own counts. */
  readonly summary: Readonly<Record<string, unknown>>;
}

/** The raw traces of the repository, and those of another directory where QUIESCENT_TRACES names one. */
export const traceDirectories: readonly string[] = [fixtures, process.env['QUIESCENT_TRACES'] ?? []].flat();

/** Returns the raw traces below a directory of runs that have the recorder's tables beside them, sorted. */
export function rawTracesIn(directory: string): RawTrace[] {
  return readdirSync(directory, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .flatMap(({ name }) => readdirSync(join(directory, name)).map((file) => `${name}/${file}`))
    .filter((file) => file.endsWith('.trace.gz'))
    .map((file) => traceFile(directory, file))
    .filter(({ recording }) => existsSync(join(directory, `${recording}.ticks.csv.gz`)))
    .sort((a, b) => (a.path < b.path ? -1 : 1))
    .map((file) => withTables(directory, file));
}

/** Returns one raw trace of the repository. */
export function fixtureTrace(recording: string): RawTrace {
  const found = rawTracesIn(fixtures).find((trace) => trace.recording === recording);
  if (found === undefined) throw new Error(`no raw trace in the repository: ${recording}`);
  return found;
}

/** Returns a whole raw trace of the repository, with tables beside it or without. */
export function wholeTrace(recording: string): TraceFile {
  return traceFile(fixtures, `${recording}.trace.gz`);
}

function traceFile(directory: string, file: string): TraceFile {
  const recording = file.replace(/(?:\.begin)?\.trace\.gz$/, '');
  const meta = parseRecordingMeta(readFileSync(join(directory, `${recording}.meta.json`), 'utf8'));
  return { recording, path: join(directory, file), beginning: file.endsWith('.begin.trace.gz'), meta };
}

function withTables(directory: string, file: TraceFile): RawTrace {
  const beside = (suffix: string): Buffer => readFileSync(join(directory, `${file.recording}.${suffix}`));
  return {
    ...file,
    table: (kind) =>
      gunzipSync(beside(`${kind}.csv.gz`))
        .toString('utf8')
        .trimEnd()
        .split(/\r?\n/),
    summary: JSON.parse(beside('summary.json').toString('utf8')) as Record<string, unknown>,
  };
}

/** Returns the unpacked text of a raw trace. */
export function traceTextOf({ path }: TraceFile): string {
  return gunzipSync(readFileSync(path)).toString('utf8');
}

/**
 * Returns the lines of a table as the recorder wrote them, the header first. Tables made before the proposals were built into
 * the kernels lack the three columns on them, which are then empty.
 */
export function linesOfTable(table: RecorderTable, header: string): string[] {
  const width = header.split(',').length;
  const rows = Array.from({ length: table.rows }, (_, row) => csvRow(table.row(row).slice(0, width)));
  return [csvRow(table.columns.slice(0, width)), ...rows];
}
