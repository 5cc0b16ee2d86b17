import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseNotebook, type Notebook, type NotebookCell, type NotebookOutput } from '../../src/jupyter/index.js';
import { joined, settledOutputs } from '../../src/jupyter/notebook.js';

/** A notebook of this repository, with its parts. */
export interface CommittedNotebook {
  readonly path: string;
  readonly file: string;
  readonly notebook: Notebook;
  /** The Markdown cells. */
  readonly prose: readonly string[];
  readonly code: readonly NotebookCell[];
  /** What all cells of code put out, in order. */
  readonly outputs: readonly NotebookOutput[];
}

/** Returns a notebook of the folder `notebooks/`, by its file name. */
export function committedNotebook(name: string): CommittedNotebook {
  const path = fileURLToPath(new URL(`../../notebooks/${name}`, import.meta.url));
  const file = readFileSync(path, 'utf8');
  const notebook = parseNotebook(file);
  const code = notebook.cells.filter(({ cell_type }) => cell_type === 'code');
  return {
    path,
    file,
    notebook,
    prose: notebook.cells.filter(({ cell_type }) => cell_type === 'markdown').map(({ source }) => joined(source)),
    code,
    outputs: code.flatMap(settledOutputs),
  };
}
