import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import type { CounterfactualJson } from '../../src/cli/counterfactual-json.js';
import { fixtures, tablePath } from '../trace/recordings.js';
import { directoryWith, quiescent } from './fake-terminal.js';
import { runQuiescent, startQuiescent } from './process.js';

const whole = join(fixtures, 'H1000_v0/spin_dep.trace.gz');
const beginning = join(fixtures, 'A61/spin_dep.begin.trace.gz');
const table = tablePath(fixtures, 'H1000_v0/spin_dep');
const text = gunzipSync(readFileSync(beginning)).toString('utf8');
const flags = ['--kernel', '6.1.0-56-rt-amd64', '--hz', '250', '--nohz-full', '1'];
const some = ['--policies', 'mainline,patience,run-loop-flag-sched'];

async function json(args: readonly string[]): Promise<CounterfactualJson> {
  const { out, err, code } = await quiescent(['replay', ...args, '--json']);
  expect({ code, err }).toEqual({ code: 0, err: '' });
  return JSON.parse(out) as CounterfactualJson;
}

describe('replay of a raw trace', () => {
  it('finds in the trace the very ticks and decisions that the recorder’s table has', async () => {
    const { replay } = await json([whole, ...some]);
    const { out } = await quiescent(['replay', table, '--json']);
    const { policies: _, ...ofTable } = JSON.parse(out) as typeof replay;
    const { policies: __, ...ofTrace } = replay;
    const named = { ...ofTrace, perCpu: ofTable.perCpu };
    expect(named).toEqual(ofTable);
    expect(ofTrace.mismatchesOutsideRaces).toBe(0);
  });

  it('tells a trace from a table by what it holds, whatever it is called', async () => {
    const directory = directoryWith({ 'a.csv': text, 'b.txt': gunzipSync(readFileSync(table)).toString('utf8') });
    const meta = (path: string) => ['--meta', path.replace(/(?:\.begin)?\.(?:trace|ticks\.csv)\.gz$/, '.meta.json')];
    expect((await json([join(directory, 'a.csv'), ...meta(beginning), ...some])).trace.events).toBeGreaterThan(20_000);
    const { out } = await quiescent(['replay', join(directory, 'b.txt'), ...meta(table)]);
    expect(out).toContain('on the same inputs, nohz_full CPUs');
  });

  it('says what the kernel did, and for each policy what would remain, by window, with the limits', async () => {
    const { policies, limits, replay } = await json([whole, ...some]);
    const { out, code } = await quiescent(['replay', whole, ...some]);
    expect(code).toBe(0);
    expect(out).toContain(`H1000_v0/spin_dep: Linux ${replay.kernel.release}, HZ=1000, mainline`);
    const plainText = out.replaceAll(',', '');
    for (const { id, invocations, windows } of policies) {
      const range = ({ fewest, most }: { fewest: number; most: number }) =>
        fewest === most ? fewest : `${fewest}..${most}`;
      const rows = plainText.split('\n').filter((line) => line.startsWith(`${id} `));
      expect(rows[0]).toContain(` ${range(invocations)} `);
      expect(rows.at(-1)).toContain(` ${range(windows['guest']!.carried)} `);
    }
    for (const limit of limits) expect(out.replaceAll(/\n +/g, ' ')).toContain(`- ${limit}`);
  });

  it.each([80, 120])('is no wider than %d characters', async (columns) => {
    const { out } = await quiescent(['replay', beginning], { columns });
    expect(Math.max(...out.split('\n').map((line) => line.length))).toBeLessThanOrEqual(columns);
  });

  it('gives numbers as CSV that are those of JSON, a line for each policy', async () => {
    const { policies } = await json([beginning]);
    const { out } = await quiescent(['replay', beginning, '--csv']);
    const [header = '', ...lines] = out.trimEnd().split('\r\n');
    const at = (line: string, name: string) => line.split(',')[header.split(',').indexOf(name)];
    expect(lines.map((line) => at(line, 'policy'))).toEqual(policies.map(({ id }) => id));
    expect(lines.map((line) => at(line, 'invoked_most'))).toEqual(policies.map((one) => String(one.invocations.most)));
    expect(lines.map((line) => at(line, 'invoked_fewest_exit_handler'))).toEqual(
      policies.map(({ windows }) => String(windows['exit-handler']?.carried.fewest)),
    );
  });

  it('draws a figure with the recording, its kernel and a digest at its foot', async () => {
    const { out } = await quiescent(['replay', beginning, ...some, '--plot', '--width', '700']);
    expect(out).toMatch(/^<svg [^>]*width="700"/);
    expect(out).toMatch(
      /recording A61\/spin_dep · Linux 6\.1\.0-56-rt-amd64 · HZ 250 · mainline · digest [0-9a-f]{16}</,
    );
  });

  it('asks with the parameters that are given, checked as the fields of a scenario', async () => {
    const asked = ['--patience', '5', '--exit-window', '20', '--qs-age', '7', '--soon', '2ms'];
    const { parameters, policies } = await json([beginning, '--policies', 'patience', ...asked]);
    expect(parameters).toEqual({ patienceMs: 5, lastGuestExitWindowMs: 20, lastQsAgeJiffies: 7, soonUs: 2000 });
    const [usual] = (await json([beginning, '--policies', 'patience'])).policies;
    expect(policies[0]?.invocations.most).toBeGreaterThan(usual?.invocations.most ?? Infinity);
    const { code, err } = await quiescent(['replay', beginning, '--patience', '6000', '--soon', 'x']);
    expect(code).toBe(2);
    expect(err).toMatch(/patches\.patienceMs = .*6000.*\n.*patches\.soonUs = .*x/);
  });
});

