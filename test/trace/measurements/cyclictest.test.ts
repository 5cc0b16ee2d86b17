import { describe, expect, it } from 'vitest';
import {
  measuredCount,
  readCyclictestJson,
  readCyclictestText,
  readMeasurement,
  RecordingError,
  type Measurement,
} from '../../../src/trace/index.js';
import { fixtureText } from '../fixture-text.js';

const json = fixtureText('cyclictest.json');
const text = fixtureText('cyclictest.txt');
const total = ({ perCpu }: Measurement) => perCpu.map(measuredCount);
const problem = (read: () => unknown) => {
  try {
    read();
  } catch (error) {
    expect(error).toBeInstanceOf(RecordingError);
    return (error as RecordingError).problems[0];
  }
  throw new Error('accepted');
};

describe('cyclictest --json', () => {
  const measured = readCyclictestJson(json);

  it('every cycle is in a bucket or in the overflow, which the file itself leaves out', () => {
    expect(total(measured)).toEqual([300, 300]);
    expect(measured.perCpu.map(({ overflow }) => overflow)).toEqual([157, 132]);
    expect(measured.perCpu.map(({ overflowFromNs }) => overflowFromNs)).toEqual([26_000, 26_000]);
  });

  it('a latency in microseconds is a bucket from it to the next', () => {
    expect(measured).toMatchObject({ source: 'cyclictest', unit: 'ns', missed: 0 });
    expect(measured.command).toMatch(/^cyclictest .*-h 26/);
    expect(measured.perCpu[0]).toMatchObject({ cpu: 0, series: 'latency', max: 77_000 });
    expect(measured.perCpu[0]?.buckets[0]).toMatchObject({ lowNs: 14_000, highNs: 15_000 });
  });

  it('with -N values are nanoseconds', () => {
    const nano = readCyclictestJson(fixtureText('cyclictest-ns.json'));
    expect(nano.perCpu[0]).toMatchObject({ cpu: 1, overflow: 25, overflowFromNs: 30_000, max: 41_262 });
    expect(nano.perCpu[0]?.buckets.at(-1)).toEqual({ lowNs: 29_590, highNs: 29_591, count: 1 });
  });

  it('a cycle more is one more in the overflow, a cycle too few an error', () => {
    const more = readCyclictestJson(json.replace('"cycles": 300', '"cycles": 301'));
    expect(more.perCpu[0]?.overflow).toBe(158);
    const fewer = problem(() => readCyclictestJson(json.replace('"cycles": 300', '"cycles": 100')));
    expect(fewer?.message).toMatch(/^line \d+, column 17: cycles: at least the 143 of the histogram expected: "100"$/);
  });

  it('keys without the colon too many, as a later version may write them, are taken', () => {
    expect(readCyclictestJson(json.replace('"cmdline:"', '"cmdline"'))).toEqual(measured);
  });

  it('a run without -h has no histogram, and is not taken for one of overflows', () => {
    const plain = json.replace(/"histogram": \{[^}]*\}/g, '"histogram": {      }').replace(/ -h 26/, '');
    expect(problem(() => readCyclictestJson(plain))?.message).toContain(
      'a histogram expected (run cyclictest with -h N)',
    );
    const all = readCyclictestJson(json.replace(/"histogram": \{[^}]*\}/g, '"histogram": {      }'));
    expect(all.perCpu[0]).toMatchObject({ buckets: [], overflow: 300, overflowFromNs: 26_000 });
  });
});

describe('the text of cyclictest -h', () => {
  const measured = readCyclictestText(text);

  it('counts as the JSON of the same run does, thread by thread', () => {
    const { perCpu } = readCyclictestJson(json);
    expect(measured.perCpu).toEqual(perCpu.map((one) => ({ ...one, cpu: null })));
  });

  it('with -H the column over all threads is no thread', () => {
    const summed = readCyclictestText(fixtureText('cyclictest-sum.txt'));
    expect(total(summed)).toEqual([200, 200]);
    expect(summed.perCpu.map(({ max, overflow }) => [max, overflow])).toEqual([
      [48_000, 116],
      [50_000, 114],
    ]);
  });

  it('with -N, said by the caller, values are nanoseconds', () => {
    expect(readCyclictestText(text, { nanoseconds: true }).perCpu[0]?.max).toBe(77);
  });

  it.each([
    [
      'a changed count',
      (line: string) => line.replace(/^000020 000\d\d\d/m, '000020 000999'),
      /the sum of the rows, \d+, expected for thread 0/,
    ],
    ['a lost row', (line: string) => line.replace(/^000020 .*\n/m, ''), /the sum of the rows/],
    ['a row twice', (line: string) => line.replace(/^(000020 .*\n)/m, '$1$1'), /a latency above 20 expected: "000020"/],
    [
      'no overflows',
      (line: string) => line.replace(/^# Histogram Overflows.*\n/m, ''),
      /a line "# Histogram Overflows: \.\.\." expected/,
    ],
    ['a cut line', (line: string) => line.replace(/^(000020 \d+).*$/m, '$1'), /2 counts expected/],
    ['another text', () => 'hello', /a line "# Histogram" expected/],
  ])('%s is refused', (_name, change, cause) => {
    const found = problem(() => readCyclictestText(change(text)));
    expect(found?.message).toMatch(cause);
    expect(found?.line).toBeGreaterThan(0);
    expect(found?.column).toBeGreaterThan(0);
  });
});

it('which output it is shows by itself', () => {
  expect(readMeasurement(json)).toEqual(readCyclictestJson(json));
  expect(readMeasurement(text)).toEqual(readCyclictestText(text));
  expect(() => readMeasurement('')).toThrow(/^line 1, column 1: cyclictest -h \(text or JSON\), oslat --json/);
});
