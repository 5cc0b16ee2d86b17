import { beforeAll, describe, expect, it } from 'vitest';
import { traceText } from '../../../src/trace/ftrace/trace-text.js';
import {
  buildTimeline,
  parseTickTable,
  recorderGracePeriodRows,
  recorderTickRows,
  replay,
  tickTableOfTrace,
  type TraceTimeline,
} from '../../../src/trace/index.js';
import { fixtureTrace, linesOfTable, rawTracesIn, traceDirectories, traceTextOf } from '../raw-traces.js';

it('the repository has raw traces with flags of 5 characters and one with 7', () => {
  expect(rawTracesIn(traceDirectories[0] ?? '').map(({ recording }) => recording)).toEqual([
    'A61/spin_dep',
    'H1000_v0/spin_dep',
    'V1000/hlt_nh',
    'V1000/hlt_nopoll',
    'V612/hlt_nh',
  ]);
});

const traces = traceDirectories.flatMap((directory) => rawTracesIn(directory));

describe.each(traces)('$path', (trace) => {
  const ticks = trace.table('ticks');
  const gracePeriods = trace.table('gps');
  let timeline: TraceTimeline;

  beforeAll(async () => {
    timeline = await buildTimeline(traceText(trace.path));
  });

  it('its ticks equal the recorder’s table row for row, in every column', () => {
    const rows = recorderTickRows(timeline, trace.meta);
    if (!trace.beginning) expect(rows.rows).toBe(ticks.length - 1);
    expect(rows.rows).toBeGreaterThan(600);
    expect(linesOfTable(rows, ticks[0] ?? '')).toEqual(ticks.slice(0, rows.rows + 1));
  });

  it('its grace periods equal the recorder’s table row for row, in every column', () => {
    const rows = recorderGracePeriodRows(timeline.gracePeriods);
    if (!trace.beginning) expect(rows.rows).toBe(gracePeriods.length - 1);
    expect(rows.rows).toBeGreaterThan(60);
    expect(linesOfTable(rows, gracePeriods[0] ?? '')).toEqual(gracePeriods.slice(0, rows.rows + 1));
  });

  it('the replay of its ticks decides as the replay of the recorder’s table', () => {
    const { rows } = timeline.ticks;
    const recorded = replay(parseTickTable(ticks.slice(0, rows + 1).join('\n')), trace.meta);
    const { policies, ...counts } = replay(tickTableOfTrace(timeline, trace.meta), trace.meta);
    const { policies: theirs, ...theirCounts } = recorded;
    expect(counts).toEqual(theirCounts);
    expect(policies).toMatchObject(theirs);
  });
});

/** Writes a line of the kernel's as `trace-cmd report` writes it: no flags, the event padded, task switches in short. */
function asReported(line: string): string {
  const match = /^(.*\]) \S+ +(\d+\.\d+): (\w+): ?(.*)$/.exec(line);
  if (match === null) return line.startsWith('#') ? '' : line;
  const [, head = '', time = '', name = '', args = ''] = match;
  const short = args.replace(
    /^prev_comm=(.*) prev_pid=(\d+) prev_prio=(\d+) prev_state=(\S+) ==> next_comm=(.*) next_pid=(\d+) next_prio=(\d+)$/,
    '$1:$2 [$3] $4 ==> $5:$6 [$7]',
  );
  return `${head} ${time.padStart(13)}: ${`${name}:`.padEnd(21)} ${short}`;
}

it('a trace in the form of trace-cmd report gives the same tables, but for the flags', async () => {
  const trace = fixtureTrace('H1000_v0/spin_dep');
  const reported = traceTextOf(trace).split('\n').map(asReported).join('\n');
  const timeline = await buildTimeline(['cpus=2\n', reported]);
  const rows = recorderTickRows(timeline, trace.meta);
  const recorded = trace.table('ticks');
  const [flags, preempt] = [rows.columns.indexOf('flags'), rows.columns.indexOf('preempt')];
  const without = (line: string) =>
    line.split(',').map((cell, index) => (index === flags || index === preempt ? '' : cell));
  expect(linesOfTable(rows, recorded[0] ?? '').map(without)).toEqual(recorded.map(without));
  expect(linesOfTable(recorderGracePeriodRows(timeline.gracePeriods), trace.table('gps')[0] ?? '')).toEqual(
    trace.table('gps'),
  );
});
