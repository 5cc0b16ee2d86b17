import { largestCpu } from '../tick-columns.js';
import { commandOf, labelledCounts, memberOf, objectOf, threadsOf, wholeOf } from './json-fields.js';
import { parseLocatedJson, type LocatedJson, type LocatedText } from '../located-json.js';
import type { MeasuredBucket, MeasuredCpu, Measurement } from './measurement.js';

const usNs = 1000;

/**
 * Returns what `oslat --json=FILE` wrote. A bucket `N` holds gaps from N-1 to N microseconds; the last one of the tool's
 * table holds everything longer as well and so has no upper end. With `--bias` the first one holds everything shorter.
 *
 * @throws RecordingError with line and column
 */
export function readOslatJson(json: string): Measurement {
  const text = parseLocatedJson(json);
  const command = commandOf(objectOf(text, text.root, 'oslat'));
  const perCpu = threadsOf(text, text.root).map((thread) => readThread(text, thread));
  return { source: 'oslat', unit: 'ns', command, perCpu, missed: 0 };
}

function readThread(text: LocatedText, thread: LocatedJson): MeasuredCpu {
  const histogramValue = memberOf(text, thread, 'histogram');
  const counts = labelledCounts(text, histogramValue);
  const max = wholeOf(text, memberOf(text, thread, 'max'), 'max', 1e12);
  const min = wholeOf(text, memberOf(text, thread, 'min'), 'min', 1e12);
  const last = counts.at(-1)?.[0] ?? 0;
  const first = counts[0]?.[0] ?? 0;
  if (first === 0 && counts.length > 0) throw text.error(histogramValue, 'histogram: labels from 1 on expected');
  const buckets = counts.map(([label, count]): MeasuredBucket => {
    // The file does not say how many buckets the table has; a maximum beyond the highest one shows that it is the last.
    const open = label === last && max > last;
    const lowUs = label === first ? Math.min(label, Math.max(1, min)) - 1 : label - 1;
    return {
      lowNs: lowUs * usNs,
      highNs: open ? null : label * usNs,
      count,
    };
  });
  return {
    cpu: wholeOf(text, memberOf(text, thread, 'cpu'), 'cpu', largestCpu),
    series: 'latency',
    buckets,
    overflow: 0,
    overflowFromNs: null,
    max: counts.length === 0 ? null : max * usNs,
  };
}
