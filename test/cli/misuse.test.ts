import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { policies } from '../../src/policies/index.js';
import { fields, presetNames } from '../../src/scenario/index.js';
import { hostileStrings } from '../plots/hostile-strings.js';
import { directoryWith, quiescent, type Run } from './fake-terminal.js';

/** What a terminal would obey instead of showing it. */
const obeyed = /[\0-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]/;

/** What makes an ending a refusal in good order. */
function endingOf({ code, out, err }: Run) {
  return { code, out, error: err.startsWith('error: '), obeyed: obeyed.test(err) };
}

const refused = { code: 2, out: '', error: true, obeyed: false };

describe('a wrong command line', () => {
  it('ends with exit code 2 and every problem of the scenario on a line of its own', async () => {
    const run = await quiescent([
      'compare',
      '--preset',
      'discusion',
      '--set',
      'host.hz=1',
      'foo',
      'gracePeriods.burst=x',
      '--seed',
      '-1',
      '-d',
      '10x',
    ]);
    expect(endingOf(run)).toEqual(refused);
    expect(
      run.err
        .trimEnd()
        .split('\n')
        .map((line) => line.replace(/ \(.*/, '')),
    ).toEqual(
      [
        'error: unknown preset: preset = "discusion"',
        'error: no assignment: "foo"',
        'error: invalid value: gracePeriods.burst = "x"',
        'error: invalid duration: "10x"',
        'error: invalid value: host.hz = "1"',
        'error: invalid value: run.seed = -1',
      ].toSorted((a, b) => run.err.indexOf(a) - run.err.indexOf(b)),
    );
    expect(run.err).toContain('did you mean discussion?');
  });

  it('names the nearest policy, for each unknown one', async () => {
    const run = await quiescent(['compare', '--policies', 'mainlin,pf-vcpu,patiense+idle-entry,nonsense']);
    expect(endingOf(run)).toEqual(refused);
    expect(run.err).toBe(
      [
        'error: unknown policy (did you mean mainline?): "mainlin"\n',
        'error: unknown policy (did you mean patience+idle-entry?): "patiense+idle-entry"\n',
        'error: unknown policy (`quiescent policies` lists them): "nonsense"\n',
      ].join(''),
    );
  });

  it.each([
    ['an empty list of policies', ['compare', '--policies', '']],
    ['a policy twice', ['compare', '--policies', 'mainline,mainline']],
    ['the idle-entry rule twice', ['compare', '--policies', 'idle-entry+idle-entry']],
    ['an unknown command', ['comprae']],
    ['an unknown option', ['compare', '--presett', 'quiet']],
    ['a stray argument', ['policies', 'mainline']],
    ['--json with --csv', ['compare', '--json', '--csv']],
    ['an empty duration', ['compare', '-d', '']],
    ['a duration of nothing', ['compare', '-d', '0']],
    ['a duration beyond all bounds', ['compare', '-d', '1e999d']],
    ['a fractional seed', ['compare', '--seed', '1.5']],
    ['explain without a policy', ['explain']],
    ['explain of a list of policies', ['explain', '--policy', 'mainline,patience']],
    ['an unknown window', ['explain', '--policy', 'mainline', '--first', 'kitchen']],
    ['--worst with --first', ['explain', '--policy', 'mainline', '--worst', '--first', 'guest']],
    ['a port out of range', ['start', '--port', '65536']],
    ['a port that is no number', ['start', '--port', '80a']],
    ['a recording that is not there', ['replay', '/nowhere/x.ticks.csv.gz']],
    ['a scenario file that is not there', ['compare', '--scenario', '/nowhere/x.json']],
    ['a directory for a scenario', ['compare', '--scenario', '/']],
    ['Markdown of one group', ['scenario', '--describe', 'host', '--markdown']],
  ])('with %s is refused', async (_, args) => {
    expect(endingOf(await quiescent(args))).toEqual(refused);
  });

  it.each([
    ['no JSON', 'hz: 250', 'scenario is not JSON'],
    ['an array', '[1]', 'not a group of fields'],
    ['a number for a group', '{"host": 5}', 'not a group of fields: host = 5'],
    ['an unknown name', '{"host": {"hzz": 1}}', 'did you mean host.hz?'],
    ['a polluted prototype', '{"__proto__": {"hz": 250}}', 'unknown field: __proto__'],
    ['a value out of range', '{"host": {"hz": 123}}', 'host.hz = 123'],
  ])('with a scenario file that holds %s is refused', async (_, text, message) => {
    const run = await quiescent([
      'compare',
      '--scenario',
      `${directoryWith({ 'x.json': text })}/x.json`,
      '--set',
      'host.cpus=4',
    ]);
    expect(endingOf(run)).toEqual(refused);
    expect(run.err).toContain(message);
  });

  it('never puts a hostile string where a terminal or a page would obey it', async () => {
    for (const text of [...hostileStrings, '\x1b[2J\x1b]0;x\x07', '\x9b31m', 'a\r\nerror: b']) {
      for (const args of [
        ['--set', `${text}=1`],
        ['--set', `host.hz=${text}`],
        ['--preset', text],
        ['--policies', text],
      ]) {
        expect(endingOf(await quiescent(['compare', '--json', ...args]))).toEqual(refused);
      }
    }
  }, 60_000);
});

describe('any command line', () => {
  const commands = 'compare explain policies presets scenario replay start help'.split(' ');
  const options = [
    '--preset --set -d --seed --policies --policy --json --csv --worst --first --help -V --describe --markdown',
    '--port --no-serve --intervals --meta --check -- - --no-json --set=',
  ].flatMap((line) => line.split(' '));
  const word = fc.oneof(
    { weight: 3, arbitrary: fc.constantFrom(...commands) },
    { weight: 4, arbitrary: fc.constantFrom(...options) },
    {
      weight: 2,
      arbitrary: fc.constantFrom('10ms', '1', '0x10', 'NaN', '1e-3', '__proto__', 'constructor', '__proto__=1', ''),
    },
    { weight: 2, arbitrary: fc.constantFrom(...presetNames, ...policies.map(({ id }) => id)) },
    { weight: 2, arbitrary: fc.constantFrom(...fields.map(({ path }) => `${path}=1`)) },
    { weight: 1, arbitrary: fc.constantFrom(...hostileStrings) },
    { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 12 }) },
  );

  it('ends with one of the exit codes of the help, and never with a stack trace', async () => {
    const site = directoryWith({ 'index.html': '<!doctype html>' });
    const line = fc
      .tuple(fc.option(fc.constantFrom(...commands), { nil: '' }), fc.array(word, { maxLength: 4 }))
      .map(([command, words]) => (command === '' ? words : [command, ...words]));
    const ending = fc.constantFrom([], ['-d', '5ms'], ['-d', '5ms', '--set', 'run.warmupSec=0']);
    await fc.assert(
      fc.asyncProperty(line, ending, async (words, last) => {
        const run = await quiescent([...words, ...last], { interruptAt: 1, site });
        expect([0, 1, 2, 130]).toContain(run.code);
        expect(run.err).not.toMatch(/at fault|\n {4}at |node:internal/);
        expect(run.err).not.toMatch(obeyed);
        if (run.code === 2) expect(run.out).toBe('');
        if (run.code === 2) expect(run.err).not.toBe('');
      }),
      { numRuns: 1000 },
    );
  }, 60_000);
});
