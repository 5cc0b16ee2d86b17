import { setFlagsFromString } from 'node:v8';
import { formatDuration } from '../scenario/index.js';
import type { FileProgress } from '../trace/ftrace/trace-text.js';
import { readContent, type RecordedContent } from '../trace/read-content.js';
import { percentDone, progressBar, startProgressLine } from './progress-line.js';
import type { Interrupt, Terminal } from './terminal.js';

/** What was read of a recording, to its end or not. */
export interface ReadRecording {
  readonly content: RecordedContent;
  /** What ended the reading early, or null. */
  readonly interrupt: Interrupt | null;
}

/**
 * Of a trace's text nothing outlives its line. V8 lets its young generation grow with what has passed through it all the
 * same, up to 32 MB that the timeline needs more.
 */
const keepYoungGenerationSmall = '--semi-space-growth-factor=1';

/** Shorter files are read before anyone has read the line [ms]. */
const patienceMs = 300;

/**
 * Returns what a file holds, with progress on stderr; after Ctrl-C, what was read until then.
 *
 * @param path - `-` is the standard input
 * @throws RecordingError for whatever can't be read
 */
export async function readRecorded(path: string, terminal: Terminal): Promise<ReadRecording> {
  const stop = new AbortController();
  const state: { interrupt: Interrupt | null } = { interrupt: null };
  const stopListening = terminal.onInterrupt((interrupt) => {
    state.interrupt ??= interrupt;
    stop.abort();
  });
  const line = startProgressLine(terminal, patienceMs);
  setFlagsFromString(keepYoungGenerationSmall);
  try {
    const content = await readContent(path, {
      signal: stop.signal,
      onProgress: (progress) => line.update((tookMs) => readProgress(progress, tookMs)),
    });
    return { content, interrupt: state.interrupt };
  } finally {
    line.end();
    stopListening();
  }
}

/** Returns "[=====     ]  50%, 100 of 200 MB read, 45 MB/s, 2.2 s to go"; of a pipe, only what has come. */
function readProgress({ bytes, totalBytes }: FileProgress, tookMs: number): string {
  const megabytes = (count: number): string => (count / 1e6).toFixed(count < 1e7 ? 1 : 0);
  const speed = tookMs > 0 ? [`${megabytes((1000 * bytes) / tookMs)} MB/s`] : [];
  if (totalBytes === null) return [`${megabytes(bytes)} MB read`, ...speed].join(', ');
  const share = totalBytes > 0 ? Math.min(1, bytes / totalBytes) : 1;
  const left = share > 0 ? [`${formatDuration(((tookMs * (1 - share)) / share) * 1e6)} to go`] : [];
  const words = [percentDone(share), `${megabytes(bytes)} of ${megabytes(totalBytes)} MB read`, ...speed, ...left];
  return `${progressBar(share)} ${words.join(', ')}`;
}
