import { joined, settledOutputs } from './notebook.js';
import type { Notebook } from './notebook.js';

/** Where two runs of a notebook part. */
export interface NotebookDifference {
  /** Position of the cell, counted from 0. */
  readonly cell: number;
  /** What differs. */
  readonly what: string;
  /** The two, from shortly before where they part. */
  readonly expected: string;
  readonly actual: string;
}

/**
 * Returns every difference between a committed notebook and a run of it, cell by cell: sources, and outputs byte for byte
 * (text, HTML, SVG, anything else), apart from execution counts and timings.
 */
export function compareNotebooks(committed: Notebook, executed: Notebook): NotebookDifference[] {
  const differences: NotebookDifference[] = [];
  const compare = (cell: number, what: string, expected: string, actual: string) => {
    if (expected !== actual) differences.push({ cell, what, ...excerpts(expected, actual) });
  };
  const count = Math.max(committed.cells.length, executed.cells.length);
  for (let i = 0; i < count; i++) {
    const [before, after] = [committed.cells[i], executed.cells[i]];
    if (!before || !after) {
      compare(
        i,
        'cell',
        before ? joined(before.source) : 'no such cell',
        after ? joined(after.source) : 'no such cell',
      );
      continue;
    }
    compare(i, 'kind of cell', before.cell_type, after.cell_type);
    compare(i, 'source', joined(before.source), joined(after.source));
    const [old, now] = [settledOutputs(before), settledOutputs(after)];
    for (let k = 0; k < Math.max(old.length, now.length); k++) {
      const [expected, actual] = [old[k], now[k]];
      compare(i, `output ${k}`, expected?.output_type ?? 'no such output', actual?.output_type ?? 'no such output');
      if (!expected || !actual) continue;
      compare(i, `output ${k}, stream`, expected.name ?? '', actual.name ?? '');
      compare(i, `output ${k}, text`, joined(expected.text), joined(actual.text));
      compare(i, `output ${k}, error`, `${expected.ename}: ${expected.evalue}`, `${actual.ename}: ${actual.evalue}`);
      for (const type of new Set([...Object.keys(expected.data ?? {}), ...Object.keys(actual.data ?? {})])) {
        compare(i, `output ${k}, ${type}`, text(expected.data?.[type]), text(actual.data?.[type]));
      }
    }
  }
  return differences;
}

function text(value: unknown): string {
  return value === undefined ? 'none' : typeof value === 'string' ? value : JSON.stringify(value);
}

function excerpts(expected: string, actual: string): { expected: string; actual: string } {
  let at = 0;
  while (at < expected.length && expected[at] === actual[at]) at++;
  const from = Math.max(0, at - 40);
  const excerpt = (value: string) => (from > 0 ? '…' : '') + value.slice(from, at + 80);
  return { expected: excerpt(expected), actual: excerpt(actual) };
}
