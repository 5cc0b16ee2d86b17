import { describe, expect, it } from 'vitest';
import { unsourcedAmong } from './citations.mjs';
import { brokenFileLimits } from './file-limits.mjs';
import { leftBehind } from './leftovers.mjs';
import { plantedTree } from './planted-tree.js';
import { strangersAtTheTop } from './top-level.mjs';

const lines = (count: number): string => 'export {};\n'.repeat(count);

describe('the check of files', () => {
  it('lets files pass that just fit', () => {
    expect(brokenFileLimits(plantedTree({ 'src/a/fits.ts': lines(300), 'test/a/fits.test.ts': lines(400) }))).toEqual(
      [],
    );
  });

  it('finds files that are one line too long', () => {
    const root = plantedTree({ 'src/a/long.ts': lines(301), 'test/a/long.test.ts': lines(401) });
    expect(brokenFileLimits(root)).toEqual([
      'src/a/long.ts is too long: split it by concept (300 lines at most): 301',
      'test/a/long.test.ts is too long: split it by concept (400 lines at most): 401',
    ]);
  });

  it.each(['utils.ts', 'helper.ts', 'Misc.js', 'common.mjs', 'stuff.ts'])('finds the empty name %s', (name) => {
    expect(brokenFileLimits(plantedTree({ [`src/a/${name}`]: lines(1) }))).toHaveLength(1);
  });
});

describe('the check of what is left behind', () => {
  // Put together here, so that the check does not find them in this file.
  it.each([
    ['TO', 'DO: later'],
    ['FIX', 'ME'],
    ['it.on', 'ly('],
    ['it.sk', 'ip('],
    ['// @ts-ig', 'nore'],
    ['// oxlint-dis', 'able'],
    ["'/ho", "me/someone'"],
  ])('finds %s%s', (start, end) => {
    expect(leftBehind(plantedTree({ 'test/a.test.ts': `export {};\n${start}${end}\n` }))).toEqual([
      expect.stringMatching(/^test\/a\.test\.ts:2 holds /),
    ]);
  });

  it('lets ordinary text pass', () => {
    expect(
      leftBehind(plantedTree({ 'src/a.ts': "// only a method of today: https://a.b/home/c\nskip('x');\n" })),
    ).toEqual([]);
  });
});

describe('the check of the top level', () => {
  it('finds what does not belong there', () => {
    const root = plantedTree({ 'README.md': '', '.ci/run': '', 'docs/a.md': '', 'src/a.ts': '' });
    expect(strangersAtTheTop(root)).toEqual([
      'only the folders and files of the house may stand at the top level: docs',
    ]);
  });
});

describe('the check of citations', () => {
  const known = new Set(['a-message']);

  it('finds a default whose source does not exist', () => {
    const fields = [{ path: 'host.hz', source: 'nowhere', assumed: false }];
    expect(unsourcedAmong(fields, known)).toEqual([
      'source of host.hz is neither "assumed" nor in data/sources.json: nowhere',
    ]);
  });

  it('accepts a source that exists and a default that says it is assumed', () => {
    const fields = [
      { path: 'host.hz', source: 'a-message', assumed: false },
      { path: 'host.cpus', source: 'assumed', assumed: true },
    ];
    expect(unsourcedAmong(fields, known)).toEqual([]);
  });
});
