// @ts-check
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runCommand } from '../house/command.mjs';
import { hashedFiles, leastScore, mutatedFolders, output } from './mutated.mjs';
import { countsOf, mutants, resultTable, score } from './result.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const root = resolve(here, '../..');
const resultFile = join(here, 'last-result.json');
const readmeFile = join(here, 'README.md');
const tablePattern = /\| folder[^]*?\n\n/;

/** @param {string} line */
const say = (line) => process.stdout.write(`${line}\n`);

/**
 * Returns the folder to which an argument belongs, and what of it to mutate.
 *
 * @param {string} wanted - `kernel`, or `src/kernel/halt.ts`
 */
function target(wanted) {
  const folder = mutatedFolders.find((each) => wanted === each || wanted.startsWith(`src/${each}/`));
  if (folder === undefined) {
    const known = mutatedFolders.join(', ');
    throw new RangeError(`nothing to mutate (any of ${known}, or a file such as src/kernel/halt.ts): ${wanted}`);
  }
  return { folder, whole: wanted === folder, files: wanted === folder ? `src/${folder}/**/*.ts` : wanted };
}

/**
 * Leaves to the next run only what a test noticed in the last one: new tests may notice the rest, and on a machine that is less
 * busy it may end in time.
 *
 * @param {string} folder
 */
function keepKilled(folder) {
  const file = join(root, output, `${folder}-incremental.json`);
  if (!existsSync(file)) return;
  /** @type {{ files: Record<string, { mutants: { status: string }[] }> }} */
  const last = JSON.parse(readFileSync(file, 'utf8'));
  for (const each of Object.values(last.files)) {
    each.mutants = each.mutants.filter(({ status }) => status === 'Killed');
  }
  writeFileSync(file, JSON.stringify(last));
}

/**
 * Mutates a folder or a file, and returns what became of each mutant.
 *
 * @param {{ folder: string, files: string }} target
 * @returns {Promise<readonly { status: string }[]>}
 */
async function mutate({ folder, files }) {
  keepKilled(folder);
  const stryker = join(root, 'node_modules/@stryker-mutator/core/bin/stryker.js');
  const environment = { MUTATED: folder, MUTATE: files };
  const args = [stryker, 'run', 'test/mutation/stryker.config.mjs'];
  const { code } = await runCommand(process.execPath, args, { cwd: root, show: true, environment });
  if (code !== 0) throw new Error(`stryker ended with ${code} on ${files}`);
  /** @type {{ files: Record<string, { mutants: { status: string }[] }> }} */
  const report = JSON.parse(readFileSync(join(root, output, `${folder}.json`), 'utf8'));
  return Object.values(report.files).flatMap((file) => file.mutants);
}

/**
 * Writes down the result of a whole folder, in the file and in the table that people read.
 *
 * @param {string} folder
 * @param {import('./result.mjs').FolderResult} folderResult
 */
function record(folder, folderResult) {
  /** @type {import('./result.mjs').Result} */
  const last = JSON.parse(readFileSync(resultFile, 'utf8'));
  const stryker = createRequire(import.meta.url)('@stryker-mutator/core/package.json').version;
  const folders = { ...last.folders, [folder]: folderResult };
  const result = { stryker, folders };
  writeFileSync(resultFile, `${JSON.stringify(result, null, 2)}\n`);
  writeFileSync(readmeFile, readFileSync(readmeFile, 'utf8').replace(tablePattern, `${resultTable(result)}\n\n`));
}

const wanted = process.argv.slice(2);
for (const each of (wanted.length > 0 ? wanted : mutatedFolders).map(target)) {
  const files = hashedFiles(root, each.folder);
  const counts = countsOf(await mutate(each));
  if (each.whole) record(each.folder, { counts, files });
  const enough = score(counts) >= leastScore;
  if (!enough) process.exitCode = 1;
  say(`${enough ? '✔' : '✖'} ${each.files}: tests notice ${score(counts).toFixed(1)} % of ${mutants(counts)} mutants`);
}
