import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { comparisonSchema, type ComparisonJson } from '../../src/cli/compare-json.js';
import { directoryWith, quiescent } from './fake-terminal.js';

const fixture = (name: string) => fileURLToPath(new URL(`../trace/fixtures/${name}`, import.meta.url));
const quick = ['-d', '300ms', '--policies', 'mainline,patience'];
const compared = ['compare', ...quick];
const timer = ['--preset', 'cyclictest-200us'];

async function json(args: readonly string[]): Promise<ComparisonJson> {
  const { out, code } = await quiescent([...compared, ...args, '--json']);
  expect(code).toBe(0);
  return JSON.parse(out) as ComparisonJson;
}

/** A cyclictest of 400 values of which 300 overflow at 10 us, and the largest is 99 us. */
const overflowing = JSON.stringify({
  'cmdline:': 'cyclictest -h 10',
  resolution_in_ns: 0,
  thread: { 0: { histogram: { 5: 100 }, cycles: 400, min: 5, max: 99, avg: 50, cpu: 3 } },
});
const path = join(directoryWith({ 'late.json': overflowing }), 'late.json');

describe('compare --measured', () => {
  it('adds a row under the label, or the name of the file, with the columns of the policies', async () => {
    const { out } = await quiescent([...compared, ...timer, '--measured', `lab=${path}`, '--measured', path]);
    const rows = out.split('\n').filter((line) => line.startsWith('measured: '));
    expect(rows.map((row) => row.split(/ {2,}/).slice(0, 3))).toEqual([
      ['measured: lab', '99.0', '>= 10.0'],
      ['measured: late', '99.0', '>= 10.0'],
    ]);
    expect(out).toContain('late: cyclictest, 400 values, 1 us buckets, 300 >= 10 us on 1 CPU');
  });

  it('shows nothing of the policies otherwise than without', async () => {
    const [with_, without] = [await json([...timer, '--measured', path]), await json(timer)];
    expect({ ...with_, measured: [] }).toEqual(without);
    expect(without.measured).toEqual([]);
  });

  it('gives the ends of each quantile as JSON, none above in the overflow, and loses no value', async () => {
    const result = await json([...timer, '--measured', path]);
    expect(comparisonSchema.safeParse(result).error).toBeUndefined();
    expect(result.measured[0]).toMatchObject({
      label: 'late',
      source: 'cyclictest',
      sameKind: true,
      samples: 400,
      quantiles: { p50: { low: 10, high: null }, p99: null },
      max: 99,
      overflow: 300,
      overflowFrom: 10,
      resolution: 1,
    });
  });

  it('gives lines of CSV with the columns of the policies, and the overflow', async () => {
    const { out } = await quiescent([...compared, ...timer, '--measured', path, '--csv']);
    const [header = '', ...lines] = out.trimEnd().split('\r\n');
    const cell = (name: string) => lines.at(-1)?.split(',')[header.split(',').indexOf(name)];
    expect(lines).toHaveLength(3);
    const names = ['policy', 'instrument', 'samples', 'max_us', 'p50_us', 'overflow', 'overflow_from_us', 'wakes'];
    expect(names.map(cell)).toEqual(['measured: late', 'cyclictest', '400', '99', '', '300', '10', '']);
  });

  it.each([
    ['oslat.json', [], 'oslat: oslat counts every turn of its loop, the model only gaps'],
    [
      'cyclictest.json',
      timer,
      "cyclictest: cyclictest ends when its thread runs, the model when the guest's handler does",
    ],
    [
      'oslat.json',
      timer,
      "oslat is of ANOTHER KIND: oslat measures every turn of a busy loop, the scenario's cyclictest",
    ],
    ['cyclictest.json', [], 'cyclictest is of ANOTHER KIND: '],
    ['rtla-timerlat.txt', timer, 'rtla-timerlat thread is of ANOTHER KIND: rtla timerlat measures from the expiry'],
    ['rtla-osnoise.txt', [], 'rtla-osnoise is of ANOTHER KIND: rtla osnoise measures the noise of a whole period'],
  ])('says of %s how it differs from what the scenario with %j simulates', async (name, more, note) => {
    const { out } = await quiescent([...compared, ...more, '--measured', fixture(name)]);
    expect(out.replaceAll(/\n +/g, ' ')).toContain(note);
  });

  it('says where the text leaves the unit open', async () => {
    const { out } = await quiescent([...compared, ...timer, '--measured', fixture('cyclictest.txt')]);
    expect(out.replaceAll(/\n +/g, ' ')).toContain('the text does not say its unit, us taken');
  });

  it.each([80, 120])('stays within %d characters', async (columns) => {
    const args = [
      ...compared,
      '--intervals',
      '--measured',
      fixture('oslat.json'),
      '--measured',
      fixture('rtla-timerlat.txt'),
    ];
    const { out } = await quiescent(args, { columns });
    expect(Math.max(...out.split('\n').map((line) => line.length))).toBeLessThanOrEqual(columns);
  });

  it('refuses what is no measurement, with file, line and column', async () => {
    const broken = join(directoryWith({ 'x.json': '{"thread": [}' }), 'x.json');
    const { code, err, out } = await quiescent([...compared, '--measured', `lab=${broken}`]);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toMatch(/^error: .*x\.json: line 1, column \d+: /);
    expect((await quiescent([...compared, '--measured', '/nowhere.json'])).err).toMatch(/can't be read \(ENOENT\)/);
  });
});

describe('plot --measured', () => {
  it('draws it into the figure of the tails, with what it is in the key', async () => {
    const { out, code } = await quiescent(['plot', 'tail', ...quick, ...timer, '--measured', `lab=${path}`]);
    expect(code).toBe(0);
    expect(out).toContain('measured: lab');
    expect(out.replaceAll(/<[^>]*>/g, ' ').replaceAll(/\s+/g, ' ')).toContain('300 ≥ 10 µs');
  });

  it('is for no other figure', async () => {
    const { code, err } = await quiescent(['plot', 'windows', ...quick, '--measured', path]);
    expect({ code, err }).toEqual({ code: 2, err: 'error: the figure tail expected with --measured: windows\n' });
  });
});
