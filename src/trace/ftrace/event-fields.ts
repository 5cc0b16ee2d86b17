import { placeError, type RecordingError } from '../recording-error.js';
import { eventArgs, type FtraceEvent } from './ftrace-event.js';

/** A task that was switched out or in. */
export interface SwitchedTask {
  readonly comm: string;
  readonly pid: number;
}

/** Who lost and who got a CPU. */
export interface TaskSwitch {
  readonly previous: SwitchedTask;
  readonly next: SwitchedTask;
}

/** The kernel's own form; `trace-cmd report -R` leaves the arrow out. */
const kernelSwitch =
  /^prev_comm=(.*) prev_pid=(\d+) prev_prio=-?\d+ prev_state=\S+ (?:==> )?next_comm=(.*) next_pid=(\d+)/;

/** The form of `trace-cmd report`: `comm:pid [prio] state ==> comm:pid [prio]`. */
const reportSwitch = /^(.*):(\d+) \[-?\d+\] \S+ ==> (.*):(\d+) \[-?\d+\]/;

/**
 * Returns the tasks of a `sched_switch` event.
 *
 * @throws RecordingError where the arguments have neither of the two forms
 */
export function taskSwitch(event: FtraceEvent): TaskSwitch {
  const args = eventArgs(event);
  const match = kernelSwitch.exec(args) ?? reportSwitch.exec(args);
  if (match === null) throw argsError(event, 'prev_comm=... prev_pid=... ==> next_comm=... next_pid=... expected');
  const [, previous = '', previousPid, next = '', nextPid] = match;
  return { previous: { comm: previous, pid: Number(previousPid) }, next: { comm: next, pid: Number(nextPid) } };
}

/** Returns the CPU whose `rcuc/N` a `sched_waking` or `sched_wakeup` event wakes, or null if it wakes another task. */
export function wokenRcuc(event: FtraceEvent): number | null {
  const woken = /(?:comm=)?rcuc\/(\d{1,5})[ :]/y;
  woken.lastIndex = event.argsAt;
  const match = woken.exec(event.text);
  return match === null ? null : Number(match[1]);
}

/**
 * Calls `take` for each `name=value` among an event's arguments, with the place of the value in the event's text.
 * Words without an equals sign are passed over.
 */
export function eachField(event: FtraceEvent, take: (name: string, start: number, end: number) => void): void {
  const { text } = event;
  let at = event.argsAt;
  while (at < text.length) {
    let end = text.indexOf(' ', at);
    if (end === -1) end = text.length;
    const equals = text.indexOf('=', at);
    if (equals === -1) return;
    if (equals < end) take(text.slice(at, equals), equals + 1, end);
    at = end + 1;
  }
}

/** Returns the value of one field as it is written, or null where the event has none of that name. */
export function fieldText(event: FtraceEvent, name: string): string | null {
  let found: string | null = null;
  eachField(event, (field, start, end) => {
    if (field === name && found === null) found = event.text.slice(start, end);
  });
  return found;
}

/** Returns the error of an event whose arguments are not what they should be. */
export function argsError(event: FtraceEvent, cause: string): RecordingError {
  return placeError('trace', event.line, event.argsAt + 1, `${event.name}: ${cause}`, eventArgs(event));
}

/** Returns the error of one field of an event. */
export function fieldError(event: FtraceEvent, start: number, end: number, cause: string): RecordingError {
  return placeError('trace', event.line, start + 1, `${event.name}: ${cause}`, event.text.slice(start, end));
}
