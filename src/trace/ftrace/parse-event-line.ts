import { placeError, type RecordingError } from '../recording-error.js';
import { decodeFlags } from './ftrace-flags.js';
import { lostEvents, type FtraceEvent } from './ftrace-event.js';

/**
 * A line in one of three layouts: the kernel's own (`comm-pid [cpu] flags time: event: args`, with a thread-group id where
 * asked for), `trace-cmd report` (no flags) and `trace-cmd report -l` (`comm-pid cpuFLAGS time: event: args`).
 */
const eventLine =
  /^ *(.{1,16})-(\d{1,10}) +(?:\( *(?:\d+|-+)\) +)?(?:\[(\d{1,5})\] +(?:([^\s\d]\S{3,7}) +)?|(\d{1,5})([^\s\d]\S{3,7}) +)(\d{1,10})\.(\d{1,9}): *([^\s:]+):(?: +|$)/;

const lostLine = /^CPU:(\d{1,5}) \[(?:LOST )?(?:(\d{1,15}) )?EVENTS(?: DROPPED)?\]\s*$/;

/** Lines that tell of the file and not of an event. */
const otherLine = /^(?:#.*|\s*|cpus=\d+|version = \d+|CPU \d+ is empty|trace-cmd: .*| => .*|<stack trace>\s*)$/;

/**
 * Returns the event on a line, or null for a line that holds none by its form (comments, blank lines, `cpus=2`, the lines of
 * a stack).
 *
 * @param line - its number, for errors
 * @param lastNs - time of the last event: a note of lost events has none of its own [ns]
 * @throws RecordingError with line and column for anything else
 */
export function parseEventLine(text: string, line: number, lastNs: number): FtraceEvent | null {
  const match = eventLine.exec(text);
  if (match === null) return withoutEvent(text, line, lastNs);
  const [head, task = '', pid = '', cpu, flags, latencyCpu, latencyFlags, seconds = '', fraction = '', name = ''] =
    match;
  const timeNs = Number(seconds) * 1e9 + Number(fraction.padEnd(9, '0'));
  const written = flags ?? latencyFlags ?? null;
  if (written !== null && decodeFlags(written) === null) {
    const cause = 'flags of 5 or 7 characters expected, as in d.h1.';
    throw placeError('trace', line, text.indexOf(written, task.length + pid.length) + 1, cause, written);
  }
  if (!Number.isSafeInteger(timeNs)) {
    throw placeError('trace', line, text.indexOf(`${seconds}.`) + 1, 'a time below 9007199 s expected', seconds);
  }
  const event = {
    line,
    text,
    task: task.trim(),
    pid: Number(pid),
    cpu: Number(cpu ?? latencyCpu),
    flags: written,
    timeNs,
    name,
    argsAt: head.length,
  };
  return name === 'print' || name === 'bprint' ? asMarker(event) : event;
}

/** `trace-cmd report` writes a marker as `print: tracing_mark_write: text`, the kernel without the first word. */
function asMarker(event: FtraceEvent): FtraceEvent {
  const marker = /tracing_mark_write: ?/y;
  marker.lastIndex = event.argsAt;
  return marker.test(event.text) ? { ...event, name: 'tracing_mark_write', argsAt: marker.lastIndex } : event;
}

function withoutEvent(text: string, line: number, lastNs: number): FtraceEvent | null {
  if (otherLine.test(text)) return null;
  const lost = lostLine.exec(text);
  if (lost === null) throw notAnEvent(text, line);
  const count = lost[2] ?? '';
  return {
    line,
    text: count,
    task: '',
    pid: 0,
    cpu: Number(lost[1]),
    flags: null,
    timeNs: lastNs,
    name: lostEvents,
    argsAt: 0,
  };
}

/** What has to stand on a line, piece by piece: the first piece that does not match is where the line goes wrong. */
const pieces: readonly (readonly [RegExp, string])[] = [
  [/^ *.{1,16}-\d{1,10} +(?:\( *(?:\d+|-+)\) +)?/, 'an event of ftrace text expected (task-pid first)'],
  [/(?:\[\d{1,5}\]|\d{1,5}(?=[^\s\d])) */y, 'a CPU number in brackets expected'],
  [/(?:[^\s\d]\S{3,7} +)?(?=\d)/y, 'flags or a time expected'],
  [/\d{1,10}\.\d{1,9}: */y, 'a time in seconds with a fraction expected (record with the trace clock mono)'],
  [/[^\s:]+:(?: +|$)/y, 'the name of an event and a colon expected'],
];

function notAnEvent(text: string, line: number): RecordingError {
  let at = 0;
  for (const [piece, cause] of pieces) {
    piece.lastIndex = at;
    const match = piece.exec(text);
    if (match === null) return placeError('trace', line, at + 1, cause, text.slice(at));
    at += match[0].length;
  }
  return placeError('trace', line, 1, 'an event of ftrace text expected', text);
}
