import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { describe, expect, it } from 'vitest';
import { policies } from '../../src/policies/index.js';
import { runCommandLine } from '../../src/cli/program.js';
import { directoryWith, fakeTerminal, quiescent } from './fake-terminal.js';

const site = directoryWith({ 'index.html': '<!doctype html><p>here</p>' });
const short = ['start', '-d', '50ms', '--set', 'run.warmupSec=0'];

/** Starts, fetches the page once its address is printed, and ends it as Ctrl-C would. */
async function visit(args: readonly string[]): Promise<{ code: number; out: string; url: string; page: string }> {
  const { terminal, written } = fakeTerminal();
  let interrupt = (): void => undefined;
  const listening = new Promise<void>((resolve) => {
    const write = terminal.out.write.bind(terminal.out);
    Object.assign(terminal.out, {
      write(text: string) {
        write(text);
        if (text.includes('http://')) resolve();
      },
    });
    Object.assign(terminal, {
      onInterrupt(listener: (signal: 'SIGINT') => void) {
        interrupt = () => listener('SIGINT');
        return () => undefined;
      },
    });
  });
  const ended = runCommandLine(args, terminal, site);
  await listening;
  const url = /http:\/\/\S+/.exec(written.out)?.[0] ?? '';
  const page = await (await fetch(url)).text();
  interrupt();
  return { code: await ended, out: written.out, url, page };
}

describe('start', () => {
  it('prints the comparison of all policies, then serves the page on a free port and says where, until Ctrl-C', async () => {
    const { code, out, url, page } = await visit(short);
    for (const { id } of policies) expect(out.indexOf(`\n${id} `)).toBeLessThan(out.indexOf(url));
    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/#v1&preset=discussion&run\.durationSec=0\.05&run\.warmupSec=0$/);
    expect({ code, page }).toEqual({ code: 0, page: '<!doctype html><p>here</p>' });
    await expect(fetch(url)).rejects.toThrow();
  });

  it('ends after the table under --no-serve, whether or not the page is built', async () => {
    const { code, out } = await quiescent([...short, '--no-serve'], { site: '/nowhere' });
    expect(code).toBe(0);
    expect(out).not.toContain('http://');
  });

  it('says how to build the page where it is not, before it computes anything', async () => {
    const { code, out, err } = await quiescent(short, { site: '/nowhere' });
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain('npm run build');
  });

  it('says so when the port is taken', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => other.once('listening', resolve));
    const { port } = other.address() as AddressInfo;
    const { code, out, err } = await quiescent([...short, '--port', String(port)], { site });
    other.close();
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toBe(`error: port is in use; leave --port out for a free one: ${port}\n`);
  });

  it('does not serve after a Ctrl-C during the comparison, which prints what was known', async () => {
    const { code, out } = await quiescent(['start', '-d', '10h'], { site, interruptAt: 9 });
    expect(code).toBe(130);
    expect(out).toContain('STOPPED EARLY');
    expect(out).not.toContain('http://');
  });
});
