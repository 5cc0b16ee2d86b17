import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** Where the built pages lie. */
export const siteFolder = join(root, '.site');

const changedAt = (path: string): number =>
  statSync(path).isDirectory()
    ? Math.max(0, ...readdirSync(path).map((name) => changedAt(join(path, name))))
    : statSync(path).mtimeMs;

/** Builds the pages where they are missing or older than what they are made of; a build that fails throws. */
export async function builtSite(): Promise<string> {
  const page = join(siteFolder, 'workbook.html');
  const sources = ['src', 'notebooks/workbook.html', 'vite.config.mjs'].map((path) => join(root, path));
  if (!existsSync(page) || sources.some((path) => changedAt(path) > statSync(page).mtimeMs)) {
    await build({ configFile: join(root, 'vite.config.mjs'), logLevel: 'warn' });
  }
  return siteFolder;
}
