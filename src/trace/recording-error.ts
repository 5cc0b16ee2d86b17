/** One thing wrong with a recording or a measurement, with the place where it stands. */
export interface RecordingProblem {
  /** Line of the file, the first being line 1 (of a table: the header); null where the problem has none. */
  readonly line: number | null;
  /** Character of that line, the first being 1; absent where a field names the place. */
  readonly column?: number;
  /** Column of the table, path inside the meta file, or field of an event; null where the problem is about the whole. */
  readonly field: string | null;
  /** The offending value as it was written, shortened; null where something is missing. */
  readonly value: string | null;
  /** Cause first, then what was expected, the value last. */
  readonly message: string;
}

/** What was being read: a tick table, its meta file, a raw trace, a measurement, a kernel's types, or a file as such. */
export type RecordingPart = 'table' | 'meta' | 'trace' | 'measurement' | 'btf' | 'file';

/** Thrown for every recording that can't be read or doesn't fit together; nothing else is thrown for bad input. */
export class RecordingError extends Error {
  override readonly name = 'RecordingError';
  readonly part: RecordingPart;
  readonly problems: readonly RecordingProblem[];

  constructor(part: RecordingPart, problems: readonly RecordingProblem[]) {
    super(problems.map((problem) => problem.message).join('\n'));
    this.part = part;
    this.problems = problems;
  }
}

const longestShown = 60;

/** Returns a text cut so that a message stays one line. */
export function shorten(value: string): string {
  return value.length > longestShown ? `${value.slice(0, longestShown)}...` : value;
}

/** Returns the value in quotes, shortened. */
export function quote(value: string): string {
  return JSON.stringify(shorten(value));
}

/** Returns the error of one cell (or, with `field` null, one line) of a tick table. */
export function tableError(line: number, field: string | null, cause: string, value: string | null): RecordingError {
  const place = field === null ? `line ${line}` : `line ${line}, column ${field}`;
  const message = `${place}: ${cause}${value === null ? '' : `: ${quote(value)}`}`;
  return new RecordingError('table', [{ line, field, value, message }]);
}

/**
 * Returns the error at one place of a raw trace or a measurement.
 *
 * @param column - character of the line, the first being 1
 * @param value - what stands there, shown shortened; null where something is missing
 */
export function placeError(
  part: 'trace' | 'measurement',
  line: number,
  column: number,
  cause: string,
  value: string | null,
): RecordingError {
  const message = `line ${line}, column ${column}: ${cause}${value === null ? '' : `: ${quote(value)}`}`;
  return new RecordingError(part, [{ line, column, field: null, value, message }]);
}

/** Returns the error of a file that can't be read; `cause` says what the matter is and the way out. */
export function fileError(path: string, cause: string): RecordingError {
  return new RecordingError('file', [{ line: null, field: null, value: path, message: `${cause}: ${path}` }]);
}
