import { readdir } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';

/** Returns the plain files below a directory, by their paths in it, with `/` between the parts; links are left out. */
export async function siteFiles(directory: string): Promise<ReadonlySet<string>> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  const paths = entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(directory, join(entry.parentPath, entry.name)).split(sep).join('/'));
  return new Set(paths);
}
