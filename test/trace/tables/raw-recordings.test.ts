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
import { linesOfTable, rawTracesIn, traceDirectories } from '../raw-traces.js';

it('the repository has a raw trace with flags of 5 characters and one with 7', () => {
  expect(rawTracesIn(traceDirectories[0] ?? '').map(({ recording }) => recording)).toEqual([
    'A61/spin_dep',
    'H1000_v0/spin_dep',
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
