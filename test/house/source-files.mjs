// @ts-check
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Returns the files under some folders of the repository as sorted paths relative to its root.
 *
 * @param {string} root
 * @param {readonly string[]} folders - relative to the root; one that does not exist holds nothing
 * @param {RegExp} pattern - of the paths wanted
 * @returns {string[]}
 */
export function sourceFiles(root, folders, pattern) {
  const found = folders.flatMap((folder) => {
    if (!existsSync(join(root, folder))) return [];
    return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name).slice(join(root, '/').length));
  });
  return found.filter((path) => pattern.test(path)).toSorted();
}
