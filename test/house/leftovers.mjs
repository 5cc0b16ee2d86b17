// @ts-check
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { sourceFiles } from './source-files.mjs';

// Bracketed letters keep this file from matching itself.
const leftovers = [
  { pattern: /\b(TOD[O]|FIXM[E]|XX[X]|HAC[K])\b/, what: 'unfinished work' },
  { pattern: /\.(onl[y]|ski[p])\(/, what: 'a test that hides tests' },
  { pattern: /@ts-(ignor[e]|nochec[k])|(es|ox)lint-disabl[e]/, what: 'a check switched off' },
  { pattern: /(?<![\w.])\/(home|root|Users)\/[a-z]|\/work\/[a-z]/, what: 'a path of one machine' },
];

/**
 * Returns the lines that must not stay in the repository, each with its place.
 *
 * @param {string} root
 * @returns {string[]}
 */
export function leftBehind(root) {
  return sourceFiles(root, ['src', 'test', 'notebooks'], /\.(ts|mts|js|mjs|cjs|py|html|ipynb|json|md|css)$/).flatMap(
    (path) =>
      readFileSync(join(root, path), 'utf8')
        .split('\n')
        .flatMap((line, index) =>
          leftovers
            .filter(({ pattern }) => pattern.test(line))
            .map(({ what }) => `${path}:${index + 1} holds ${what}: ${line.trim().slice(0, 100)}`),
        ),
  );
}
