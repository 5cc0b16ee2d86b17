import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import last from './last-result.json' with { type: 'json' };
import { hashedFiles, mutatedFolders } from './mutated.mjs';
import { resultProblems } from './result-problems.mjs';
import { countsOf, mutants, resultTable, score, type Result } from './result.mjs';

const root = resolve(import.meta.dirname, '../..');
const present = (folder: string) => hashedFiles(root, folder);

describe('the last mutation run', () => {
  it('covers the files that stand in src, and tests noticed enough of their mutants', () => {
    expect(resultProblems(last, present)).toEqual([]);
  });

  it('is the one whose table people read', () => {
    expect(readFileSync(new URL('README.md', import.meta.url), 'utf8')).toContain(resultTable(last));
  });
});

describe('a recorded result', () => {
  const files = Object.fromEntries(['a', 'b', 'c', 'd'].map((name) => [`src/x/${name}.ts`, `hash of ${name}`]));
  const counts = { killed: 80, timeout: 5, survived: 10, noCoverage: 5 };
  const folders = Object.fromEntries(mutatedFolders.map((folder) => [folder, { counts, files }]));
  const result: Result = { stryker: '9.6.1', folders };
  const kernel = (change: object): Result => ({
    ...result,
    folders: { ...folders, kernel: { counts, files, ...change } },
  });

  it('stands while a quarter of its files changed', () => {
    expect(resultProblems(result, () => files)).toEqual([]);
    expect(resultProblems(result, () => ({ ...files, 'src/x/a.ts': 'changed' }))).toEqual([]);
  });

  it('falls with the score, a folder left out, a file that came or went, and more changes', () => {
    const poor = { ...counts, killed: 79, survived: 11 };
    expect(resultProblems(kernel({ counts: poor }), () => files)).toHaveLength(1);
    expect(resultProblems(kernel({ files: { ...files, 'src/x/gone.ts': '' } }), () => files)).toHaveLength(1);
    expect(resultProblems({ ...result, folders: {} }, () => files)).toHaveLength(mutatedFolders.length);
    expect(resultProblems(result, () => ({ ...files, 'src/x/new.ts': '' }))).toHaveLength(mutatedFolders.length);
    const two = { ...files, 'src/x/a.ts': 'changed', 'src/x/b.ts': 'changed' };
    expect(resultProblems(result, () => two)).toHaveLength(mutatedFolders.length);
  });
});

describe('the score', () => {
  it('counts what a test noticed or what never ended, out of all that could be run', () => {
    const statuses = [
      'Killed',
      'Killed',
      'Timeout',
      'Survived',
      'NoCoverage',
      'CompileError',
      'RuntimeError',
      'Ignored',
    ];
    const counts = countsOf(statuses.map((status) => ({ status })));
    expect(counts).toEqual({ killed: 2, timeout: 1, survived: 1, noCoverage: 1 });
    expect([mutants(counts), score(counts)]).toEqual([5, 60]);
  });
});
