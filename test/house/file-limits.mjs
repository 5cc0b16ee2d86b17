// @ts-check
import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { sourceFiles } from './source-files.mjs';

/** The most lines that a file may have, by top-level folder. */
export const lineLimits = { src: 300, test: 400 };

const sayNothing = /^(utils?|helpers?|misc|common|stuff)\./i;

/**
 * Returns the files that are longer than their folder allows, and those whose name does not say what they hold.
 *
 * @param {string} root
 * @returns {string[]}
 */
export function brokenFileLimits(root) {
  return Object.entries(lineLimits).flatMap(([folder, limit]) =>
    sourceFiles(root, [folder], /\.(ts|mts|cts|js|mjs|cjs|py)$/).flatMap((path) => {
      const lines = readFileSync(join(root, path), 'utf8').split('\n').length - 1;
      const problems = [];
      if (lines > limit) problems.push(`${path} is too long: split it by concept (${limit} lines at most): ${lines}`);
      if (sayNothing.test(basename(path))) problems.push(`name says nothing; name it after its one concept: ${path}`);
      return problems;
    }),
  );
}
