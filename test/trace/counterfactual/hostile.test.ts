import { expect, it } from 'vitest';
import { createTimelineBuilder } from '../../../src/trace/timeline/build-timeline.js';
import { recorderGracePeriodRows, recorderTickRows, replayTrace } from '../../../src/trace/index.js';
import { checkHostile, fuzzTimeout, hostileTexts } from '../fuzz.js';
import { fixtureTrace, traceTextOf, type RawTrace } from '../raw-traces.js';

/** Some ticks and the events around them, from the middle of a trace. */
function piece(trace: RawTrace): string {
  const lines = traceTextOf(trace).split('\n');
  return `${lines.slice(9000, 9070).join('\n')}\n`;
}

function countTicks(text: string): number {
  const open = new Map<string, boolean>();
  let ticks = 0;
  for (const line of text.split('\n')) {
    const [, cpu = '', name] = /^ *.{1,16}-\d+ +\[(\d+)\] \S+ +\d+\.\d+: *(tickr?\d*):/.exec(line) ?? [];
    const number = String(Number(cpu));
    if (name?.startsWith('tickr')) {
      if (open.get(number) === true) ticks++;
      open.set(number, false);
    } else if (name?.startsWith('tick')) open.set(number, true);
    const lost = /^CPU:(\d+) \[/.exec(line)?.[1];
    if (lost !== undefined) open.set(String(Number(lost)), false);
  }
  return ticks;
}

it.each(['A61/spin_dep', 'H1000_v0/spin_dep'])(
  'pieces of %s, hostile: replayed whole with every tick counted once, or refused with a place',
  (recording) => {
    const trace = fixtureTrace(recording);
    const read = (text: string) => {
      const builder = createTimelineBuilder();
      builder.push(text);
      const timeline = builder.finish();
      const policies = ['mainline', 'last-guest-exit', 'run-loop-flag-sched', 'patience', 'qs-on-guest-exit-ideal'];
      return { timeline, result: replayTrace(timeline, trace.meta, { policies }) };
    };
    checkHostile(hostileTexts([piece(trace)]), read, ({ timeline, result }, text) => {
      const { rows } = timeline.ticks;
      expect(rows).toBe(countTicks(text.replace(/^\uFEFF/, '')));
      expect(result.replay.matches + result.replay.mismatches).toBe(rows);
      const onNohzFull = result.cpus.reduce((sum, cpu) => sum + (cpu.nohzFull ? cpu.ticks : 0), 0);
      for (const policy of result.policies) {
        expect(policy.ticks).toBe(onNohzFull);
        expect(policy.invocations.fewest).toBeLessThanOrEqual(policy.invocations.most);
      }
      for (const table of [recorderTickRows(timeline, trace.meta), recorderGracePeriodRows(timeline.gracePeriods)]) {
        for (let row = 0; row < table.rows; row++) expect(table.row(row)).toHaveLength(table.columns.length);
      }
    });
  },
  fuzzTimeout,
);