describe('a trace without a meta file', () => {
  const path = join(directoryWith({ 'x.trace': text }), 'x.trace');

  it('is replayed by the flags as by the meta file', async () => {
    const [byFlags, byFile] = [await json([path, ...flags, ...some]), await json([beginning, ...some])];
    expect(byFlags.policies).toEqual(byFile.policies);
    expect(byFlags.replay.kernel).toMatchObject({ release: '6.1.0-56-rt-amd64', hz: 250, nohzFullCpus: [1] });
  });

  it('names the flags that are missing, and where a meta file was looked for', async () => {
    const bare = await quiescent(['replay', path]);
    expect(bare.code).toBe(2);
    expect(bare.err).toMatch(/give --hz, --nohz-full, --kernel\): no meta file beside .*: .*x\.meta\.json\n$/);
    expect((await quiescent(['replay', path, ...flags.slice(2)])).err).toMatch(/give --kernel\)/);
  });

  it.each([
    [['--hz', '60'], '--hz: 100, 250, 300 or 1000 expected: 60'],
    [['--kernel', '2.4'], '--kernel: a kernel release of a known series (6.1, 6.12) expected: "2.4"'],
    [['--nohz-full', '1,x'], '--nohz-full: CPU numbers 0..8191 expected, as in 1-3,5: "x"'],
    [['--nohz-full', '3-1'], '--nohz-full: CPU numbers 0..8191 expected, as in 1-3,5: "3-1"'],
    [['--kernel-patience', '20'], '--kernel-patience: 0 expected: kernel 6.1.0-56-rt-amd64 knows no patience: 20'],
  ])('refuses %j with the flag and the way out', async (more, message) => {
    const { code, err } = await quiescent(['replay', path, ...flags, ...more]);
    expect({ code, err }).toEqual({ code: 2, err: `error: ${message}\n` });
  });

  it('is not told twice what the meta file says', async () => {
    const { code, err } = await quiescent(['replay', beginning, '--hz', '250']);
    expect(code).toBe(2);
    expect(err).toMatch(/^error: the meta file says it already \(leave out --hz\): .*spin_dep\.meta\.json\n$/);
  });

  it('comes through a pipe as from a file', async () => {
    const args = ['replay', '-', ...flags, ...some, '--json'];
    const { out, code } = await runQuiescent(args, { input: text });
    expect(code).toBe(0);
    expect((JSON.parse(out) as CounterfactualJson).policies).toEqual((await json([path, ...flags, ...some])).policies);
  });
});

