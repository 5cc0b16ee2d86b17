/// <reference types="node" />
import { existsSync, readdirSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { metaPathOf } from '../read-recording.js';
import { fileError } from '../recording-error.js';

/** Folders within folders are looked into so deep. */
const deepest = 4;

/**
 * Returns the recordings in a folder and those below it, one file each: the raw trace where there is one, else the tick table
 * with its grace periods beside it; sorted by path. A raw trace alone needs its meta file beside it. A file is itself.
 *
 * @throws RecordingError where there is nothing, or no recording
 */
export function findRecordings(path: string): string[] {
  if (!existsSync(path)) throw fileError(path, 'no such file or folder');
  if (!statSync(path).isDirectory()) return [path];
  const found = recordingsIn(path, 0);
  if (found.length === 0)
    throw fileError(
      path,
      'no recording (X.trace with X.meta.json beside it, or X.ticks.csv with X.meta.json and X.gps.csv) in',
    );
  return found.sort();
}

function recordingsIn(folder: string, depth: number): string[] {
  const entries = readdirSync(folder, { withFileTypes: true });
  const names = new Set(entries.map(({ name }) => name));
  const below = entries.filter((entry) => entry.isDirectory() && depth < deepest);
  const tables = [...names].flatMap((name) => /^(.+)\.ticks\.csv(?:\.gz)?$/.exec(name)?.[1] ?? []);
  const traces = [...names].flatMap((name) => /^(.+)\.trace(?:\.gz)?$/.exec(name)?.[1] ?? []);
  const stems = [...tables, ...traces.filter((stem) => names.has(`${stem}.meta.json`))];
  return [
    ...[...new Set(stems)].map((stem) => join(folder, fileOf(stem, names))),
    ...below.flatMap(({ name }) => recordingsIn(join(folder, name), depth + 1)),
  ];
}

function fileOf(stem: string, names: ReadonlySet<string>): string {
  const candidates = ['.trace.gz', '.trace', '.ticks.csv.gz', '.ticks.csv'].map((ending) => `${stem}${ending}`);
  return candidates.find((name) => names.has(name)) ?? `${stem}.ticks.csv`;
}

/** Returns `RUN/SCENARIO` of a recording's file, by its folder and its name. */
export function recordingName(path: string): string {
  return `${basename(dirname(path))}/${basename(metaPathOf(path)).replace(/\.meta\.json$/, '')}`;
}
