import { placeError } from '../recording-error.js';
import { lostEvents, type FtraceEvent } from './ftrace-event.js';
import { parseEventLine } from './parse-event-line.js';

/** How far the reading of a trace has come. */
export interface FtraceProgress {
  /** Characters read. */
  readonly characters: number;
  readonly lines: number;
  /** Events, without the notes of lost ones. */
  readonly events: number;
  /** Events that the ring buffers lost, as far as they say how many. */
  readonly lost: number;
}

/** Reads a trace piece by piece: what comes in may be cut anywhere. */
export interface FtraceScanner {
  /** Takes the next piece of text. */
  push(chunk: string): void;
  /** Takes the last line, if it has no line end; of a text that was broken off, such a line is no whole one and left out. */
  end(brokenOff?: boolean): void;
  /** Returns how far it has come. */
  progress(): FtraceProgress;
}

/** The longest line that is read; the kernel's own limit is far below. */
const longestLine = 65_536;

/**
 * Returns a scanner that hands each event of ftrace text to `take`, in the order of the file. No more than one line is kept.
 *
 * @throws RecordingError (from `push` and `end`) with line and column
 */
export function createFtraceScanner(take: (event: FtraceEvent) => void): FtraceScanner {
  let rest = '';
  let characters = 0;
  let lines = 0;
  let events = 0;
  let lost = 0;
  let lastNs = 0;

  function takeLine(text: string): void {
    lines++;
    const event = parseEventLine(text.endsWith('\r') ? text.slice(0, -1) : text, lines, lastNs);
    if (event === null) return;
    lastNs = event.timeNs;
    if (event.name === lostEvents) lost += Number(event.text);
    else events++;
    take(event);
  }

  function push(chunk: string): void {
    const text = rest + (characters === 0 && chunk.startsWith('\uFEFF') ? chunk.slice(1) : chunk);
    characters += chunk.length;
    let start = 0;
    for (let end = text.indexOf('\n'); end !== -1; end = text.indexOf('\n', start)) {
      checkLength(end - start, lines + 1);
      takeLine(text.slice(start, end));
      start = end + 1;
    }
    rest = text.slice(start);
    checkLength(rest.length, lines + 1);
  }

  return {
    push,
    end(brokenOff = false) {
      const last = rest;
      rest = '';
      if (last !== '' && !brokenOff) takeLine(last);
    },
    progress: () => ({ characters, lines, events, lost }),
  };
}

function checkLength(length: number, line: number): void {
  if (length <= longestLine) return;
  throw placeError('trace', line, longestLine + 1, `a line end within ${longestLine} characters expected`, null);
}

/** What a reader of a trace may be asked for. */
export interface ReadFtraceOptions {
  /** Called after each piece of text. */
  readonly onProgress?: (progress: FtraceProgress) => void;
  /** Ends the reading early: what came in until then counts, up to its last whole line. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Returns the events of ftrace text, one after the other, while it comes in: what `cat trace`, `trace_pipe` and
 * `trace-cmd report` (plain or with `-l`, `-t`) print, with flags of 5 or 7 characters.
 *
 * @param chunks - the text in pieces, cut anywhere
 * @throws RecordingError with line and column
 * @example
 * for await (const event of readFtrace(traceText(path))) count.set(event.name, (count.get(event.name) ?? 0) + 1);
 */
export async function* readFtrace(
  chunks: AsyncIterable<string> | Iterable<string>,
  options: ReadFtraceOptions = {},
): AsyncGenerator<FtraceEvent, FtraceProgress> {
  let read: FtraceEvent[] = [];
  const scanner = createFtraceScanner((event) => void read.push(event));
  for await (const chunk of chunks) {
    scanner.push(chunk);
    const events = read;
    read = [];
    yield* events;
    options.onProgress?.(scanner.progress());
    if (options.signal?.aborted === true) break;
  }
  scanner.end(options.signal?.aborted);
  yield* read;
  return scanner.progress();
}
