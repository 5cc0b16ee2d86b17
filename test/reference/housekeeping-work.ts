import { kthreadActs, type DueEvent } from './due-events.js';
import type { NaiveHost } from './naive-host.js';
import type { Due } from './shared-thread.js';

/** Returns how long the housekeeping CPU works on behind the last thing that is due [ns]. */
export function tailNs({ scenario }: NaiveHost): number {
  return Math.max(1, Math.round((scenario.nested.tailUs ?? 0) * 1000));
}

/** Returns the due of an event at the time to which that is set. */
export function makeDue(host: NaiveHost, event: DueEvent, restNs: number): Due {
  return { event, restNs, setToNs: event.timeNs(host) };
}

/** The housekeeping CPU gets to the event after so much work, and idles no earlier than a tail behind it. */
export function addDue(host: NaiveHost, event: DueEvent, restNs: number): void {
  const { sharedThread } = host;
  const others = sharedThread.dues.filter((due) => due.event !== event);
  sharedThread.dues = [...others, makeDue(host, event, restNs)];
  sharedThread.workNs = Math.max(sharedThread.workNs, restNs + tailNs(host));
}

/** Sets the events to when the housekeeping CPU gets to them, if it works from a time on. */
export function scheduleDues(host: NaiveHost, fromNs: number): void {
  const { sharedThread } = host;
  for (const { event, restNs } of sharedThread.dues) event.setTo(host, fromNs + restNs);
  sharedThread.dues = sharedThread.dues.map(({ event, restNs }) => makeDue(host, event, restNs));
}

/** Takes off what the housekeeping CPU has done in its turn; what the kthread began in it is work, too. */
export function bringUpToDate(host: NaiveHost): void {
  const { sharedThread, nowNs, gracePeriods } = host;
  const doneNs = sharedThread.holder === 'housekeeping' ? nowNs - sharedThread.sinceNs : 0;
  sharedThread.dues = sharedThread.dues
    .filter(({ event, restNs, setToNs }) => restNs > doneNs && event.timeNs(host) === setToNs)
    .map((due) => ({ ...due, restNs: due.restNs - doneNs }));
  sharedThread.workNs = Math.max(0, sharedThread.workNs - doneNs);
  sharedThread.tickWorkNs = Math.max(0, sharedThread.tickWorkNs - doneNs);
  sharedThread.sinceNs = nowNs;
  const { phase, untilNs } = gracePeriods.wait;
  const hasBegun = phase === 'initialising' || phase === 'cleaning up';
  if (doneNs > 0 && hasBegun && untilNs > nowNs && !isDue(host, kthreadActs)) {
    addDue(host, kthreadActs, sharedThread.workNs + untilNs - nowNs);
  }
}

export function isDue({ sharedThread }: NaiveHost, event: DueEvent): boolean {
  return sharedThread.dues.some((due) => due.event === event);
}
