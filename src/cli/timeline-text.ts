import type { Explanation, TimelineEvent } from '../record/index.js';
import type { Paint } from './paint.js';
import { wrapText } from './wrap-text.js';

/** Details get a column of their own from this width on; below it they follow under their event [characters]. */
const leastDetailWidth = 32;
const timeWidth = 11;

/**
 * Returns the steps around a sample as lines: time from its begin [us], a lane for each CPU, details to the right. Rules
 * mark where the sample begins and ends.
 */
export function timelineText(explanation: Explanation, width: number, paint: Paint): string[] {
  const { sampleNs, atNs, events } = explanation;
  const beginNs = atNs - sampleNs;
  const lanes = lanesOf(events);
  const lanesWidth = lanes.reduce((sum, lane) => sum + lane.width, 0);
  const detailAt = timeWidth + 2 + lanesWidth;
  const beside = width - detailAt >= leastDetailWidth;
  const rule = (text: string): string =>
    paint('yellow', `${text} `.padEnd(Math.min(width, beside ? detailAt + 24 : width), '-'));
  const lines = [
    paint(
      'bold',
      `${'us'.padStart(timeWidth)}  ${lanes.map((lane) => lane.title.padEnd(lane.width)).join('')}`.trimEnd(),
    ),
  ];
  const marks = [
    { timeNs: beginNs, text: rule(`${micros(0)}  the sample begins`) },
    { timeNs: atNs, text: rule(`${micros(sampleNs)}  the sample ends`) },
  ];
  for (const event of events) {
    while (marks[0] !== undefined && marks[0].timeNs <= event.timeNs) lines.push(marks.shift()?.text ?? '');
    lines.push(...eventLines(event, beginNs));
  }
  return [...lines, ...marks.map(({ text }) => text)];

  function eventLines({ timeNs, cpu, event, detail }: TimelineEvent, zeroNs: number): string[] {
    const cells = lanes.map((lane) =>
      lane.cpu === cpu ? paint(styleOf(event), event.padEnd(lane.width)) : paint('dim', '|'.padEnd(lane.width)),
    );
    const head = `${micros(timeNs - zeroNs)}  ${cells.join('')}`;
    if (detail === '') return [head.trimEnd()];
    if (!beside) return [head.trimEnd(), ...wrapText(detail, width - 4).map((line) => paint('dim', `    ${line}`))];
    const [first = '', ...rest] = wrapText(detail, width - detailAt);
    return [head + paint('dim', first), ...rest.map((line) => ' '.repeat(detailAt) + paint('dim', line))];
  }
}

interface Lane {
  readonly cpu: number;
  readonly title: string;
  readonly width: number;
}

function lanesOf(events: readonly TimelineEvent[]): Lane[] {
  const cpus = [...new Set(events.map(({ cpu }) => cpu))].sort((a, b) => a - b);
  return cpus.map((cpu) => {
    const title = cpu === 0 ? 'CPU 0 (housekeeping)' : `CPU ${cpu}`;
    const texts = events.filter((each) => each.cpu === cpu).map(({ event }) => event.length);
    return { cpu, title, width: Math.max(title.length, ...texts) + 2 };
  });
}

/** RCU's own steps stand out. */
function styleOf(event: string): 'green' | 'bold' {
  return /^(rcu|sched_waking|expedited)/.test(event) ? 'bold' : 'green';
}

function micros(ns: number): string {
  return (ns / 1e3).toFixed(2).padStart(timeWidth);
}
