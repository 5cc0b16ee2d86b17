import { traceText, type TraceTextOptions } from './ftrace/trace-text.js';
import { fileError } from './recording-error.js';
import { parseTickTable, type TickTable } from './tick-table.js';
import { buildTimeline } from './timeline/build-timeline.js';
import type { TraceTimeline } from './timeline/timeline.js';

/** What was recorded: every event, or the table that a recorder made of the ticks. */
export type RecordedContent =
  { readonly kind: 'trace'; readonly timeline: TraceTimeline } | { readonly kind: 'table'; readonly table: TickTable };

/** As `trace-cmd record` begins its file. */
const traceDat = '\x17\bDtracing';
/** The longest line of names that a table is taken to begin with. */
const longestHeader = 65_536;

/**
 * Returns what a file holds, told apart by how it begins, not by its name. Of a raw trace only a piece of the text is in
 * memory at a time. A text that is stopped by the signal counts as far as its lines are whole.
 *
 * @param path - `-` is the standard input; plain or gzipped
 * @throws RecordingError for whatever can't be read
 */
export async function readContent(path: string, options: TraceTextOptions = {}): Promise<RecordedContent> {
  const pieces = traceText(path, options);
  const head = await untilFirstLineEnd(pieces);
  const { signal } = options;
  if (head.startsWith(traceDat)) {
    await pieces.return(undefined);
    throw fileError(path, "trace-cmd's binary format (`trace-cmd report` makes text of it)");
  }
  const text = behind(head, pieces);
  if (!beginsAsTable(head)) return { kind: 'trace', timeline: await buildTimeline(text, { signal }) };
  const table = await joined(text, path);
  return {
    kind: 'table',
    table: parseTickTable(signal?.aborted === true ? table.slice(0, table.lastIndexOf('\n') + 1) : table),
  };
}

/** A table begins with names and commas; each line of ftrace text has blanks or begins with a `#`. */
function beginsAsTable(head: string): boolean {
  const [first = ''] = head.replace(/^\uFEFF/, '').split(/\r?\n/, 1);
  return /^[\w".-]+(?:,[\w".-]*)+$/.test(first);
}

async function untilFirstLineEnd(pieces: AsyncGenerator<string>): Promise<string> {
  let head = '';
  while (!head.includes('\n') && head.length < longestHeader) {
    const next = await pieces.next();
    if (next.done === true) break;
    head += next.value;
  }
  return head;
}

async function* behind(head: string, pieces: AsyncGenerator<string>): AsyncGenerator<string> {
  yield head;
  yield* pieces;
}

async function joined(pieces: AsyncGenerator<string>, path: string): Promise<string> {
  let text = '';
  try {
    for await (const piece of pieces) text += piece;
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw fileError(path, 'too long for one table; cut it into parts');
  }
  return text;
}
