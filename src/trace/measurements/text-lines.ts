import { placeError, type RecordingError } from '../recording-error.js';

/** One line of a text. */
export interface TextLine {
  /** Its number, the first being 1. */
  readonly number: number;
  readonly text: string;
}

/** A word of a line. */
export interface Word {
  readonly text: string;
  /** Character of the line at which it begins, the first being 1. */
  readonly column: number;
}

/** Returns the lines of a text; they may end with LF or CRLF. */
export function linesOf(text: string): TextLine[] {
  const whole = text.startsWith('\uFEFF') ? text.slice(1) : text;
  return whole.split('\n').map((line, index) => ({
    number: index + 1,
    text: line.endsWith('\r') ? line.slice(0, -1) : line,
  }));
}

/** Returns the words of a line from a character on, with their places. */
export function wordsOf({ text }: TextLine, from = 0): Word[] {
  const words: Word[] = [];
  for (const match of text.slice(from).matchAll(/\S+/g)) words.push({ text: match[0], column: from + match.index + 1 });
  return words;
}

/** Returns the whole number that a word is. */
export function wholeWord(line: TextLine, word: Word): number {
  const value = /^\d{1,16}$/.test(word.text) ? Number(word.text) : NaN;
  if (Number.isSafeInteger(value)) return value;
  throw wordError(line, word, 'a whole number 0..2^53-1 expected');
}

/**
 * Checks that no row of a histogram stands among lines that are none of it: a row out of its place would not be counted.
 *
 * @throws RecordingError at the first
 */
export function refuseStrayRows(lines: readonly TextLine[]): void {
  const stray = lines.find(({ text }) => /^\d+(?:\s+\d+)+\s*$/.test(text));
  if (stray !== undefined) throw lineError(stray, 'no row outside the histogram expected');
}

/** Returns the error of one word. */
export function wordError(line: TextLine, word: Word, cause: string): RecordingError {
  return placeError('measurement', line.number, word.column, cause, word.text);
}

/** Returns the error of a line. */
export function lineError(line: TextLine, cause: string): RecordingError {
  return placeError('measurement', line.number, 1, cause, line.text);
}

/** Returns the error of a text that ends too early. */
export function endError(lines: readonly TextLine[], cause: string): RecordingError {
  const last = lines.at(-1);
  return placeError('measurement', last?.number ?? 1, (last?.text.length ?? 0) + 1, cause, null);
}
