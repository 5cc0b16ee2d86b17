import type { DueEvent } from './due-events.js';
import type { NaiveCpu } from './naive-cpu.js';
import type { NaiveHost } from './naive-host.js';
import { tickNs } from './naive-jiffies.js';
import type { Turn } from './turn.js';
import { uniform } from './world-draws.js';

/** What the turns of a tick depend on. */
interface TickOfTurns {
  readonly edgeNs: number;
  readonly nextEdgeNs: number;
  /** How long the tick itself takes [ns]. */
  readonly tickWorkNs: number;
  /** What else there is to do before the next tick. */
  readonly due: readonly DueEvent[];
}

/**
 * Returns the turns of a tick whose ends are those of a timer's periods, every other one for the housekeeping CPU, until all is
 * done that it has to do. What is done in a turn is put off to its time in there.
 */
export function turnsOnGrid(host: NaiveHost, tick: TickOfTurns, sliceHz: number): readonly Turn[] {
  const { edgeNs, nextEdgeNs, tickWorkNs } = tick;
  const works = tick.due.map((event) => ({ event, workNs: event.timeNs(host) - edgeNs }));
  const wholeWorkNs = Math.max(tickWorkNs, ...works.map(({ workNs }) => workNs));
  if (isHaltedWithoutTick(host.cpus[0])) return [{ startNs: edgeNs, lengthNs: wholeWorkNs }];
  const turns: Turn[] = [];
  let doneNs = 0;
  let startNs = isBehind(host, edgeNs) ? nextGridPointNs(edgeNs, sliceHz) : edgeNs;
  while (doneNs < wholeWorkNs && startNs < nextEdgeNs) {
    const gridPointNs = nextGridPointNs(startNs, sliceHz);
    const lengthNs = Math.min(gridPointNs - startNs, wholeWorkNs - doneNs);
    turns.push({ startNs, lengthNs });
    for (const { event, workNs } of works) {
      if (workNs > doneNs && workNs <= doneNs + lengthNs) event.setTo(host, startNs + workNs - doneNs);
    }
    doneNs += lengthNs;
    startNs = nextGridPointNs(gridPointNs, sliceHz);
  }
  return turns;
}

/** Whether nothing wakes CPU 1 at the tick, so that the thread is the housekeeping CPU's alone. */
function isHaltedWithoutTick({ current, softirq, busy, tick }: NaiveCpu): boolean {
  return current.state === 'idle' && softirq === null && busy === null && tick.stopped;
}

/** Whether CPU 1 goes on at the tick, and the housekeeping CPU gets the thread after it. */
function isBehind({ scenario }: NaiveHost, edgeNs: number): boolean {
  const { behindShare = 0 } = scenario.nested;
  return uniform(scenario, 'turn', edgeNs / tickNs(scenario), 2) < behindShare;
}

/** Returns when the timer of this frequency next expires after a time [ns]. */
export function nextGridPointNs(timeNs: number, sliceHz: number): number {
  const place = Math.floor((timeNs * sliceHz) / 1e9) + 1;
  const pointNs = Math.floor((place * 1e9) / sliceHz);
  return pointNs > timeNs ? pointNs : Math.floor(((place + 1) * 1e9) / sliceHz);
}
