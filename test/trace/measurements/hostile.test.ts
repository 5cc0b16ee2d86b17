import { expect, it } from 'vitest';
import {
  measuredCount,
  readCyclictestJson,
  readCyclictestText,
  readMeasurement,
  readOslatJson,
  readRtlaHistogram,
  type Measurement,
} from '../../../src/trace/index.js';
import { fixtureText } from '../fixture-text.js';
import { checkHostile, fuzzTimeout, hostileTexts } from '../fuzz.js';

interface Thread {
  readonly histogram: Readonly<Record<string, number>>;
  readonly cycles: number;
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
const threads = (json: string): Thread[] =>
  Object.values((JSON.parse(json.replace(/^\uFEFF/, '')) as { thread: Record<string, Thread> }).thread);

/** Sums the columns of the rows and of the lines that begin with one of `names`, as plainly as can be. */
function columnSums(text: string, names: RegExp): number[] {
  const sums: number[] = [];
  for (const line of text.split('\n')) {
    if (!/^\d/.test(line) && !names.test(line)) continue;
    const values = line.replace(names, 'x ').trim().split(/\s+/).slice(1).map(Number);
    for (const [index, value] of values.entries()) sums[index] = (sums[index] ?? 0) + value;
  }
  return sums;
}

const rtla = (text: string): number[] => {
  const table = text.slice(text.search(/^\uFEFF?# RTLA /m));
  const end = table.search(/^(?:count|min|avg|max):/m);
  return columnSums(end === -1 ? table : table.slice(0, end), /^over:/);
};

const formats: readonly [string, string[], (text: string) => Measurement, (text: string) => number[]][] = [
  [
    'cyclictest --json',
    ['cyclictest.json', 'cyclictest-ns.json'],
    readCyclictestJson,
    (json) => threads(json).map(({ cycles }) => cycles),
  ],
  [
    'cyclictest -h',
    ['cyclictest.txt', 'cyclictest-sum.txt'],
    readCyclictestText,
    (text) => columnSums(text.slice(text.search(/^# Histogram *\r?$/m)), /^# Histogram Overflows:/),
  ],
  [
    'oslat --json',
    ['oslat.json', 'oslat-bias.json'],
    readOslatJson,
    (json) => threads(json).map(({ histogram }) => sum(Object.values(histogram))),
  ],
  [
    'rtla timerlat hist',
    ['rtla-timerlat-b5.txt', 'rtla-timerlat-ns.txt', 'rtla-timerlat-stopped.txt'],
    readRtlaHistogram,
    rtla,
  ],
  ['rtla osnoise hist', ['rtla-osnoise-b10.txt'], readRtlaHistogram, rtla],
];

it.each(formats)(
  '%s, hostile: a typed error with its place, or every value counted once',
  (_name, files, read, count) => {
    checkHostile(hostileTexts(files.map(fixtureText)), read, (measured, text) => {
      const counts = measured.perCpu.map(measuredCount);
      expect(counts).toEqual(count(text).slice(0, counts.length));
      for (const { buckets, overflow } of measured.perCpu) {
        expect(overflow).toBeGreaterThanOrEqual(0);
        for (const [index, { lowNs, highNs, count: inBucket }] of buckets.entries()) {
          expect(inBucket).toBeGreaterThan(0);
          if (highNs === null) expect(index).toBe(buckets.length - 1);
          else expect(highNs).toBeGreaterThan(lowNs);
          expect(lowNs).toBeGreaterThanOrEqual(buckets[index - 1]?.lowNs ?? 0);
        }
      }
    });
  },
  fuzzTimeout,
);

it(
  'whichever it is, hostile: what is read has all values counted, or there is a typed error',
  () => {
    const files = formats.flatMap(([, names]) => names);
    checkHostile(hostileTexts(files.map(fixtureText)), readMeasurement, (measured) => {
      expect(Number.isSafeInteger(sum(measured.perCpu.map(measuredCount)))).toBe(true);
    });
  },
  fuzzTimeout,
);
