import { describe, expect, it } from 'vitest';
import type { ComparisonJson } from '../../src/cli/compare-json.js';
import { compare, version } from '../../src/record/index.js';
import { runQuiescent, startOnTerminal, startQuiescent } from './process.js';

const quick = ['compare', '-d', '300ms', '--policies', 'mainline,patience'];
const endless = ['compare', '-d', '100000s', '--policies', 'mainline', '--set', 'run.warmupSec=0'];

describe('the program as a process', () => {
  it('prints the digest that the library computes, twice the same', async () => {
    const [one, two] = await Promise.all([runQuiescent([...quick, '--json']), runQuiescent([...quick, '--json'])]);
    expect(one).toEqual(two);
    expect({ code: one.code, err: one.err }).toEqual({ code: 0, err: '' });
    const { digest } = compare({ run: { durationSec: 0.3 } }, { policies: ['mainline', 'patience'] });
    expect((JSON.parse(one.out) as ComparisonJson).digest).toBe(digest);
  });

  it('takes the scenario it printed from its input', async () => {
    const { out } = await runQuiescent(['scenario', '--preset', 'nested', '--seed', '4', '-d', '200ms']);
    const [direct, piped] = await Promise.all([
      runQuiescent(['compare', '--policies', 'oracle', '--json', '--preset', 'nested', '--seed', '4', '-d', '200ms']),
      runQuiescent(['compare', '--policies', 'oracle', '--json', '--scenario', '-'], { input: out }),
    ]);
    expect(piped.out).toBe(direct.out);
  });

  it('has its exit codes: 0 for the version, 2 with the reason on stderr for a misuse', async () => {
    expect(await runQuiescent(['--version'])).toMatchObject({ code: 0, out: `${version}\n`, err: '' });
    const misuse = await runQuiescent(['compare', '--set', 'host.hz=1']);
    expect(misuse).toMatchObject({ code: 2, out: '' });
    expect(misuse.err).toBe(
      'error: invalid value: host.hz = "1" (100, 250, 300 or 1000 /s expected; the default is 1000)\n',
    );
  });

  it('prints what was measured on Ctrl-C, and ends with 130', async () => {
    const child = startQuiescent([...endless, '--json']);
    await child.seen('LISTENING');
    child.kill('SIGINT');
    const { code, signal, out } = await child.ended;
    expect({ code, signal }).toEqual({ code: 130, signal: null });
    expect(JSON.parse(out)).toMatchObject({ finished: false, seed: 1 });
  });

  it('shows progress on a terminal, and a table in colours on Ctrl-C', async () => {
    const child = startOnTerminal(endless);
    await child.seen('s simulated');
    child.write('\x03');
    const { code, out } = await child.ended;
    expect(code).toBe(130);
    expect(out).toContain('STOPPED EARLY');
    expect(out).toContain('\x1b[1mpolicy');
  });

  it('is not upset by a reader that has enough', async () => {
    const child = startQuiescent(['scenario', '--describe']);
    child.closeOutput();
    const { code, signal, err } = await child.ended;
    expect({ code, signal }).toEqual({ code: 0, signal: null });
    expect(err).toBe('');
  });

  it('says so where its output cannot be written', async () => {
    const run = await runQuiescent(['policies'], { output: '/dev/full' });
    expect(run).toMatchObject({ code: 2, err: "error: output can't be written (ENOSPC)\n" });
  });

  it('serves the built page until Ctrl-C', async () => {
    const child = startQuiescent(['start', '-d', '100ms']);
    const url = /http:\/\/127\.0\.0\.1:\d+\//.exec(await child.seen('/#v1'))?.[0] ?? '';
    const response = await fetch(url);
    expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8');
    const page = await response.text();
    const meta = /http-equiv="Content-Security-Policy" content="([^"]+)"/.exec(page)?.[1] ?? '';
    expect(response.headers.get('content-security-policy')).toBe(`${meta}; frame-ancestors 'none'`);
    for (const [, file = ''] of page.matchAll(/(?:src|href)="\.?\/?(assets\/[^"]+)"/g)) {
      expect((await fetch(url + file)).status, file).toBe(200);
    }
    child.kill('SIGINT');
    expect(await child.ended).toMatchObject({ code: 0, signal: null });
  });
});
