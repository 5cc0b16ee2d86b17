// @ts-check
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setUpSystem } from '../setup/system.mjs';
import { unsourcedDefaults } from './citations.mjs';
import { complaints, runCommand } from './command.mjs';
import { brokenFileLimits } from './file-limits.mjs';
import { leftBehind } from './leftovers.mjs';
import { impurities } from './purity.mjs';
import { checked, vitestTally } from './tally.mjs';
import { strangersAtTheTop } from './top-level.mjs';
import { tslabComplaints } from './tslab-declarations.mjs';

/** @typedef {import('./tally.mjs').Tally} Tally */

/**
 * @typedef {object} Stage
 * @property {string} name - to run it alone: `npm test -- NAME`
 * @property {'setup' | 'static' | 'build' | 'tests'} kind - `npm test -- KIND` runs all of a kind
 * @property {string} claim - what holds when it passes
 * @property {(root: string) => Promise<Tally> | Tally} run
 */

const tsc = 'node_modules/typescript/bin/tsc';

/**
 * @param {string} path - of a script inside node_modules
 * @param {...string} args
 */
const tool =
  (path, ...args) =>
  /** @param {string} root */
  async (root) =>
    checked(await complaints(process.execPath, [path, ...args], root));

/**
 * @param {(root: string) => string[] | Promise<string[]>} find
 */
const check =
  (find) =>
  /** @param {string} root */
  async (root) =>
    checked(await find(root));

/**
 * Everything that `npm test` runs, in this order.
 *
 * @type {readonly Stage[]}
 */
export const stages = [
  {
    name: 'system',
    kind: 'setup',
    claim: 'Jupyter, Chromium, a C compiler and SimPy are on this machine',
    run: () => checked(setUpSystem((line) => process.stdout.write(`  ${line}\n`))),
  },
  {
    name: 'format',
    kind: 'static',
    claim: 'every file is formatted as prettier would',
    run: tool('node_modules/prettier/bin/prettier.cjs', '--check', '--log-level', 'warn', '.'),
  },
  {
    name: 'lint',
    kind: 'static',
    claim: 'no lint rule is broken',
    run: tool('node_modules/oxlint/bin/oxlint', '--deny-warnings', '--quiet', '--format', 'unix', '.'),
  },
  {
    name: 'types',
    kind: 'static',
    claim: 'the source has the types it says, and no syntax that types cannot erase',
    run: tool(tsc, '--noEmit', '--erasableSyntaxOnly', '-p', '.'),
  },
  { name: 'test-types', kind: 'static', claim: 'the tests have the types they say', run: tool(tsc, '-p', 'test') },
  {
    name: 'layers',
    kind: 'static',
    claim: 'each folder imports only from itself and from those before it',
    run: tool(
      'node_modules/dependency-cruiser/bin/dependency-cruise.mjs',
      '--config',
      '.dependency-cruiser.mjs',
      '--output-type',
      'err-long',
      'src',
    ),
  },
  {
    name: 'dead-code',
    kind: 'static',
    claim: 'every file, export and dependency is used',
    run: tool('node_modules/knip/bin/knip.js', '--no-progress'),
  },
  {
    name: 'file-limits',
    kind: 'static',
    claim: 'no file is longer than its limit, and each is named after what it holds',
    run: check(brokenFileLimits),
  },
  { name: 'purity', kind: 'static', claim: 'the core computes the same bits everywhere', run: check(impurities) },
  { name: 'leftovers', kind: 'static', claim: 'nothing unfinished is left behind', run: check(leftBehind) },
  {
    name: 'top-level',
    kind: 'static',
    claim: 'nothing strange stands at the top level',
    run: check(strangersAtTheTop),
  },
  {
    name: 'build',
    kind: 'build',
    claim: 'the library builds from nothing',
    run: async (root) => {
      rmSync(join(root, 'dist'), { recursive: true, force: true });
      return checked(await complaints('npm', ['run', '--silent', 'build:lib'], root));
    },
  },
  {
    name: 'tslab-types',
    kind: 'build',
    claim: "tslab's own TypeScript understands the declarations",
    run: check((root) => tslabComplaints(root, 'test/house/tslab-types.ts')),
  },
  {
    name: 'citations',
    kind: 'build',
    claim: 'every default of a scenario leads to a source, or says that it is assumed',
    run: check(unsourcedDefaults),
  },
  {
    name: 'page',
    kind: 'build',
    claim: 'the page builds',
    run: check((root) => complaints('npm', ['run', '--silent', 'build:page'], root)),
  },
  {
    name: 'tests',
    kind: 'tests',
    claim: 'every test passes, in real Jupyter and real Chromium too',
    run: async (root) => {
      const report = join(root, '.test-output/vitest.json');
      rmSync(report, { force: true });
      const args = ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
      const { code } = await runCommand(process.execPath, ['node_modules/vitest/vitest.mjs', ...args], {
        cwd: root,
        show: true,
      });
      const text = existsSync(report) ? readFileSync(report, 'utf8').replaceAll(`${root}/`, '') : 'null';
      return vitestTally(JSON.parse(text), code);
    },
  },
];
