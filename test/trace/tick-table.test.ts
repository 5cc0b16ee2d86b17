import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseTickTable, RecordingError } from '../../src/trace/index.js';
import { tableOf } from './table-text.js';

function problemOf(text: string) {
  try {
    parseTickTable(text);
  } catch (error) {
    expect(error).toBeInstanceOf(RecordingError);
    return (error as RecordingError).problems[0];
  }
  throw new Error('the table was accepted');
}

describe('what is accepted', () => {
  it('columns are found by name, in any order, and unknown ones are passed over', () => {
    const text = tableOf({ comm: 'init', j: 7, cpu: 1 });
    const [header = '', line = ''] = text.split('\n');
    const backwards = [header, line].map((row) => row.split(',').reverse().join(',')).join('\n');
    expect(parseTickTable(backwards)).toEqual(parseTickTable(text));
    expect(parseTickTable(text).columns.j[0]).toBe(7);
  });

  it('CRLF reads as LF does, with or without an end of the last line, with or without a byte-order mark', () => {
    const text = tableOf({ j: 5, ctx: 'rcuc', in_run_loop: 3 }, { j: 6, ctx: 'user', in_run_loop: 0 });
    const table = parseTickTable(text);
    for (const variant of [text.trimEnd(), text.replaceAll('\n', '\r\n'), `\uFEFF${text}`, `${text}\n\r\n`]) {
      expect(parseTickTable(variant)).toEqual(table);
    }
  });

  it('a header without rows is a table of no ticks', () => {
    expect(parseTickTable(tableOf({}).split('\n')[0] ?? '').rows).toBe(0);
  });

  it('quoted fields may hold commas and doubled quotes', () => {
    const table = parseTickTable(tableOf({ comm: '"a ""b"", c"', j: 3, cpu: '"1"' }));
    expect([table.rows, table.columns.j[0], table.columns.cpu[0]]).toEqual([1, 3, 1]);
  });

  it('jiffies are exact up to 2^53 - 1', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER }), (jiffies) => {
        expect(parseTickTable(tableOf({ j: jiffies })).columns.j[0]).toBe(jiffies);
        expect(parseTickTable(tableOf({ j: `0x${jiffies.toString(16)}` })).columns.j[0]).toBe(jiffies);
      }),
    );
  });

  it('a sequence number below zero, written as 64 unsigned bits, keeps its distance to the others', () => {
    const { columns } = parseTickTable(tableOf({ gps: 525, rgps: '18446744073709550636', ngps: '0xfffffffffffffc2c' }));
    expect([columns.gps[0], columns.rgps[0], columns.ngps[0]]).toEqual([525, -980, -980]);
  });

  it('times keep every digit', () => {
    fc.assert(
      fc.property(fc.nat(999_999_999), fc.nat(999_999), (seconds, micros) => {
        const written = `${seconds}.${String(micros).padStart(6, '0')}`;
        expect(parseTickTable(tableOf({ t: written })).columns.t?.[0]).toBe(Number(written));
      }),
    );
  });

  it('an optional column that is empty throughout counts as absent', () => {
    expect(parseTickTable(tableOf({ kvar: '' }, { kvar: '' })).columns.kvar).toBeUndefined();
    expect(parseTickTable(tableOf({ kvar: 2 })).columns.kvar?.[0]).toBe(2);
  });
});

