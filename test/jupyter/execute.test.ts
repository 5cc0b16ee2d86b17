import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { checkNotebook, executeNotebook, kernelsPath, notebookText } from '../../src/jupyter/index.js';
import { processesNaming } from '../../src/jupyter/orphans.js';

const directory = mkdtempSync(join(tmpdir(), 'quiescent-test-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

/** Writes a notebook of these code cells and returns its path. */
function written(name: string, ...sources: string[]): string {
  const path = join(directory, `${name}.ipynb`);
  const cells = sources.map((source, i) => ({ cell_type: 'code', id: `cell-${i}`, source, outputs: [] }));
  const kernelspec = { display_name: 'TypeScript (tslab)', language: 'typescript', name: 'quiescent-tslab' };
  writeFileSync(path, notebookText({ cells, metadata: { kernelspec }, nbformat: 4, nbformat_minor: 5 }));
  return path;
}

describe('the kernelspec', () => {
  const file = join(kernelsPath, 'kernels/quiescent-tslab/kernel.json');
  const { argv } = JSON.parse(readFileSync(file, 'utf8')) as { argv: string[] };

  test('holds no absolute path and finds tslab from its own place', () => {
    for (const argument of argv) expect(argument).not.toMatch(/^\//);
    const script = argv[1]!.replace('{resource_dir}', resolve(file, '..'));
    expect(existsSync(script)).toBe(true);
  });

  test('is found by Jupyter through JUPYTER_PATH', () => {
    const env = { ...process.env, JUPYTER_PATH: kernelsPath };
    const list = execFileSync('jupyter', ['kernelspec', 'list', '--json'], { encoding: 'utf8', env, stdio: 'pipe' });
    const { kernelspecs } = JSON.parse(list) as { kernelspecs: Record<string, { resource_dir: string }> };
    expect(kernelspecs['quiescent-tslab']?.resource_dir).toBe(resolve(file, '..'));
  });
});

describe('real Jupyter', () => {
  test('runs TypeScript, shows rich output, and writes it so that the next run differs nowhere', async () => {
    const path = written(
      'good',
      "import { display } from 'tslab';\nconst n: number = 20;\ndisplay.html('<b>' + n + '</b>');",
      "console.log('twice', 2 * n);\ndisplay.svg('<svg xmlns=\"http://www.w3.org/2000/svg\"></svg>');",
    );
    const before = await checkNotebook(path, { write: true });
    expect(before.map(({ cell }) => cell)).toEqual([0, 1, 1]);
    const file = readFileSync(path, 'utf8');
    expect(file).toContain('twice 40');
    expect(file).toContain('image/svg+xml');
    expect(await checkNotebook(path)).toEqual([]);
    expect(readFileSync(path, 'utf8')).toBe(file);
  });

  test.each([
    ['a syntax error', ['const q = ;'], 'Expression expected'],
    ['an exception in a later cell', ['1', 'null.x', '2'], 'cell 1'],
    [
      'a rejected promise that nobody waits for',
      ["void Promise.reject(new Error('forgotten')); 1", 'await new Promise((r) => setTimeout(r, 50));'],
      'forgotten',
    ],
    ['a process that ends itself', ['process.exit(3)'], 'Kernel died'],
  ])('fails on %s, and tells it', async (what, sources, said) => {
    const path = written(what.replaceAll(' ', '-'), ...sources);
    await expect(executeNotebook(path)).rejects.toThrow(said);
  });

  test('gives up on a cell that does not end, and leaves no kernel behind', async () => {
    const started = join(directory, 'started');
    const path = written('endless', `require('fs').writeFileSync(${JSON.stringify(started)}, '');\nwhile (true) {}`);
    // A temporary directory of its own tells this run's processes from those of a run beside it.
    const { TMPDIR } = process.env;
    process.env['TMPDIR'] = directory;
    try {
      await expect(executeNotebook(path, { timeoutSec: 15 })).rejects.toThrow('took longer than 15 s');
    } finally {
      if (TMPDIR === undefined) delete process.env['TMPDIR'];
      else process.env['TMPDIR'] = TMPDIR;
    }
    expect(existsSync(started)).toBe(true);
    expect(processesNaming(directory)).toEqual([]);
  });
});
