import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { pagePolicy } from './page-policy.js';
import { siteFiles } from './site-files.js';

/** A server of the page, on this machine only. */
export interface PageServer {
  readonly port: number;
  /** Ends it, also for those who still listen. */
  close(): Promise<void>;
}

/** The only address that is listened on. */
export const address = '127.0.0.1';

const longestUrl = 2048;

const contentTypes: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.map': 'application/json; charset=utf-8',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.wasm': 'application/wasm',
  '.woff2': 'font/woff2',
};

/** Nothing comes from elsewhere, and nobody else may show the page or use its files. */
const headers: Readonly<Record<string, string>> = {
  'cache-control': 'no-cache',
  'content-security-policy': [...pagePolicy, "frame-ancestors 'none'"].join('; '),
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
};

/**
 * Returns a server of the files of a directory, once it listens.
 *
 * A file is served only if a listing of the directory names it exactly so; an address is never put together from a request.
 * Requests that name another host are refused, so that no other page can reach this one by a name of its own.
 *
 * @param port - [none, 0..65535; 0: a free one]
 */
export async function servePage(directory: string, port: number): Promise<PageServer> {
  const server = createServer((request, response) => {
    answer(directory, request, response).catch(() => refuse(response, 500, 'the page could not be read'));
  });
  await listen(server, port);
  const { port: taken } = server.address() as AddressInfo;
  return {
    port: taken,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ host: address, port, exclusive: true }, resolve);
  });
}

async function answer(directory: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { method = '', url = '' } = request;
  const { port } = request.socket.address() as AddressInfo;
  if (request.headers.host !== `${address}:${port}` && request.headers.host !== `localhost:${port}`) {
    refuse(response, 421, `this server answers for ${address}:${port} only`);
    return;
  }
  if (method !== 'GET' && method !== 'HEAD') {
    response.setHeader('allow', 'GET, HEAD');
    refuse(response, 405, 'only GET and HEAD');
    return;
  }
  if (url.length > longestUrl) {
    refuse(response, 414, 'the address is too long');
    return;
  }
  const path = /^[^?#]*/.exec(url)?.[0] ?? '';
  const name = path === '/' ? 'index.html' : path.slice(1);
  if (!path.startsWith('/') || !(await siteFiles(directory)).has(name)) {
    refuse(response, 404, 'no such page');
    return;
  }
  const body = await readFile(join(directory, name));
  const type = contentTypes[extname(name)] ?? 'application/octet-stream';
  response.writeHead(200, { ...headers, 'content-type': type, 'content-length': body.length });
  response.end(method === 'HEAD' ? undefined : body);
}

function refuse(response: ServerResponse, status: number, reason: string): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  response.writeHead(status, { ...headers, 'content-type': 'text/plain; charset=utf-8', connection: 'close' });
  response.end(`${reason}\n`);
}
