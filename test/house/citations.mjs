// @ts-check
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

/**
 * Returns the fields of a scenario, as built, whose default is neither sourced nor said to be assumed.
 *
 * @param {string} root
 * @returns {Promise<string[]>}
 */
export async function unsourcedDefaults(root) {
  const { fields } = await import(pathToFileURL(join(root, 'dist/scenario/index.js')).href);
  const sources = JSON.parse(readFileSync(join(root, 'data/sources.json'), 'utf8'));
  return unsourcedAmong(fields, sourceIds(sources));
}

/**
 * @param {unknown} sources - a list of entries with an id, or entries by id
 * @returns {ReadonlySet<string>}
 */
function sourceIds(sources) {
  if (Array.isArray(sources)) return new Set(sources.map(({ id }) => id));
  return new Set(Object.keys(/** @type {object} */ (sources)));
}

/**
 * @param {readonly { path: string, source: string, assumed: boolean }[]} fields
 * @param {ReadonlySet<string>} known - ids of data/sources.json
 * @returns {string[]}
 */
export function unsourcedAmong(fields, known) {
  return fields
    .filter(({ source, assumed }) => !assumed && !known.has(source))
    .map(({ path, source }) => `source of ${path} is neither "assumed" nor in data/sources.json: ${source}`);
}
