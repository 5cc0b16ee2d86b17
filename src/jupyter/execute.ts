/// <reference types="node" />
import { spawn } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { joined, parseNotebook, settledOutputs } from './notebook.js';
import type { Notebook } from './notebook.js';
import { endProcessesNaming } from './orphans.js';

/** Where Jupyter finds this project's kernels: put it into `JUPYTER_PATH`. */
export const kernelsPath = fileURLToPath(new URL('../../src/jupyter/kernelspec', import.meta.url));

/** How a notebook is executed. */
export interface ExecuteOptions {
  /** Longest time a cell may take [s, default 120]. */
  readonly cellTimeoutSec?: number;
  /** Longest time the whole may take, start of Jupyter included [s, default 300]. */
  readonly timeoutSec?: number;
}

/**
 * Loaded into the kernel before tslab, which only logs a promise that is rejected without anybody waiting for it, and an exception
 * in a timer, where no client sees them: here they end the kernel, as they end Node.
 */
const endOnUnhandled = `
  import { writeSync } from 'node:fs';
  for (const event of ['unhandledRejection', 'uncaughtException'])
    process.on(event, (reason) => {
      writeSync(2, 'nobody handled: ' + (reason?.stack ?? reason) + '\\n');
      process.exit(70);
    });`;

/** The end of one run of nbconvert. */
interface Run {
  /** Exit code; null where the time was over. */
  code: number | null;
  log: string;
  notebook: Notebook | undefined;
}

/**
 * Returns the notebook with the outputs of a run from top to bottom in a fresh kernel, by real Jupyter.
 *
 * Throws where a cell fails, naming the cell and what it said. A cell counts as failed also if it only wrote to stderr: plain
 * tslab sends no error messages; a syntax error, a type error, an exception or a rejected promise leave text there and nothing else.
 * @param path - the notebook file; it is only read
 * @param options - time limits
 */
export async function executeNotebook(path: string, options: ExecuteOptions = {}): Promise<Notebook> {
  const run = await convert(path, options, false);
  if (run.code === null)
    throw new Error(`notebook took longer than ${options.timeoutSec ?? 300} s: ${path}\n${run.log}`);
  const failed = run.notebook ? faultOf(run.notebook) : undefined;
  if (run.notebook && run.code === 0 && failed === undefined) return run.notebook;
  // Jupyter stops at a failing cell without writing the notebook; another run that goes on tells what the cell said.
  const told = failed ?? faultOf((await convert(path, options, true)).notebook);
  throw new Error(`notebook failed: ${path}\n${told ?? run.log}`);
}

/** Returns what the first failed cell of an executed notebook said, or undefined where none failed. */
export function faultOf(notebook: Notebook | undefined): string | undefined {
  for (const [i, cell] of (notebook?.cells ?? []).entries()) {
    for (const { output_type, name, text, ename, evalue } of settledOutputs(cell)) {
      const said = output_type === 'error' ? `${ename}: ${evalue}` : name === 'stderr' ? joined(text) : undefined;
      if (said !== undefined) return `cell ${i}: ${said}\n${joined(cell.source)}`;
    }
  }
  return undefined;
}

async function convert(path: string, options: ExecuteOptions, goOn: boolean): Promise<Run> {
  const directory = mkdtempSync(join(tmpdir(), 'quiescent-notebook-'));
  const log = openSync(join(directory, 'log'), 'w');
  const args = ['nbconvert', '--to', 'notebook', '--execute', basename(path), '--output-dir', directory];
  args.push('--output', 'executed.ipynb', '--ExecutePreprocessor.record_timing=False');
  args.push(`--ExecutePreprocessor.timeout=${options.cellTimeoutSec ?? 120}`, ...(goOn ? ['--allow-errors'] : []));
  try {
    // Output goes to a file, for a kernel that outlives its client would keep a pipe open; the run's own directories keep out
    // what the user has configured, and make the kernel's command line recognisable.
    const child = spawn('jupyter', args, {
      cwd: dirname(path),
      stdio: ['ignore', log, log],
      env: {
        ...process.env,
        PATH: [dirname(process.execPath), process.env['PATH'] ?? ''].join(delimiter),
        NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(endOnUnhandled)}`,
        JUPYTER_PATH: kernelsPath,
        JUPYTER_CONFIG_DIR: join(directory, 'config'),
        JUPYTER_DATA_DIR: join(directory, 'data'),
        JUPYTER_RUNTIME_DIR: join(directory, 'runtime'),
        TMPDIR: directory,
        PYDEVD_DISABLE_FILE_VALIDATION: '1',
      },
    });
    const code = await new Promise<number | null>((resolve, reject) => {
      const timer = setTimeout(
        () => {
          child.kill('SIGKILL');
          resolve(null);
        },
        (options.timeoutSec ?? 300) * 1000,
      );
      child.on('error', (error) => {
        clearTimeout(timer);
        reject(new Error(`jupyter does not start; install jupyter-nbconvert: ${error.message}`));
      });
      child.on('exit', (exitCode) => {
        clearTimeout(timer);
        resolve(exitCode ?? 1);
      });
    });
    const written = code === 0 ? parseNotebook(readFileSync(join(directory, 'executed.ipynb'), 'utf8')) : undefined;
    return { code, log: readFileSync(join(directory, 'log'), 'utf8'), notebook: written };
  } finally {
    closeSync(log);
    await endProcessesNaming(directory);
    rmSync(directory, { recursive: true, force: true });
  }
}
