// @ts-check
import { readdirSync } from 'node:fs';

const allowed = new Set([
  'package.json',
  'package-lock.json',
  'tsconfig.json',
  'vite.config.mjs',
  'vitest.config.ts',
  'notebooks',
  'src',
  'data',
  'test',
  'README.md',
  'CHANGELOG.md',
  'CONTRIBUTING.md',
  'LICENSE',
]);
const made = new Set(['node_modules', 'dist']);

/**
 * Returns what stands at the top of the repository and does not belong there.
 *
 * @param {string} root
 * @returns {string[]}
 */
export function strangersAtTheTop(root) {
  return readdirSync(root)
    .filter((name) => !name.startsWith('.') && !allowed.has(name) && !made.has(name) && !name.endsWith('.tgz'))
    .map((name) => `only the folders and files of the house may stand at the top level: ${name}`);
}
