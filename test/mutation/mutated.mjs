// @ts-check
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { sourceFiles } from '../house/source-files.mjs';

/** The folders of src in which every test must notice a planted mistake: what RCU does, what policies decide, what is counted. */
export const mutatedFolders = ['policies', 'kernel', 'record'];

/** The least share of mutants that tests must notice, in each of them [%]. */
export const leastScore = 85;

/** Where a run leaves its reports. */
export const output = '.test-output/mutation';

/**
 * Returns the files of a folder that are mutated, with a short hash of what each held.
 *
 * @param {string} root
 * @param {string} folder
 * @returns {Record<string, string>}
 */
export function hashedFiles(root, folder) {
  const paths = sourceFiles(root, [`src/${folder}`], /\.ts$/).sort();
  return Object.fromEntries(paths.map((path) => [path, shortHash(readFileSync(join(root, path)))]));
}

/** @param {Buffer} content */
function shortHash(content) {
  return createHash('sha256').update(content).digest('hex').slice(0, 12);
}
