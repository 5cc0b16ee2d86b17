/// <reference types="node" />
import { existsSync } from 'node:fs';
import { traceText, type TraceTextOptions } from './ftrace/trace-text.js';
import { readMeta } from './read-recording.js';
import type { RecordingMeta } from './recording-meta.js';
import { buildTimeline } from './timeline/build-timeline.js';
import type { TraceTimeline } from './timeline/timeline.js';
import { fileError } from './recording-error.js';

/** A raw trace read from files. */
export interface RawTraceFiles {
  readonly timeline: TraceTimeline;
  readonly meta: RecordingMeta;
  /** Where the meta was found. */
  readonly metaPath: string;
}

/**
 * Returns the timeline of a raw trace (`X.trace`, plain or gzipped) and its meta file. Only a piece of the text is in memory
 * at a time.
 *
 * @param metaPath - default: `X.meta.json` beside the trace
 * @throws RecordingError for whatever can't be read
 */
export async function readRawTrace(
  path: string,
  metaPath?: string,
  options: TraceTextOptions = {},
): Promise<RawTraceFiles> {
  if (!existsSync(path)) throw fileError(path, 'no such file');
  const { meta, metaPath: found } = readMeta(path, metaPath);
  return { timeline: await buildTimeline(traceText(path, options)), meta, metaPath: found };
}
