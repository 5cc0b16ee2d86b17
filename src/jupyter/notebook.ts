/** Text in a notebook file: one string, or its lines. */
export type NotebookText = string | readonly string[];

/** What a cell gave: text on a stream, rich data by MIME type, or an error. */
export interface NotebookOutput {
  readonly output_type: string;
  readonly name?: string;
  readonly text?: NotebookText;
  readonly data?: Readonly<Record<string, unknown>>;
  readonly ename?: string;
  readonly evalue?: string;
}

/** A cell of a notebook file. */
export interface NotebookCell {
  readonly cell_type: string;
  readonly id?: string;
  readonly source: NotebookText;
  readonly outputs?: readonly NotebookOutput[];
}

/** A notebook file, as far as this project reads it. */
export interface Notebook {
  readonly cells: readonly NotebookCell[];
  readonly metadata: Readonly<Record<string, unknown>>;
  readonly nbformat: number;
  readonly nbformat_minor: number;
}

/** Returns the notebook that a file's text holds. */
export function parseNotebook(text: string): Notebook {
  const value: unknown = JSON.parse(text);
  const { cells, nbformat } = Object(value) as Partial<Notebook>;
  if (!Array.isArray(cells) || nbformat !== 4) {
    throw new Error(`not a notebook (cells and nbformat 4 expected): nbformat ${String(nbformat)}`);
  }
  return value as Notebook;
}

/** Returns the text in one string. */
export function joined(text: NotebookText | undefined): string {
  return text === undefined ? '' : typeof text === 'string' ? text : text.join('');
}

/**
 * Returns the outputs in a form that is the same for two runs that gave the same: execution counts and timings dropped, pieces
 * of one stream that happened to arrive apart put together, every text in one string.
 */
export function settledOutputs(cell: NotebookCell): NotebookOutput[] {
  const settled: NotebookOutput[] = [];
  for (const output of cell.outputs ?? []) {
    const last = settled.at(-1);
    if (output.output_type === 'stream') {
      const name = output.name ?? 'stdout';
      const text = joined(output.text);
      if (last?.output_type === 'stream' && last.name === name) {
        settled[settled.length - 1] = { ...last, text: joined(last.text) + text };
      } else settled.push({ output_type: 'stream', name, text });
    } else if (output.output_type === 'error') {
      settled.push({ output_type: 'error', ename: output.ename ?? '', evalue: output.evalue ?? '' });
    } else {
      const data = Object.entries(output.data ?? {}).map(([type, value]) => [type, settledData(value)] as const);
      settled.push({
        output_type: 'display_data',
        data: Object.fromEntries(data.sort(([a], [b]) => (a < b ? -1 : 1))),
      });
    }
  }
  return settled;
}

function settledData(value: unknown): unknown {
  return Array.isArray(value) && value.every((line) => typeof line === 'string') ? value.join('') : value;
}

/**
 * Returns the text of the notebook file to commit: sources and outputs, and nothing that differs from run to run or from
 * machine to machine. Texts are split into lines, so that a change is read easily.
 */
export function notebookText(notebook: Notebook): string {
  const cells = notebook.cells.map((cell, i) => ({
    cell_type: cell.cell_type,
    id: cell.id ?? `cell-${i}`,
    metadata: {},
    source: lines(joined(cell.source)),
    ...(cell.cell_type === 'code' ? { execution_count: null, outputs: settledOutputs(cell).map(fileOutput) } : {}),
  }));
  const { kernelspec } = notebook.metadata;
  const file = {
    cells,
    metadata: { kernelspec, language_info: { name: 'typescript' } },
    nbformat: 4,
    nbformat_minor: 5,
  };
  return `${JSON.stringify(file, null, 1)}\n`;
}

function fileOutput(output: NotebookOutput): object {
  if (output.output_type === 'stream') return { ...output, text: lines(joined(output.text)) };
  if (output.output_type === 'error') return { ...output, traceback: [] };
  const data = Object.entries(output.data ?? {}).map(
    ([type, value]) => [type, typeof value === 'string' ? lines(value) : value] as const,
  );
  return { ...output, data: Object.fromEntries(data), metadata: {} };
}

function lines(text: string): string[] {
  return text === '' ? [] : text.split(/(?<=\n)/);
}
