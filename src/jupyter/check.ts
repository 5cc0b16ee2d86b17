/// <reference types="node" />
import { readFileSync, writeFileSync } from 'node:fs';
import { compareNotebooks } from './compare-notebooks.js';
import type { NotebookDifference } from './compare-notebooks.js';
import { executeNotebook } from './execute.js';
import type { ExecuteOptions } from './execute.js';
import { notebookText, parseNotebook } from './notebook.js';

/** How a notebook is checked. */
export interface CheckOptions extends ExecuteOptions {
  /** Write the outputs of this run into the file [default false: leave the file as it is]. */
  readonly write?: boolean;
}

/**
 * Returns where a fresh run of a notebook differs from what its file holds; nothing where it is reproduced byte for byte.
 * With `write`, the file then holds the outputs of this run.
 * @param path - the notebook file
 * @example
 * const differences = await checkNotebook('notebooks/01-first-look.ipynb');
 */
export async function checkNotebook(path: string, options: CheckOptions = {}): Promise<NotebookDifference[]> {
  const committed = parseNotebook(readFileSync(path, 'utf8'));
  const executed = await executeNotebook(path, options);
  if (options.write) writeFileSync(path, notebookText({ ...executed, metadata: committed.metadata }));
  return compareNotebooks(committed, executed);
}

/** Returns a difference in words, for a terminal. */
export function describeDifference({ cell, what, expected, actual }: NotebookDifference): string {
  return `cell ${cell}, ${what}:\n  committed ${JSON.stringify(expected)}\n  this run  ${JSON.stringify(actual)}`;
}
