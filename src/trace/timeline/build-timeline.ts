import { fieldText, wokenRcuc } from '../ftrace/event-fields.js';
import type { FtraceEvent } from '../ftrace/ftrace-event.js';
import { createFtraceScanner, type FtraceProgress, type ReadFtraceOptions } from '../ftrace/read-ftrace.js';
import { lostEvents } from '../ftrace/ftrace-event.js';
import { readInteger } from '../recorded-number.js';
import { placeError } from '../recording-error.js';
import { largestCpu } from '../tick-columns.js';
import { createCpuTracker, type CpuTracker } from './cpu-tracker.js';
import { createGracePeriodCollector } from './grace-period-collector.js';
import { createTickCollector } from './tick-collector.js';
import type { CpuTimeline, TraceTimeline } from './timeline.js';
import { createTraceState } from './trace-state.js';

/** Builds a timeline out of text that comes in pieces. */
export interface TimelineBuilder {
  push(chunk: string): void;
  progress(): FtraceProgress;
  /**
   * Returns the timeline of all that was pushed; nothing can be pushed after it.
   *
   * @param brokenOff - the text was not read to its end: an unfinished last line is left out [default false]
   */
  finish(brokenOff?: boolean): TraceTimeline;
}

interface Followed {
  readonly tracker: CpuTracker;
  lastNs: number;
  gaps: number;
}

/**
 * Returns a builder of the timeline of ftrace text.
 *
 * @throws RecordingError (from `push` and `finish`) with line and column, also where a CPU's events go back in time
 */
export function createTimelineBuilder(): TimelineBuilder {
  const trace = createTraceState();
  const cpus = new Map<number, Followed>();
  const ticks = createTickCollector();
  const gracePeriods = createGracePeriodCollector();
  const rcucWakes: Record<string, number> = {};
  let startNs = NaN;
  let endNs = NaN;

  function follow(event: FtraceEvent): Followed {
    let cpu = cpus.get(event.cpu);
    if (cpu === undefined) {
      if (event.cpu > largestCpu) throw cpuError(event);
      cpu = { tracker: createCpuTracker(trace), lastNs: 0, gaps: 0 };
      cpus.set(event.cpu, cpu);
    }
    return cpu;
  }

  function take(event: FtraceEvent): void {
    const cpu = follow(event);
    if (event.name === lostEvents) {
      cpu.gaps++;
      // The note itself has no time: what is known ends where the CPU's last event was.
      const noted = { ...event, timeNs: cpu.lastNs };
      cpu.tracker.observe(noted);
      ticks.observe(noted, cpu.tracker);
      return;
    }
    if (event.timeNs < cpu.lastNs) throw orderError(event, cpu.lastNs);
    cpu.lastNs = event.timeNs;
    if (Number.isNaN(startNs)) startNs = event.timeNs;
    if (!(endNs >= event.timeNs)) endNs = event.timeNs;
    noteJiffies(event);
    cpu.tracker.observe(event);
    ticks.observe(event, cpu.tracker);
    gracePeriods.observe(event);
    if (event.name === 'sched_waking') countWake(wokenRcuc(event));
  }

  function noteJiffies(event: FtraceEvent): void {
    if (!/^(?:tick\d|rcucore|gp(?:init|clean)|fqs$)/.test(event.name)) return;
    const written = fieldText(event, 'j');
    if (written === null) return;
    const jiffies = readInteger(written, 0, written.length);
    trace.firstJiffies ??= { timeNs: event.timeNs, jiffies };
    if (!(trace.jiffies >= jiffies)) trace.jiffies = jiffies;
  }

  function countWake(cpu: number | null): void {
    if (cpu !== null) rcucWakes[cpu] = (rcucWakes[cpu] ?? 0) + 1;
  }

  const scanner = createFtraceScanner(take);
  return {
    push: scanner.push,
    progress: scanner.progress,
    finish(brokenOff = false) {
      scanner.end(brokenOff);
      for (const { tracker } of cpus.values()) tracker.spans.close(endNs);
      return {
        cpus: [...cpus].sort(([a], [b]) => a - b).map(([cpu, followed]) => cpuTimeline(cpu, followed)),
        ticks: ticks.ticks,
        unfinishedTicks: ticks.unfinished,
        gracePeriods: gracePeriods.result(),
        startNs,
        endNs,
        firstJiffies: trace.firstJiffies,
        rcucWakes,
        read: scanner.progress(),
      };
    },
  };
}

/**
 * Returns the timeline of ftrace text.
 *
 * @param chunks - the text in pieces, cut anywhere
 * @throws RecordingError with line and column
 * @example
 * const timeline = await buildTimeline(traceText('spin_dep.trace.gz'));
 * timeline.gracePeriods.periods.length;
 */
export async function buildTimeline(
  chunks: AsyncIterable<string> | Iterable<string>,
  options: ReadFtraceOptions = {},
): Promise<TraceTimeline> {
  const builder = createTimelineBuilder();
  for await (const chunk of chunks) {
    builder.push(chunk);
    options.onProgress?.(builder.progress());
    if (options.signal?.aborted === true) break;
  }
  return builder.finish(options.signal?.aborted);
}

function cpuTimeline(cpu: number, { tracker, gaps }: Followed): CpuTimeline {
  const { marks, spans, rcucRuns, vmExits, counts } = tracker;
  return { cpu, marks, spans, rcucRuns, vmExits, ...counts, gaps };
}

function cpuError(event: FtraceEvent): Error {
  return placeError('trace', event.line, 1, `a CPU number 0..${largestCpu} expected`, String(event.cpu));
}

function orderError(event: FtraceEvent, lastNs: number): Error {
  const cause = `CPU ${event.cpu} goes back in time, after ${lastNs} ns (sort the trace by time)`;
  return placeError('trace', event.line, 1, cause, String(event.timeNs));
}
