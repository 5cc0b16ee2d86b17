import { expect, it } from 'vitest';
import { createFtraceScanner } from '../../../src/trace/ftrace/read-ftrace.js';
import { lostEvents, type FtraceEvent } from '../../../src/trace/index.js';
import { fixtureText } from '../fixture-text.js';
import { checkHostile, fuzzTimeout, hostileTexts } from '../fuzz.js';
import { fixtureTrace, traceTextOf } from '../raw-traces.js';

const raw = ['A61/spin_dep', 'H1000_v0/spin_dep'].map((recording) => {
  const lines = traceTextOf(fixtureTrace(recording)).split('\n');
  return [lines.slice(0, 30), lines.slice(6000, 6024)].flat().join('\n');
});
const report = fixtureText('trace-cmd-report.txt').split('\n').slice(0, 30).join('\n');

function read(text: string): FtraceEvent[] {
  const events: FtraceEvent[] = [];
  const scanner = createFtraceScanner((event) => void events.push(event));
  for (let at = 0; at < text.length; at += 1000) scanner.push(text.slice(at, at + 1000));
  scanner.end();
  return events;
}

/** How many events a plain reading finds: lines with a task, a CPU, a time and a name, and the notes of lost events. */
function naiveCount(text: string): number {
  const line = /^ *.{1,16}-\d+ .*?\d+\.\d+: *[^\s:]+:(?: |$)|^CPU:\d+ \[.*EVENTS.*\]\s*$/;
  return text.split('\n').filter((one) => !one.startsWith('#') && line.test(one.replace(/\r$/, ''))).length;
}

it.each([
  ['the kernel’s own text', [...raw, fixtureText('trace-tgid.txt'), fixtureText('trace-pipe.txt')]],
  [
    'trace-cmd report',
    [report, fixtureText('trace-cmd-report-latency.txt'), fixtureText('trace-cmd-report-dropped.txt')],
  ],
])(
  '%s, hostile: a typed error with its place, or as many events as there are lines of events',
  (_name, good) => {
    checkHostile(hostileTexts(good), read, (events, text) => {
      expect(events).toHaveLength(naiveCount(text.replace(/^\uFEFF/, '')));
      for (const event of events) {
        expect(event.timeNs).toBeGreaterThanOrEqual(0);
        expect(event.name === lostEvents || event.text.includes(event.name)).toBe(true);
      }
    });
  },
  fuzzTimeout,
);
