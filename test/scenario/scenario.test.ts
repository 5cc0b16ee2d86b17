import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalJson, checkScenario, fields, scenario, ScenarioError } from '../../src/scenario/index.js';
import { problemsOf, wrongPaths } from './problems-of.js';
import { plausibleSpec } from './specs.js';

function everyPart(tree: object): object[] {
  return [
    tree,
    ...Object.values(tree).flatMap((part) => (typeof part === 'object' && part !== null ? everyPart(part) : [])),
  ];
}

describe('scenario', () => {
  it('is complete and deeply frozen without being asked for anything', () => {
    const whole = scenario();
    expect(everyPart(whole).every((part) => Object.isFrozen(part))).toBe(true);
    expect(canonicalJson(whole).match(/":(?!\{)/g)?.length).toBe(fields.filter(({ absent }) => !absent).length);
  });

  it('lays the spec over the preset and the preset over the defaults', () => {
    const whole = scenario({ ticks: { timersPerSec: 7 } }, 'busy-poll');
    expect(whole.ticks.timersPerSec).toBe(7);
    expect(whole.ticks.otherIrqsPerSec).toBe(2);
    expect(whole.ticks.keptOn).toBe(false);
  });

  it('takes a complete scenario back unchanged, whatever the preset', () => {
    const whole = scenario({ host: { hz: 250 } }, 'migration');
    expect(canonicalJson(scenario(whole, 'quiet'))).toBe(canonicalJson(whole));
  });

  it('leaves a field alone that is given as undefined', () => {
    const spec = { host: { hz: undefined }, run: undefined };
    expect(checkScenario(spec)).toEqual(checkScenario({}));
  });

  it('reports every problem at once, one a line, with path, value, range and unit', () => {
    const spec = { host: { hz: 333, cpus: 1.5 }, guest: { intervalUs: 10 }, run: { seed: -1 } };
    expect(() => scenario(spec as object)).toThrow(ScenarioError);
    const problems = problemsOf(spec);
    expect(problems.map(({ path, value }) => [path, value])).toEqual([
      ['host.hz', 333],
      ['host.cpus', 1.5],
      ['guest.intervalUs', 10],
      ['run.seed', -1],
    ]);
    expect(problems[2]).toMatchObject({ expected: 'integer 50..1000000 us', unit: 'us' });
    expect(new ScenarioError(problems).message.split('\n').length).toBe(4);
  });

  it('clamps nothing: one step outside the range of any field is a problem there', () => {
    for (const { kind, max, min, path } of fields) {
      if (min === null || max === null) continue;
      const step = kind === 'integer' ? 1 : Math.max(1, max) * 1e-9;
      for (const value of [min - step, max + step]) expect(wrongPaths(nested(path, value))).toContain(path);
    }
  });

  it('knows the name that was nearly meant', () => {
    expect(problemsOf({ hots: {} })[0]?.message).toContain('did you mean host?');
    expect(problemsOf({ hz: 250 })[0]?.message).toContain('did you mean host.hz?');
    expect(problemsOf({ guest: { exits: { msr: { ratepersec: 1 } } } })[0]?.wayOut).toContain(
      'guest.exits.msr.ratePerSec',
    );
    expect(problemsOf({}, 'buzy-poll')[0]?.message).toContain('did you mean busy-poll?');
    expect(problemsOf({ 'host.hz': 250 })[0]?.wayOut).toBe('write it as nested objects');
    expect(problemsOf({ zzzzzzzzzzzz: 1 })[0]?.wayOut).toBe('leave it out');
  });

  it('is, for any choice of values in range, a frozen scenario that survives JSON, or a list of problems', () => {
    fc.assert(
      fc.property(plausibleSpec, (spec) => {
        const checked = checkScenario(spec);
        const again = checked.ok && scenario(JSON.parse(JSON.stringify(checked.scenario)) as object);
        if (checked.ok) expect(canonicalJson(again)).toBe(canonicalJson(checked.scenario));
        expect(checked.ok ? Object.isFrozen(checked.scenario) : checked.problems.length > 0).toBe(true);
      }),
      { numRuns: 500 },
    );
  });
});

describe('hostile input', () => {
  it('gives a list of problems or a valid scenario for any JSON at all', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 6 }), (value) => {
        const checked = checkScenario(value);
        expect(checked.ok ? Object.isFrozen(checked.scenario) : checked.problems.length > 0).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  it('gives the same for any object, with any values under the names of real groups', () => {
    const groups = fc.record({ host: fc.anything(), guest: fc.anything(), run: fc.anything() }, { requiredKeys: [] });
    fc.assert(
      fc.property(groups, (value) => {
        const checked = checkScenario(value);
        expect(checked.ok ? Object.isFrozen(checked.scenario) : checked.problems.length > 0).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  it('refuses __proto__, constructor and prototype, and leaves Object.prototype as it was', () => {
    const spec: unknown = JSON.parse(
      '{"__proto__":{"hz":1},"constructor":{"prototype":{"x":1}},"host":{"__proto__":{"hz":1}}}',
    );
    expect(wrongPaths(spec)).toEqual(['__proto__', 'constructor', 'host.__proto__']);
    expect(Object.keys(Object.prototype)).toEqual([]);
    expect(wrongPaths({ host: { __proto__: { hz: 250 } } })).toEqual(['host']);
  });

  it.each([[NaN], [Infinity], [-Infinity], [1e308], [-1], [5e-324], ['250'], [[250]], [{ hz: 250 }], [10n], [true]])(
    'refuses %s as a rate',
    (value) => {
      expect(wrongPaths({ softirq: { ratePerSec: value } })).toEqual(['softirq.ratePerSec']);
    },
  );

  it('refuses objects of classes, arrays, dates, maps and accessors', () => {
    for (const host of [[], new Date(0), new Map(), new Error('host'), Object.create({ hz: 250 }), 'rt', 5]) {
      expect(wrongPaths({ host })).toEqual(['host']);
    }
    expect(
      wrongPaths({
        host: {
          get hz() {
            throw new Error('ran code of the input');
          },
        },
      }),
    ).toEqual(['host.hz']);
    for (const spec of [null, [], 'host', 5, () => ({})]) expect(problemsOf(spec).length).toBe(1);
  });

  it('refuses 100,000 levels and a cycle without following them', () => {
    let deep: object = {};
    for (let i = 0; i < 100_000; i++) deep = { host: deep };
    expect(wrongPaths(deep)).toEqual(['host.host']);
    const cycle: Record<string, unknown> = {};
    cycle['run'] = cycle;
    expect(wrongPaths(cycle)).toEqual(['run.run']);
  });

  it('keeps messages short and on one line whatever the names and values are', () => {
    const spec = { [`${'x'.repeat(70_000)}\n`]: 1, host: { hz: 'y'.repeat(70_000), 'a\u001b[2Jb': 1 } };
    const problems = problemsOf(spec);
    expect(problems.length).toBe(3);
    expect(problems.every(({ message }) => message.length < 400 && !/\p{Cc}/u.test(message))).toBe(true);
  });

  it('reports ten thousand unknown names in good time', { timeout: 3000 }, () => {
    const spec = Object.fromEntries(Array.from({ length: 10_000 }, (_, i) => [`name${i}`, i]));
    expect(problemsOf(spec).length).toBe(10_000);
  });

  it('turns minus zero into zero', () => {
    expect(Object.is(scenario({ softirq: { ratePerSec: -0 } }).softirq.ratePerSec, 0)).toBe(true);
  });
});

function nested(path: string, value: unknown): object {
  return path.split('.').reduceRight<unknown>((inner, key) => ({ [key]: inner }), value) as object;
}
