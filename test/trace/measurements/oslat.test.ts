import { describe, expect, it } from 'vitest';
import { measuredCount, readMeasurement, readOslatJson, RecordingError } from '../../../src/trace/index.js';
import { fixtureText } from '../fixture-text.js';

const json = fixtureText('oslat.json');
interface Thread {
  readonly histogram: Readonly<Record<string, number>>;
}
const counts = Object.values((JSON.parse(json) as { thread: Record<string, Thread> }).thread).map(({ histogram }) =>
  Object.values(histogram).reduce((sum, count) => sum + count, 0),
);

describe('oslat --json', () => {
  const measured = readOslatJson(json);

  it('every gap is in a bucket', () => {
    expect(measured.perCpu.map(measuredCount)).toEqual(counts);
    expect(measured).toMatchObject({ source: 'oslat', unit: 'ns', missed: 0 });
    expect(readMeasurement(json)).toEqual(measured);
  });

  it('the bucket N holds gaps from N-1 to N microseconds', () => {
    expect(measured.perCpu[0]?.buckets[0]).toEqual({ lowNs: 0, highNs: 1000, count: 140_775_935 });
    expect(measured.perCpu[1]?.buckets[1]).toEqual({ lowNs: 1000, highNs: 2000, count: 263 });
  });

  it('the last bucket includes overflows and so has no upper end', () => {
    expect(measured.perCpu.map(({ buckets }) => buckets.at(-1))).toEqual([
      { lowNs: 31_000, highNs: null, count: 26 },
      { lowNs: 31_000, highNs: null, count: 26 },
    ]);
    expect(measured.perCpu.map(({ max, overflow }) => [max, overflow])).toEqual([
      [51_826_000, 0],
      [50_391_000, 0],
    ]);
  });

  it('a run whose longest gap is in its own bucket has no open end', () => {
    const short = readOslatJson(json.replace('"max": 51826', '"max": 32'));
    expect(short.perCpu[0]?.buckets.at(-1)).toEqual({ lowNs: 31_000, highNs: 32_000, count: 26 });
  });

  it('with --bias the first bucket holds everything shorter too', () => {
    const { perCpu } = readOslatJson(fixtureText('oslat-bias.json'));
    expect(perCpu[0]?.buckets[0]).toEqual({ lowNs: 0, highNs: 2000, count: 101_041_068 });
    expect(perCpu[0]?.buckets.at(-1)).toEqual({ lowNs: 8000, highNs: null, count: 773 });
  });

  it.each([
    ['"32": 26', '"32": -26', /line \d+, column 15: histogram 32: a whole number/],
    ['"32": 26', '"32": 2.5', /histogram 32: a whole number/],
    ['"32": 26', '"32": 1e3', /histogram 32: a whole number/],
    ['"32": 26', '"x": 26', /labels in whole numbers expected, not "x"/],
    ['"32": 26', '"1": 26', /JSON: a member that stands once expected/],
    ['"32": 26', '"0": 26', /labels from 1 on expected/],
    ['"cpu": 0', '"cpu": 100000', /cpu: a whole number 0\.\.8191 expected: "100000"/],
    ['"max": 51826,', '', /a member "max" expected/],
    ['"thread"', '"threads"', /^line 1, column 1: a member "thread" expected/],
    ['{', '[', /JSON: /],
  ])('%s as %s is refused with its place', (part, by, cause) => {
    const change = () => readOslatJson(json.replace(part, by));
    expect(change).toThrow(RecordingError);
    expect(change).toThrow(cause);
  });
});
