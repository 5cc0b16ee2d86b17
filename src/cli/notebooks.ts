/// <reference types="node" />
import { readdirSync } from 'node:fs';
import type { Command } from 'commander';
import { exitCodes, type Session } from './terminal.js';

/** Adds `notebooks`: runs them in Jupyter and compares their outputs with the committed ones, or keeps the new ones. */
export function addNotebooks(program: Command, session: Session): void {
  program
    .command('notebooks')
    .summary('run the notebooks in Jupyter and compare their outputs')
    .argument('[files...]', 'notebooks [default: all in notebooks/]')
    .option('--write', 'keep the outputs of this run')
    .addHelpText('after', '\nNeeds Jupyter (jupyter-nbconvert). Exit code 1: an output differs.')
    .action(async (files: string[], { write = false }: { write?: boolean }) => {
      const { checkNotebook, describeDifference } = await import('../jupyter/index.js');
      for (const path of files.length > 0 ? files : allNotebooks()) {
        const differences = await checkNotebook(path, { write });
        const count = differences.length === 1 ? '1 difference' : `${differences.length} differences`;
        session.terminal.out.write(`${path}: ${count}${write ? ', written' : ''}\n`);
        if (write || differences.length === 0) continue;
        for (const difference of differences) session.terminal.out.write(`${describeDifference(difference)}\n`);
        session.exitCode = exitCodes.no;
      }
    });
}

function allNotebooks(): string[] {
  return readdirSync('notebooks')
    .filter((name) => name.endsWith('.ipynb'))
    .sort()
    .map((name) => `notebooks/${name}`);
}
