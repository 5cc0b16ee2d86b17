import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { servePage, type PageServer } from '../../src/cli/serve.js';
import { directoryWith } from './fake-terminal.js';

let server: PageServer;
const directory = directoryWith({ 'index.html': '<!doctype html><p>here</p>', 'secret.txt': 'SECRET' });
const site = join(directory, 'site');

beforeAll(async () => {
  mkdirSync(join(site, 'assets'), { recursive: true });
  writeFileSync(join(site, 'index.html'), '<!doctype html><p>here</p>');
  writeFileSync(join(site, 'assets/app-1.js'), 'export {};');
  symlinkSync(join(directory, 'secret.txt'), join(site, 'link.txt'));
  server = await servePage(site, 0);
});

afterAll(() => server.close());

/** Sends bytes as they are, which no proper client would, and returns all that comes back. */
async function send(bytes: string, { hangUp = false } = {}): Promise<{ status: number; head: string; body: string }> {
  const socket = connect(server.port, '127.0.0.1');
  socket.write(bytes, 'latin1');
  if (hangUp) socket.end();
  const all = await text(socket);
  const [head = '', ...body] = all.split('\r\n\r\n');
  return { status: Number(head.split(' ')[1] ?? 0), head, body: body.join('\r\n\r\n') };
}

const request = (target: string, { method = 'GET', host = `127.0.0.1:${server.port}`, more = '' } = {}): string =>
  `${method} ${target} HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n${more}\r\n`;

describe('the server of the page', () => {
  it('serves the page and its files, with their types, and nothing else in the head of a HEAD', async () => {
    const page = await send(request('/'));
    expect(page.status).toBe(200);
    expect(page.head).toContain('content-type: text/html; charset=utf-8');
    expect(page.body).toBe('<!doctype html><p>here</p>');
    const script = await send(request('/assets/app-1.js?v=1'));
    expect(script.head).toContain('content-type: text/javascript; charset=utf-8');
    expect(script.body).toBe('export {};');
    expect(await send(request('/', { method: 'HEAD' }))).toMatchObject({ status: 200, body: '' });
  });

  it('answers to localhost as well as to its number', async () => {
    expect((await send(request('/', { host: `localhost:${server.port}` }))).status).toBe(200);
  });

  it('tells the browser to load nothing from elsewhere and to be framed by nobody, even when it refuses', async () => {
    for (const target of ['/', '/nowhere']) {
      const { head } = await send(request(target));
      expect(head).toMatch(/content-security-policy: default-src 'none'; script-src 'self'; .*frame-ancestors 'none'/);
      expect(head).not.toMatch(/unsafe-eval|script-src[^;]*unsafe|https?:/);
      expect(head).toContain('x-content-type-options: nosniff');
      expect(head).toContain('cross-origin-resource-policy: same-origin');
      expect(head).not.toMatch(/access-control-allow/i);
    }
  });

  it.each(['evil.example', '127.0.0.1', '127.0.0.1:1', 'localhost.evil.example', '', '127.0.0.1@evil.example'])(
    'refuses a request for the host %j',
    async (host) => {
      const { status, body } = await send(request('/', { host }));
      expect([400, 421]).toContain(status);
      expect(body).not.toContain('here');
    },
  );

  it.each(['POST', 'PUT', 'DELETE', 'OPTIONS', 'PATCH', 'TRACE', 'CONNECT', 'QUERY'])('refuses %s', async (method) => {
    const { status, body } = await send(request('/', { method }));
    expect([0, 400, 405]).toContain(status);
    expect(body).not.toContain('here');
  });

  it.each([
    ['/../secret.txt'],
    ['/assets/../../secret.txt'],
    ['/..%2fsecret.txt'],
    ['/%2e%2e/secret.txt'],
    ['/%2e%2e%2fsecret.txt'],
    ['/..\\secret.txt'],
    ['/....//secret.txt'],
    ['//secret.txt'],
    ['/./index.html'],
    ['/assets//app-1.js'],
    ['/assets/'],
    ['/assets'],
    ['/link.txt'],
    ['/index.html%00.js'],
    ['/index.html/'],
    ['/etc/passwd'],
    ['/__proto__'],
    ['/constructor'],
    ['file:///etc/passwd'],
    ['http://evil.example/'],
    ['*'],
  ])('does not find %s', async (target) => {
    const { status, body } = await send(request(target));
    expect(status).toBe(404);
    expect(body).not.toMatch(/SECRET|root:/);
  });

  it('refuses an address that is too long', async () => {
    expect((await send(request(`/${'a'.repeat(3000)}`))).status).toBe(414);
    expect((await send(request(`/${'a'.repeat(100_000)}`))).status).toBe(431);
  });

  it('outlives any bytes, and gives none of them a file outside', async () => {
    const targets = fc.oneof(
      fc.string({ unit: 'binary-ascii', maxLength: 40 }),
      fc.array(fc.constantFrom('..', '%2e', '/', '\\', 'secret.txt', 'assets', '%00', '?', '#', ';'), { maxLength: 8 }),
    );
    await fc.assert(
      fc.asyncProperty(targets, fc.boolean(), async (raw, whole) => {
        const bytes = Array.isArray(raw) ? raw.join('') : raw;
        const target = `/${bytes.replaceAll(/[\r\n]/g, '')}`;
        const { body } = whole ? await send(request(target)) : await send(`${bytes}\r\n\r\n`, { hangUp: true });
        expect(body).not.toContain('SECRET');
      }),
      { numRuns: 100 },
    );
    expect((await send(request('/'))).status).toBe(200);
  });

  it('listens on this machine alone', async () => {
    const other = new Promise((resolve) => {
      connect(server.port, '127.0.0.2')
        .once('connect', () => resolve('open'))
        .once('error', () => resolve('refused'));
    });
    expect(await other).toBe('refused');
  });

  it('ends at once, though somebody still listens', async () => {
    const another = await servePage(site, 0);
    const socket = connect(another.port, '127.0.0.1');
    const closed = new Promise((resolve) =>
      socket.once('close', () => resolve('closed')).once('error', () => undefined),
    );
    await new Promise((resolve) => socket.once('connect', resolve));
    socket.write('GET / HTTP/1.1\r\n');
    await another.close();
    expect(await closed).toBe('closed');
  });
});
