/// <reference types="node" />
import { existsSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { readContent } from '../read-content.js';
import { metaPathOf, readMeta, readText } from '../read-recording.js';
import { fileError } from '../recording-error.js';
import type { RecordingMeta } from '../recording-meta.js';
import { tickTableOfTrace } from '../tables/tick-table-of-trace.js';
import { parseGracePeriodTable } from './grace-period-table.js';
import { recordedRun, type RecordedRun } from './recorded-run.js';
import { noSummary, parseSummary, type RecordingSummary } from './summary.js';
import { parseWorkload } from './workload.js';

/**
 * Returns the steady part of a recording in files: a raw trace (`X.trace`), or a tick table (`X.ticks.csv`) with its grace
 * periods (`X.gps.csv`) beside it, plain or gzipped; with either, `X.meta.json`, and `X.summary.json` if there is one.
 *
 * @param metaPath - default: `X.meta.json` beside it
 * @throws RecordingError for whatever can't be read, or can't be fitted
 */
export async function loadRun(path: string, metaPath?: string): Promise<RecordedRun> {
  const { meta, metaPath: found } = readMeta(path, metaPath);
  const content = await readContent(path);
  const common = {
    name: nameOf(path, meta),
    meta,
    workload: parseWorkload(readText(found)),
    summary: summaryBeside(path),
  };
  if (content.kind === 'table') {
    const gracePeriods = parseGracePeriodTable(readText(gracePeriodsBeside(path)));
    return recordedRun({ ...common, table: content.table, gracePeriods, timeline: null });
  }
  const { timeline } = content;
  const gracePeriods = timeline.gracePeriods.periods.map((period) => ({
    startSec: period.startNs / 1e9,
    endSec: period.endNs / 1e9,
    jiffies: period.endJiffies - period.gpStart,
  }));
  return recordedRun({ ...common, table: tickTableOfTrace(timeline, meta), gracePeriods, timeline });
}

function summaryBeside(path: string): RecordingSummary {
  const found = metaPathOf(path).replace(/\.meta\.json$/, '.summary.json');
  return existsSync(found) ? parseSummary(readText(found)) : noSummary;
}

function gracePeriodsBeside(path: string): string {
  const stem = metaPathOf(path).replace(/\.meta\.json$/, '');
  const found = [`${stem}.gps.csv.gz`, `${stem}.gps.csv`].find((each) => existsSync(each));
  if (found === undefined) throw fileError(`${stem}.gps.csv.gz`, 'no grace periods beside the tick table; looked for');
  return found;
}

function nameOf(path: string, meta: RecordingMeta): string {
  const stem = basename(metaPathOf(path)).replace(/\.meta\.json$/, '');
  return `${meta.run ?? basename(dirname(path))}/${meta.scenario ?? stem}`;
}
