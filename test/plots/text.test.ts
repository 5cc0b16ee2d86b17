import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  decades,
  duration,
  linearTicks,
  logTicks,
  plainDuration,
  plainNumber,
  powerOfTen,
  threeDigits,
} from '../../src/plots/numbers.js';
import { shorten, textWidth, wrap } from '../../src/plots/text-width.js';
import { coinciding } from '../../src/plots/coincide.js';
import { tagOf } from '../../src/plots/key.js';

describe('numbers on figures', () => {
  test.each([
    [0, '0'],
    [0.0123, '0.01'],
    [0.00123, '0.0012'],
    [9.374, '9.37'],
    [31.24, '31.2'],
    [812.4, '812'],
    [1234567, '1\u2009234\u2009567'],
    [NaN, '–'],
  ])('%d reads %s', (value, text) => expect(threeDigits(value)).toBe(text));

  test.each([
    [0.25, '250 µs'],
    [3.8, '3.80 ms'],
    [1001.2, '1.00 s'],
    [0, '0 ms'],
  ])('%d ms reads %s', (ms, text) => expect(duration(ms)).toBe(text));

  test('ticks have no trailing zeros', () => {
    expect([0.5, 2, -10, 20000].map(plainNumber)).toEqual(['0.5', '2', '−10', '20\u2009000']);
    expect([0.5, 2, 1000].map(plainDuration)).toEqual(['500 µs', '2 ms', '1 s']);
    expect([0, -1, -12, 3].map(powerOfTen)).toEqual(['1', '10⁻¹', '10⁻¹²', '10³']);
  });

  test('decades reach just as far as the bounds', () => {
    expect(decades(1e-5, 1)).toEqual([-5, -4, -3, -2, -1, 0]);
    expect(decades(2e-5, 0.9)).toEqual([-5, -4, -3, -2, -1, 0]);
    expect(logTicks(0.4, 30)).toEqual([0.5, 1, 2, 3, 5, 10, 20, 30]);
    expect(logTicks(1.9, 8.5)).toEqual([2, 2.5, 3, 4, 5, 6, 8]);
    expect(logTicks(1, 1e4)).toEqual([1, 10, 100, 1000, 10000]);
    expect(linearTicks(-12.4, 53, 7)).toEqual([-10, 0, 10, 20, 30, 40, 50]);
  });

  test('ticks of a logarithmic axis lie between its bounds and do not crowd', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 1e-3, max: 1e3, noNaN: true }),
        fc.double({ min: 1.5, max: 1e9, noNaN: true }),
        (low, ratio) => {
          const ticks = logTicks(low, low * ratio);
          expect(ticks.every((tick) => tick >= low && tick <= low * ratio)).toBe(true);
          expect(ticks.length).toBeLessThanOrEqual(12);
        },
      ),
    );
  });
});

describe('texts on figures', () => {
  test('a wrapped text loses nothing and keeps its parts whole', () => {
    const id = fc.string({ minLength: 1, maxLength: 12, unit: fc.constantFrom(...'abcdefgh-') });
    fc.assert(
      fc.property(fc.array(id, { minLength: 1, maxLength: 9 }), (ids) => {
        const lines = wrap(ids, ' = ', 120, 11);
        expect(lines.join(' ').split(' = ')).toEqual(ids);
        for (const line of lines) expect(line.split(' = ').length === 1 || textWidth(line, 11) <= 120).toBe(true);
      }),
    );
  });

  test('a part that is too wide is cut and says so', () => {
    const cut = shorten('a-policy-with-a-name-that-goes-on-and-on', 100, 11);
    expect(cut.endsWith('…')).toBe(true);
    expect(textWidth(cut, 11)).toBeLessThanOrEqual(100);
    expect(shorten('short', 100, 11)).toBe('short');
  });

  test('tags go on after Z', () => {
    expect([0, 25, 26, 51, 52].map(tagOf)).toEqual(['A', 'Z', 'AA', 'AZ', 'BA']);
  });
});

test('equal series are grouped under the first of them, in the order of first appearance', () => {
  const groups = coinciding([3, 1, 3, 2, 1], (a, b) => a === b);
  expect(groups.map(({ leader, members }) => [leader, members.length])).toEqual([
    [3, 2],
    [1, 2],
    [2, 1],
  ]);
});
