import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { grouped, secondsText } from '../../src/cli/number-text.js';
import { plain } from '../../src/cli/paint.js';
import { oneLine, printable } from '../../src/cli/printable.js';
import { layOut, type ColumnGroup } from '../../src/cli/text-table.js';
import { wrapText } from '../../src/cli/wrap-text.js';

const text = fc.stringMatching(/^[a-z0-9.,]{1,12}$/);

describe('wrapText', () => {
  it('keeps every word, in order, on lines that fit', () => {
    fc.assert(
      fc.property(fc.array(text, { minLength: 1 }), fc.integer({ min: 16, max: 80 }), (words, width) => {
        const lines = wrapText(words.join(' '), width, '  ');
        expect(lines.join(' ').split(/ +/)).toEqual(words);
        for (const line of lines) expect(line.length).toBeLessThanOrEqual(width);
      }),
    );
  });
});

describe('layOut', () => {
  const group = fc.record({
    title: text,
    columns: fc.array(
      fc.record({ title: text, cells: fc.array(fc.record({ text }), { minLength: 3, maxLength: 3 }) }),
      { minLength: 1, maxLength: 5 },
    ),
  });

  it('shows every cell, in the row of its label, on lines that fit', () => {
    const labels = { title: 'policy', cells: [{ text: 'A' }, { text: 'B' }, { text: 'C' }] };
    fc.assert(
      fc.property(
        fc.array(group, { minLength: 1, maxLength: 6 }),
        fc.integer({ min: 24, max: 200 }),
        (groups, width) => {
          const lines = layOut(labels, groups, width, plain);
          for (const line of lines) expect(line.length).toBeLessThanOrEqual(width);
          labels.cells.forEach((label, row) => {
            const shown = lines
              .filter((line) => line.startsWith(`${label.text} `))
              .flatMap((line) => line.split(/ +/).slice(1));
            expect(shown).toEqual(cellsOf(groups, row));
          });
        },
      ),
    );
  });

  it('aligns numbers to the right, under their titles', () => {
    const groups = [{ title: 'latency, us', columns: [{ title: 'max', cells: [{ text: '9.5' }, { text: '12.5' }] }] }];
    const labels = { title: 'policy', cells: [{ text: 'mainline' }, { text: 'oracle' }] };
    expect(layOut(labels, groups, 80, plain)).toEqual([
      '           latency, us',
      'policy      max',
      'mainline    9.5',
      'oracle     12.5',
    ]);
  });
});

function cellsOf(groups: readonly ColumnGroup[], row: number): string[] {
  return groups.flatMap(({ columns }) => columns.map(({ cells }) => cells[row]?.text ?? ''));
}

describe('printable', () => {
  it('leaves nothing that a terminal obeys but the line feed', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (raw) => {
        expect(printable(raw)).not.toMatch(/[\0-\x09\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]/);
        expect(oneLine(raw)).not.toContain('\n');
      }),
    );
  });

  it('leaves plain text of any language as it is', () => {
    expect(printable('µs, naïve, 実時間 👍\n')).toBe('µs, naïve, 実時間 👍\n');
    expect(printable('\x1b[31m')).toBe('\\u001b[31m');
  });
});

describe('numbers', () => {
  it('are read in groups of three digits', () => {
    expect([0, 999, 1000, 1234567].map(grouped)).toEqual(['0', '999', '1,000', '1,234,567']);
  });

  it('of seconds have the unit that suits them', () => {
    expect([0, 0.25, 60, 600, 7200, 1e6].map(secondsText)).toEqual([
      '0 s',
      '250 ms',
      '60 s',
      '10 min',
      '2 h',
      '277.8 h',
    ]);
  });
});