describe('what is refused, with its place', () => {
  it.each([
    ['user', '2', '0 or 1 expected'],
    ['user', '', '0 or 1 expected'],
    ['user', '-0x1', '0 or 1 expected'],
    ['cpu', '8192', 'a CPU number 0..8191 expected'],
    ['cpu', '-1', 'a CPU number 0..8191 expected'],
    ['j', '1e6', 'a whole number 0..2^53-1 expected'],
    ['j', ' 5', 'a whole number 0..2^53-1 expected'],
    ['j', '5.5', 'a whole number 0..2^53-1 expected'],
    ['j', 'NaN', 'a whole number 0..2^53-1 expected'],
    ['j', '0x', 'a whole number 0..2^53-1 expected'],
    ['j', '0xg', 'a whole number 0..2^53-1 expected'],
    ['j', '9007199254740992', 'a whole number 0..2^53-1 expected'],
    ['j', '-', 'a whole number 0..2^53-1 expected'],
    ['cbfl', '256', 'a whole number 0..255 expected'],
    ['gps', '99999999999999999999', 'a 64-bit sequence number within 2^53 of zero expected'],
    ['gps', '9223372036854775807', 'a 64-bit sequence number within 2^53 of zero expected'],
    ['t', '1.', 'seconds expected'],
    ['t', '-1', 'seconds expected'],
    ['t', 'Infinity', 'seconds expected'],
    ['ctx', 'guest', 'one of user, idle,'],
  ])('column %s: "%s"', (column, value, expected) => {
    const filler = column === 'ctx' ? 'user' : 1;
    const problem = problemOf(tableOf({ [column]: filler }, { [column]: filler }, { [column]: value }));
    expect(problem).toMatchObject(value === '' && column === 't' ? {} : { line: 4, field: column, value });
    expect(problem?.message).toContain(`line 4, column ${column}: ${expected}`);
    expect(problem?.message.endsWith(`: ${JSON.stringify(value)}`)).toBe(true);
  });

  it('every missing column is named at once', () => {
    const drop = (line: string) => line.split(',').slice(2).join(',');
    const text = tableOf({}).split('\n').map(drop).join('\n');
    expect(() => parseTickTable(text)).toThrow(
      'column missing in the header: "cpu"\nline 1: column missing in the header: "user"',
    );
  });

  it('a column that stands twice', () => {
    const twice = tableOf({}).replace('cpu', 'user');
    expect(problemOf(twice)).toMatchObject({ line: 1, field: 'user' });
  });

  it('a line with too few or too many fields', () => {
    expect(problemOf(tableOf({}, {}).replace(/,0\n$/, '\n'))?.message).toBe('line 3: 15 fields, but the header has 16');
    expect(problemOf(tableOf({}).replace(/\n$/, ',0\n'))?.message).toBe('line 2: 17 fields, but the header has 16');
    expect(problemOf(tableOf({}, {}).replace('\n', '\n\n'))?.message).toBe('line 2: 1 fields, but the header has 16');
  });

  it('a quote without its partner, and text behind a closing quote', () => {
    expect(problemOf(tableOf({ comm: '"init' }))).toMatchObject({ line: 2 });
    expect(problemOf(tableOf({ comm: '"init"x' }))).toMatchObject({ line: 2 });
    expect(problemOf('"')).toMatchObject({ line: 1 });
  });

  it('an optional column that is empty in some rows only', () => {
    expect(problemOf(tableOf({ kvar: 0 }, { kvar: '' }))).toMatchObject({ line: 3, field: 'kvar' });
    expect(problemOf(tableOf({ kvar: '' }, { kvar: 0 }))).toMatchObject({ line: 3, field: 'kvar' });
  });

  it('an empty file, and one that is no table', () => {
    expect(problemOf('')?.message).toBe('line 1: empty table: a header with the column names expected');
    expect(problemOf('\n\r\n')).toMatchObject({ line: 1 });
    expect(problemOf(','.repeat(5000))?.message).toBe('line 1: 5001 columns: at most 1000 expected');
  });

  it('a long value is shown shortened', () => {
    const message = problemOf(tableOf({ j: 'x'.repeat(1e5) }))?.message ?? '';
    expect(message.length).toBeLessThan(150);
  });
});

it('a large table takes time in proportion to its length, and not much of it', () => {
  const [header = '', line = ''] = tableOf({ t: '12.345678', j: 4294710160, ctx: 'user', rnp_qsmask: '0x3' }).split(
    '\n',
  );
  const text = [header, ...Array<string>(200_000).fill(line)].join('\n');
  const before = performance.now();
  expect(parseTickTable(text).rows).toBe(200_000);
  expect(performance.now() - before).toBeLessThan(5_000);
});
