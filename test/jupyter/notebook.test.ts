import { describe, expect, test } from 'vitest';
import {
  compareNotebooks,
  faultOf,
  notebookText,
  parseNotebook,
  type Notebook,
  type NotebookCell,
} from '../../src/jupyter/index.js';

const notebook = (...cells: NotebookCell[]): Notebook => ({ cells, metadata: {}, nbformat: 4, nbformat_minor: 5 });
const stream = (text: string | string[], name = 'stdout') => ({ output_type: 'stream', name, text });
const data = (type: string, value: unknown) => ({ output_type: 'display_data', data: { [type]: value }, metadata: {} });
const code = (source: string, ...outputs: NonNullable<NotebookCell['outputs']>): NotebookCell => ({
  cell_type: 'code',
  id: 'a',
  source,
  outputs,
});

describe('comparing two runs of a notebook', () => {
  test('finds no difference in how text was cut into lines and pieces, nor in execution counts', () => {
    const one = notebook(code('x', stream(['1\n', '2\n'])));
    const two = notebook({ ...code('x', stream('1\n'), stream('2\n')), execution_count: 7 } as NotebookCell);
    expect(compareNotebooks(one, two)).toEqual([]);
  });

  test.each([
    ['text', stream('digest a'), stream('digest b')],
    ['stream', stream('a'), stream('a', 'stderr')],
    ['image/svg+xml', data('image/svg+xml', '<svg d="1.1"/>'), data('image/svg+xml', '<svg d="1.2"/>')],
    ['text/html', data('text/html', ['<b>\n', '</b>']), data('text/html', '<b>\n </b>')],
    ['application/json', data('application/json', { a: 1 }), data('application/json', { a: 2 })],
    ['output 0', stream('a'), data('text/html', 'a')],
  ])('finds another %s', (what, before, after) => {
    const [difference] = compareNotebooks(notebook(code('x', before)), notebook(code('x', after)));
    expect(difference!.cell).toBe(0);
    expect(difference!.what).toContain(what);
    expect(difference!.expected).not.toBe(difference!.actual);
  });

  test('finds a missing output, a further one, another source, and a missing cell', () => {
    const full = notebook(code('x', stream('a')), code('y'));
    expect(compareNotebooks(full, notebook(code('x'), code('y')))[0]!.actual).toBe('no such output');
    expect(compareNotebooks(notebook(code('x'), code('y')), full)[0]!.expected).toBe('no such output');
    expect(compareNotebooks(full, notebook(code('z', stream('a')), code('y')))[0]!.what).toBe('source');
    expect(compareNotebooks(full, notebook(code('x', stream('a'))))[0]).toMatchObject({ cell: 1, what: 'cell' });
  });

  test('shows where two long texts part', () => {
    const text = 'a'.repeat(1000);
    const [difference] = compareNotebooks(
      notebook(code('x', stream(`${text}b${text}`))),
      notebook(code('x', stream(`${text}c${text}`))),
    );
    expect(difference!.expected).toMatch(/^…a{40}ba{79}$/);
    expect(difference!.actual).toMatch(/^…a{40}ca{79}$/);
  });
});

describe('a notebook file', () => {
  const cells = [
    code('1\n2', stream('a\nb\n'), data('image/svg+xml', '<svg/>')),
    { cell_type: 'markdown', source: '# x' },
  ];

  test('survives being written and read, and writing it again changes nothing', () => {
    const text = notebookText(notebook(...cells));
    expect(compareNotebooks(notebook(...cells), parseNotebook(text))).toEqual([]);
    expect(notebookText(parseNotebook(text))).toBe(text);
  });

  test('holds no execution counts, timings or versions', () => {
    const run = {
      ...notebook({
        ...code('x'),
        execution_count: 3,
        metadata: { execution: { 'iopub.status.busy': '2026' } },
      } as NotebookCell),
      metadata: { language_info: { name: 'typescript', version: '5.0.4' }, signature: 'x' },
    };
    const text = notebookText(run);
    expect(text).toContain('"execution_count": null');
    expect(text).not.toMatch(/iopub|5\.0\.4|signature/);
  });

  test('is refused where it is something else', () => {
    expect(() => parseNotebook('{"cells": [], "nbformat": 3}')).toThrow('not a notebook');
    expect(() => parseNotebook('null')).toThrow('not a notebook');
    expect(() => parseNotebook('{')).toThrow(SyntaxError);
  });
});

describe('a failed cell', () => {
  test('is one that wrote to stderr, for plain tslab sends no error messages', () => {
    expect(
      faultOf(notebook(code('ok', stream('a')), code('bad', stream('1:11 - Expression expected.\n', 'stderr')))),
    ).toBe('cell 1: 1:11 - Expression expected.\n\nbad');
  });

  test('is one that sent an error', () => {
    const error = { output_type: 'error', ename: 'Error', evalue: 'boom', traceback: [] };
    expect(faultOf(notebook(code('bad', error)))).toContain('Error: boom');
  });

  test('is none that wrote to stdout alone', () => {
    expect(faultOf(notebook(code('ok', stream('Error: only a text'))))).toBeUndefined();
    expect(faultOf(undefined)).toBeUndefined();
  });
});
