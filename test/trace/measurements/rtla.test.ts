import { describe, expect, it } from 'vitest';
import { measuredCount, readMeasurement, readRtlaHistogram, RecordingError } from '../../../src/trace/index.js';
import { fixtureText } from '../fixture-text.js';

const timerlat = fixtureText('rtla-timerlat.txt');

describe('rtla timerlat hist', () => {
  const measured = readRtlaHistogram(timerlat);

  it('interrupt and thread of each CPU are series of their own, with all samples', () => {
    expect(measured).toMatchObject({ source: 'rtla timerlat', unit: 'ns', missed: 0 });
    expect(measured.perCpu.map((one) => [one.cpu, one.series, measuredCount(one), one.overflow, one.max])).toEqual([
      [0, 'irq', 1496, 519, 37_724_000],
      [0, 'thread', 1496, 526, 42_262_000],
      [1, 'irq', 1475, 500, 38_755_000],
      [1, 'thread', 1475, 506, 38_809_000],
    ]);
    expect(measured.perCpu[0]?.overflowFromNs).toBe(256_000);
    expect(readMeasurement(timerlat)).toEqual(measured);
  });

  it('a microsecond is a bucket, whatever rows were left out', () => {
    expect(measured.perCpu[0]?.buckets[0]).toEqual({ lowNs: 19_000, highNs: 20_000, count: 1 });
    expect(measured.perCpu[3]?.buckets.at(-1)).toEqual({ lowNs: 251_000, highNs: 252_000, count: 1 });
  });

  it('the size of larger buckets shows in the labels, as does a unit of nanoseconds', () => {
    const wide = readRtlaHistogram(fixtureText('rtla-timerlat-b5.txt'));
    expect(wide.perCpu.map(({ series }) => series)).toEqual(['thread', 'thread']);
    expect(wide.perCpu[1]?.buckets[0]).toEqual({ lowNs: 20_000, highNs: 25_000, count: 1 });
    const nano = readRtlaHistogram(fixtureText('rtla-timerlat-ns.txt'));
    expect(nano.perCpu[0]?.buckets[0]).toEqual({ lowNs: 26_000, highNs: 27_000, count: 3 });
    expect(nano.perCpu[0]).toMatchObject({ overflow: 724, overflowFromNs: 39_001, max: 30_116_077 });
  });

  it('of a stopped session what follows the histogram is passed over', () => {
    const stopped = readRtlaHistogram(fixtureText('rtla-timerlat-stopped.txt'));
    expect(stopped.perCpu.map(({ buckets }) => buckets)).toEqual([
      [{ lowNs: 42_000, highNs: 43_000, count: 1 }],
      [{ lowNs: 105_000, highNs: 106_000, count: 1 }],
    ]);
  });

  it('user threads and the totals of newer versions, and events that the tool missed', () => {
    const newer = [
      '# RTLA timerlat histogram',
      '# Time unit is microseconds (us)',
      '# Duration:   0 00:00:02',
      'Index   IRQ-001   Thr-001   Usr-001',
      '3             4         1         0',
      '4             0         3         1',
      'over:         0         0         3',
      'count:        4         4         4',
      'min:          3         3         4',
      'avg:          3         3         -',
      'max:          3         4        90',
      'ALL:        IRQ       Thr       Usr',
      'count:        4         4         4',
      '12 (0.35%) events missed, results might not be accurate',
    ];
    const read = readRtlaHistogram(newer.join('\n'));
    expect(read.perCpu.map(({ series, overflow }) => [series, overflow])).toEqual([
      ['irq', 0],
      ['thread', 0],
      ['user', 3],
    ]);
    expect(read.missed).toBe(12);
    const unknown = newer.join('\n').replace(/12 \(.*\) events/, 'unknown number of events');
    expect(readRtlaHistogram(unknown).missed).toBeNull();
  });

  it.each([
    ['over:', 'ever:', /a line "over:" behind the rows expected/],
    ['over:       519', 'over:       518', /the sum of the rows and "over:", 1495, expected for irq of CPU 0/],
    ['\n26 ', '\n25 ', /a value above 25 expected: "25"/],
    ['Thr-001', 'IRQ-000', /a column that stands once expected/],
    ['Thr-001', 'THR-001', /a column such as IRQ-000 expected: "THR-001"/],
    ['Index', 'Value', /a line "Index IRQ-000 \.\.\." expected/],
    ['(us)', '(s)', /"# Time unit is microseconds \(us\)" expected/],
    ['# RTLA timerlat histogram', '# hello', /a line "# RTLA timerlat histogram" \(or osnoise\) expected/],
    ['max: ', '# RTLA timerlat histogram\nmax: ', /one histogram in a file expected/],
  ])('%j as %j is refused', (part, by, cause) => {
    const change = () => readRtlaHistogram(timerlat.replace(part, by));
    expect(change).toThrow(RecordingError);
    expect(change).toThrow(cause);
  });
});

describe('rtla osnoise hist', () => {
  it('noise by CPU, in buckets of a microsecond or of ten', () => {
    const fine = readRtlaHistogram(fixtureText('rtla-osnoise.txt'));
    expect(fine).toMatchObject({ source: 'rtla osnoise', missed: 0 });
    expect(fine.perCpu.map((one) => [one.cpu, one.series, measuredCount(one), one.overflow])).toEqual([
      [0, 'noise', 337, 115],
      [1, 'noise', 1555, 119],
    ]);
    const coarse = readRtlaHistogram(fixtureText('rtla-osnoise-b10.txt'));
    expect(coarse.perCpu[0]?.buckets[0]).toEqual({ lowNs: 0, highNs: 10_000, count: 109 });
    expect(coarse.perCpu.map(measuredCount)).toEqual([701, 705]);
  });

  it('a run that saw nothing is a measurement of nothing', () => {
    const head = '# RTLA osnoise histogram\n# Time unit is microseconds (us)\n# Duration:   0 00:00:02\nIndex\n';
    const empty = readRtlaHistogram(`${head}over: 0\ncount: 0\nmin: 0\navg: 0\nmax: 0\n`);
    expect(empty.perCpu).toEqual([]);
  });

  it('rows that prove no size make a bucket without upper end', () => {
    const lines = [
      '# RTLA osnoise histogram',
      '# Time unit is microseconds (us)',
      '# Duration:   0 00:00:02',
      'Index   CPU-000',
      '0             7',
      'over:         0',
      'count:        7',
      'min:          0',
      'avg:       0.00',
      'max:          0',
    ];
    expect(readRtlaHistogram(lines.join('\n')).perCpu[0]?.buckets).toEqual([{ lowNs: 0, highNs: null, count: 7 }]);
  });
});
