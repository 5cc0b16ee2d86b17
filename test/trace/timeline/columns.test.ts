import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createGrowingColumn } from '../../../src/trace/timeline/growing-column.js';
import { createTextTable } from '../../../src/trace/timeline/text-table.js';
import { buildTimeline } from '../../../src/trace/index.js';
import { listHeads } from '../../../src/trace/tables/ready-callbacks.js';
import { tickLines } from '../trace-lines.js';

it('a column of which the values were taken goes on growing, and its values with it', () => {
  const numbers = fc.array(fc.nat(255), { maxLength: 600 });
  fc.assert(
    fc.property(numbers, numbers, fc.nat(255), (first, more, changed) => {
      const column = createGrowingColumn('uint8');
      for (const value of first) column.push(value);
      const taken = column.values();
      expect(column.values()).toBe(taken);
      for (const value of more) column.push(value);
      column.set(0, changed);
      const expected = [...first, ...more].map((value, row) => (row === 0 ? changed : value));
      expect(Array.from(column.values())).toEqual(expected);
      expect(expected.map((_, row) => column.at(row))).toEqual(expected);
    }),
  );
});

it('a column gives back what was pushed and set', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(255), { maxLength: 600 }), fc.nat(599), fc.nat(255), (values, row, changed) => {
      const column = createGrowingColumn('uint8');
      for (const value of values) column.push(value);
      column.set(row, changed);
      const expected = values.map((value, index) => (index === row ? changed : value));
      expect(Array.from({ length: column.length }, (_, index) => column.at(index))).toEqual(expected);
      expect(column.at(values.length)).toBe(0);
    }),
  );
});

it('equal texts have one number, and each number its text', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: 'binary', maxLength: 5 })), (texts) => {
      const table = createTextTable();
      const numbers = texts.map((text) => table.numberOf(text));
      expect(numbers.map((number) => table.texts[number])).toEqual(texts);
      expect(table.texts).toHaveLength(new Set(texts).size);
    }),
  );
});

describe('where a CPU’s list of callbacks has its head', () => {
  const heads = async (...ticks: Record<string, string>[]) => {
    const text = ticks.map((fields, index) => tickLines(index * 10, fields)).join('');
    return listHeads((await buildTimeline([text])).ticks).get(1);
  };
  const head = '0xffff88803ea2b7f8';
  const other = '0xffff888012345670';
  const low = (address: string) => parseInt(address.slice(-12), 16);

  it('an empty list shows it', async () => {
    expect(await heads({ cbhead: other, t0: other }, { cbhead: '0x0', t0: head }, { cbhead: other, t0: other })).toBe(
      low(head),
    );
  });

  it('without an empty list it is the address seen most often', async () => {
    expect(await heads({ cbhead: other, t0: other }, { cbhead: other, t0: head }, { cbhead: other, t0: head })).toBe(
      low(head),
    );
  });
});
