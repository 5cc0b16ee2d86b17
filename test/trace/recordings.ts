import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { parseRecordingMeta, type RecordingMeta } from '../../src/trace/index.js';

/** Where the recordings of the repository lie. */
export const fixtures = fileURLToPath(new URL('../../data/recordings/', import.meta.url));

const suffix = '.ticks.csv.gz';

/** Returns `RUN/SCENARIO` of every tick table below a directory of runs, sorted. */
export function recordingsIn(directory: string): string[] {
  return readdirSync(directory, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .flatMap((run) => readdirSync(join(directory, run.name)).map((file) => `${run.name}/${file}`))
    .filter((file) => file.endsWith(suffix))
    .map((file) => file.slice(0, -suffix.length))
    .sort();
}

/** Returns the path of a recording's tick table. */
export function tablePath(directory: string, recording: string): string {
  return join(directory, recording + suffix);
}

/** Returns the unpacked tick table of a recording. */
export function tableText(directory: string, recording: string): string {
  return gunzipSync(readFileSync(tablePath(directory, recording))).toString('utf8');
}

/** Returns the meta file of a recording of the repository, parsed. */
export function fixtureMeta(recording: string): RecordingMeta {
  return parseRecordingMeta(readFileSync(join(fixtures, `${recording}.meta.json`), 'utf8'));
}

/** Returns the recorder's own what-if counts by its own names, or null where it made none. */
export function recordersCounts(directory: string, recording: string): Record<string, number> | null {
  const path = join(directory, `${recording}.summary.json`);
  if (!existsSync(path)) return null;
  const summary = JSON.parse(readFileSync(path, 'utf8')) as Record<string, Record<string, number> | undefined>;
  return summary['whatif_same_inputs_pending_on_nohz_full_cpus'] ?? null;
}

/** Returns the cells of one column of a table whose fields hold no commas, the header left out. */
export function cells(text: string, column: string): string[] {
  const [header = '', ...lines] = text.trimEnd().split('\n');
  const index = header.split(',').indexOf(column);
  return lines.map((line) => line.split(',')[index] ?? '');
}
