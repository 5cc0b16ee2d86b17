// @ts-check
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

/**
 * Returns the policies of the built library whose citation leads nowhere, and the fields of a scenario whose default is
 * neither sourced nor said to be assumed.
 *
 * @param {string} root
 * @returns {Promise<string[]>}
 */
export async function unsourced(root) {
  /** @param {string} path */
  const built = (path) => import(pathToFileURL(join(root, 'dist', path)).href);
  const { policies } = await built('policies/index.js');
  const { fields } = await built('scenario/index.js');
  const sources = JSON.parse(readFileSync(join(root, 'data/sources.json'), 'utf8'));
  return unsourcedAmong({ policies, fields, known: sourceIds(sources) });
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
 * @param {object} library
 * @param {readonly { id: string, citation: { author: string, date: string, source: string } }[]} library.policies
 * @param {readonly { path: string, source: string, assumed: boolean }[]} library.fields
 * @param {ReadonlySet<string>} library.known - ids of data/sources.json
 * @returns {string[]}
 */
export function unsourcedAmong({ policies, fields, known }) {
  const ofPolicies = policies.flatMap(({ id, citation: { author, date, source } }) => {
    const problems = [];
    if (author.trim() === '') problems.push(`policy has no author: ${id}`);
    if (!/^\d{4}-\d\d-\d\d$/.test(date)) problems.push(`date of policy ${id} is not ISO 8601: ${date}`);
    if (!known.has(source)) problems.push(`source of policy ${id} is not in data/sources.json: ${source}`);
    return problems;
  });
  const ofFields = fields.flatMap(({ path, source, assumed }) =>
    assumed || known.has(source) ? [] : [`source of ${path} is neither "assumed" nor in data/sources.json: ${source}`],
  );
  return [...ofPolicies, ...ofFields];
}
