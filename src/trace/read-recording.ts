/// <reference types="node" />
import { constants } from 'node:buffer';
import { existsSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { fileError } from './recording-error.js';
import { parseRecordingMeta, type RecordingMeta } from './recording-meta.js';
import { parseTickTable, type TickTable } from './tick-table.js';

/** A recording read from files. */
export interface Recording {
  readonly table: TickTable;
  readonly meta: RecordingMeta;
  /** Where the meta was found. */
  readonly metaPath: string;
}

/**
 * Returns the recording in a tick table (`X.ticks.csv`, plain or gzipped) and its meta file.
 *
 * @param metaPath - default: `X.meta.json` beside the table
 * @throws RecordingError for whatever can't be read
 */
export function readRecording(path: string, metaPath?: string): Recording {
  const { meta, metaPath: found } = readMeta(path, metaPath);
  return { table: parseTickTable(readText(path)), meta, metaPath: found };
}

/**
 * Returns the meta of a recording whose table or raw trace lies at `path`.
 *
 * @param metaPath - default: `X.meta.json` beside it
 * @throws RecordingError if it can't be read
 */
export function readMeta(path: string, metaPath?: string): { meta: RecordingMeta; metaPath: string } {
  const found = metaPath ?? siblingMeta(path);
  return { meta: parseRecordingMeta(readText(found)), metaPath: found };
}

/**
 * Returns where the meta file of a table or a raw trace is expected: `X.meta.json` for `X.ticks.csv`, `X.csv`, `X.trace`,
 * `X.begin.trace` (the beginning of a longer one), plain or gzipped.
 */
export function metaPathOf(path: string): string {
  return `${path.replace(/(?:(?:\.ticks)?(?:\.csv)?|(?:\.begin)?\.(?:trace|txt))(?:\.gz)?$/, '')}.meta.json`;
}

function siblingMeta(path: string): string {
  if (!existsSync(path)) throw fileError(path, 'no such file');
  const sibling = metaPathOf(path);
  if (existsSync(sibling)) return sibling;
  throw fileError(sibling, 'no meta file beside the table (name one with --meta); looked for');
}

/** Returns the text of a file, unpacked if it begins as gzip does, whatever it is called. */
export function readText(path: string): string {
  let bytes: Buffer;
  try {
    bytes = readFileSync(path);
  } catch (error) {
    throw fileError(path, `can't be read (${codeOf(error)})`);
  }
  if (bytes[0] === 0x1f && bytes[1] === 0x8b) {
    try {
      bytes = gunzipSync(bytes, { maxOutputLength: constants.MAX_STRING_LENGTH });
    } catch (error) {
      throw fileError(path, `can't be unpacked (${codeOf(error)})`);
    }
  }
  if (bytes.length > constants.MAX_STRING_LENGTH) {
    throw fileError(path, `larger than ${constants.MAX_STRING_LENGTH} bytes; cut it into parts`);
  }
  return bytes.toString('utf8');
}

function codeOf(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  return code ?? message;
}
