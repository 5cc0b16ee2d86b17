import { largestCpu } from '../tick-columns.js';
import { commandOf, labelledCounts, memberOf, objectOf, threadsOf, wholeOf } from './json-fields.js';
import { parseLocatedJson, type LocatedJson, type LocatedText } from '../located-json.js';
import type { MeasuredCpu, Measurement } from './measurement.js';

/**
 * Returns what `cyclictest -h N --json=FILE` wrote. Its histogram leaves out the cycles that were longer than N: they are
 * the cycles that no bucket holds.
 *
 * @throws RecordingError with line and column
 */
export function readCyclictestJson(json: string): Measurement {
  const text = parseLocatedJson(json);
  const root = objectOf(text, text.root, 'cyclictest');
  const resolution = root.get('resolution_in_ns');
  const nanoseconds = resolution !== undefined && wholeOf(text, resolution, 'resolution_in_ns', 1) === 1;
  const command = commandOf(root);
  const perCpu = threadsOf(text, text.root).map((thread) => readThread(text, thread, nanoseconds ? 1 : 1000, command));
  return { source: 'cyclictest', unit: 'ns', command, perCpu, missed: 0 };
}

function readThread(text: LocatedText, thread: LocatedJson, unitNs: number, command: string | null): MeasuredCpu {
  const members = objectOf(text, thread, 'thread');
  const histogram = members.get('histogram');
  const counts = histogram === undefined ? [] : labelledCounts(text, histogram);
  if (histogram === undefined || (counts.length === 0 && histogramSize(command) === null)) {
    throw text.error(histogram ?? thread, 'a histogram expected (run cyclictest with -h N)');
  }
  const cyclesValue = memberOf(text, thread, 'cycles');
  const cycles = wholeOf(text, cyclesValue, 'cycles');
  const overflow = cycles - counts.reduce((total, [, count]) => total + count, 0);
  if (overflow < 0)
    throw text.error(cyclesValue, `cycles: at least the ${cycles - overflow} of the histogram expected`);
  const cpu = members.get('cpu');
  const max = members.get('max');
  const largest = counts.at(-1)?.[0] ?? -1;
  const size = Math.max(histogramSize(command) ?? 0, largest + 1);
  return {
    cpu: cpu === undefined ? null : wholeOf(text, cpu, 'cpu', largestCpu),
    series: 'latency',
    buckets: counts.map(([label, count]) => ({ lowNs: label * unitNs, highNs: (label + 1) * unitNs, count })),
    overflow,
    overflowFromNs: overflow > 0 ? size * unitNs : null,
    max: max === undefined ? null : wholeOf(text, max, 'max', 1e12) * unitNs,
  };
}

/** `-h N`, `-H N` or their long forms: values from N on overflow. */
function histogramSize(command: string | null): number | null {
  const size = / (?:-[a-zA-Z]*[hH]|--hist(?:ogram|ofall))[ =]?(\d{1,9})(?= |$)/.exec(command ?? '')?.[1];
  return size === undefined ? null : Number(size);
}
