import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, normalize } from 'node:path';
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

const types: Readonly<Record<string, string>> = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css' };

/** Serves a folder on 127.0.0.1, at a free port, until it is closed. */
export async function servedFolder(folder: string): Promise<{ origin: string; close(): void }> {
  const server: Server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://127.0.0.1');
    const file = join(folder, normalize(pathname === '/' ? '/index.html' : pathname));
    if (!file.startsWith(folder) || !existsSync(file)) response.writeHead(404).end();
    else response.writeHead(200, { 'content-type': types[extname(file)] ?? 'application/octet-stream' }).end(readFileSync(file));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    origin: `http://127.0.0.1:${port}`,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}