describe('what can’t be replayed', () => {
  it.each([
    [
      'trace-cmd’s binary file',
      '\x17\bDtracing6\0',
      /trace-cmd's binary format \(`trace-cmd report` makes text of it\)/,
    ],
    ['another text', 'hello world\n', /line 1, column 1: an event of ftrace text expected/],
  ])('%s, with the reason', async (_, content, message) => {
    const path = join(directoryWith({ 'x.dat': content }), 'x.dat');
    const { code, err, out } = await quiescent(['replay', path, ...flags]);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toMatch(message);
  });

  it('a trace without probes of ticks, with what they would have to hold', async () => {
    const plainTrace = text.replaceAll(/^.*: tickr?\d*: .*\n/gm, '');
    const path = join(directoryWith({ 'x.trace': plainTrace }), 'x.trace');
    const { code, out } = await quiescent(['replay', path, ...flags]);
    expect(code).toBe(0);
    expect(out.replaceAll(/\n +/g, ' ')).toMatch(
      /no tick to decide: .* tickN \(with at least user, j, gps, .*, ctnmi\)/,
    );
    expect(out).not.toContain('RCU core invoked');
  });

  it('a table, asked for what only a trace can tell', async () => {
    const { code, err } = await quiescent(['replay', table, '--plot', '--policies', 'mainline']);
    expect({ code, err }).toEqual({
      code: 2,
      err: 'error: a raw trace expected, not a tick table, with: --policies, --plot\n',
    });
  });
});

describe('--check', () => {
  const lines = text.split('\n');
  const at = lines.findIndex((line) => /\[001\].*: invoke: /.test(line));

  it('ends with 1 on a trace in which one decision is not the kernel’s, and shows the line of its tick', async () => {
    const path = join(directoryWith({ 'x.trace': lines.filter((_, index) => index !== at).join('\n') }), 'x.trace');
    expect((await quiescent(['replay', path, ...flags, ...some])).code).toBe(0);
    const { code, out } = await quiescent(['replay', path, ...flags, ...some, '--check']);
    expect(code).toBe(1);
    const tick = lines.slice(0, at).findLastIndex((line) => /\[001\].*: tick1?: /.test(line));
    expect(out).toContain(`line ${tick + 1}: CPU 1, `);
  });

  it('ends with 0 on the kernel’s own', async () => {
    expect((await quiescent(['replay', beginning, ...some, '--check'])).code).toBe(0);
  });
});

describe('while a trace is read', () => {
  it('a terminal shows how much of it was, and a pipe nothing', async () => {
    const { err } = await quiescent(['replay', whole, ...some], { tty: true, msPerLook: 200, columns: 100 });
    expect(err).toMatch(/\r\x1b\[K\[=* *\] +\d+%, [\d.]+ of [\d.]+ MB read, [\d.]+ MB\/s, [\d.]+ (us|ms|s) to go/);
    expect(err.endsWith('\r\x1b[K')).toBe(true);
    expect((await quiescent(['replay', whole, ...some], { msPerLook: 200 })).err).toBe('');
  });

  it('Ctrl-C ends the waiting for a pipe that says no more, and replays what came', async () => {
    const child = startQuiescent(['replay', '-', ...flags, ...some, '--json']);
    await child.seen('LISTENING');
    child.write(text.slice(0, 600_000));
    child.kill('SIGINT');
    const { code, out, err } = await child.ended;
    expect(code).toBe(130);
    expect(err).toContain('stopped early; what was read until then:');
    expect((JSON.parse(out) as CounterfactualJson).trace.events).toBeLessThan(20_000);
  });

  it('Ctrl-C replays what was read until then, whole lines only, and ends with 130', async () => {
    const { code, out, err } = await quiescent(['replay', whole, ...some, '--json'], { interruptAt: 0 });
    expect(code).toBe(130);
    expect(err).toBe('stopped early; what was read until then:\n');
    const { trace, replay } = JSON.parse(out) as CounterfactualJson;
    expect(trace.events).toBeLessThan(97_423);
    expect(replay.mismatches).toBe(0);
  });
});
