import { parseLocatedJson } from '../located-json.js';
import type { Measurement } from './measurement.js';
import { readCyclictestJson } from './read-cyclictest-json.js';
import { readCyclictestText, type CyclictestTextOptions } from './read-cyclictest-text.js';
import { readOslatJson } from './read-oslat-json.js';
import { readRtlaHistogram } from './read-rtla.js';
import { commandOf, objectOf } from './json-fields.js';
import { endError, linesOf } from './text-lines.js';

/**
 * Returns what a tool measured, whichever of the known outputs the text is: `cyclictest -h N` (text or `--json`), `oslat
 * --json`, `rtla timerlat hist` or `rtla osnoise hist`.
 *
 * @param options - what the text of cyclictest leaves open
 * @throws RecordingError with line and column
 * @example
 * const { perCpu } = readMeasurement(await readFile('oslat.json', 'utf8'));
 * perCpu[0]?.max; // the longest gap on the first CPU [ns]
 */
export function readMeasurement(text: string, options: CyclictestTextOptions = {}): Measurement {
  if (/^\uFEFF?\s*[{[]/.test(text)) return readJson(text);
  if (/^\uFEFF?# RTLA |\n# RTLA /.test(text)) return readRtlaHistogram(text);
  if (/^\uFEFF?# Histogram\s|\n# Histogram\s/.test(text)) return readCyclictestText(text, options);
  throw endError(
    linesOf(text),
    'cyclictest -h (text or JSON), oslat --json, rtla timerlat hist or rtla osnoise hist expected',
  );
}

/** The two JSON tools share their header; the command line and the fields of a thread tell them apart. */
function readJson(text: string): Measurement {
  const json = parseLocatedJson(text);
  const root = objectOf(json, json.root, 'measurement');
  const command = commandOf(root);
  const oslat = command === null ? !root.has('resolution_in_ns') : /(?:^|\/)oslat\b/.test(command);
  return oslat ? readOslatJson(text) : readCyclictestJson(text);
}
