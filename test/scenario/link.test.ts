import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalJson, checkScenario, decodeLink, encodeLink, presets, scenario } from '../../src/scenario/index.js';
import { plausibleSpec } from './specs.js';

describe('encodeLink', () => {
  it('writes only what differs from the preset', () => {
    expect(encodeLink(scenario())).toBe('v1&preset=discussion');
    expect(encodeLink(scenario({ host: { hz: 250 }, gracePeriods: { thinkMs: 0.5 } }))).toBe(
      'v1&preset=discussion&host.hz=250&gracePeriods.thinkMs=0.5',
    );
  });

  it('starts from the nearest preset, or from the one it is told', () => {
    const whole = scenario({ run: { seed: 7 } }, 'nested');
    expect(encodeLink(whole)).toBe('v1&preset=nested&run.seed=7');
    expect(encodeLink(whole, 'discussion')).toMatch(/^v1&preset=discussion&.*nested\.stealPerSec=20/);
  });

  it('holds nothing that an address would have to escape', () => {
    for (const { name } of presets) expect(encodeLink(scenario({}, name), 'quiet')).toMatch(/^[\w.&=+-]+$/);
  });

  it('comes back from decodeLink as the very same scenario, from any preset', () => {
    fc.assert(
      fc.property(plausibleSpec, fc.constantFrom(...presets), (spec, { name }) => {
        const checked = checkScenario(spec, name);
        fc.pre(checked.ok);
        for (const start of [undefined, 'recorded-h1000']) {
          const decoded = decodeLink(`#${encodeLink(checked.scenario, start)}`);
          expect(decoded.ok && canonicalJson(decoded.scenario)).toBe(canonicalJson(checked.scenario));
        }
      }),
      { numRuns: 150 },
    );
  });
});

describe('decodeLink', () => {
  const problemsOf = (text: string) => {
    const decoded = decodeLink(text);
    return decoded.ok ? [] : decoded.problems;
  };

  it('takes an empty text as the default scenario', () => {
    for (const text of ['', '#', '#v1', 'v1&'])
      expect(decodeLink(text)).toEqual({ ok: true, preset: 'discussion', scenario: scenario() });
  });

  it('reads what a browser has escaped', () => {
    const decoded = decodeLink('#v1&preset%3Dquiet&host.hz=%32%35%30');
    expect(decoded.ok && [decoded.preset, decoded.scenario.host.hz]).toEqual(['quiet', 250]);
  });

  it.each([
    ['v2&host.hz=250', 'unknown version'],
    ['v1&host.hz=%', 'broken escape'],
    ['v1&host.hz', 'no assignment'],
    ['v1&=5', 'no assignment'],
    ['v1&host.hz=250&host.hz=100', 'given twice'],
    ['v1&preset=nope', 'unknown preset'],
    ['v1&preset=quiet&preset=nested', 'given twice'],
    ['v1&host=5', 'not a group'],
    ['v1&__proto__.hz=250', 'unknown field'],
    ['v1&host.__proto__=1', 'unknown field'],
    ['v1&host.hz=0x100', 'invalid value'],
    ['v1&host.skewTick=yes', 'invalid value'],
    ['v1&host.hz=null', 'invalid value'],
    ['v1&softirq.ratePerSec=NaN', 'invalid value'],
    ['v1&softirq.ratePerSec=1e308', 'invalid value'],
    ['v1&host.preemption=<img src=x onerror=alert(1)>', 'invalid value'],
  ])('refuses %s: %s', (text, cause) => {
    expect(problemsOf(text).map(({ message }) => message)).toEqual([expect.stringContaining(cause)]);
  });

  it('checks the scenario that comes out as any other', () => {
    expect(problemsOf('v1&host.rcuCore=softirq&run.seed=-1').map(({ path }) => path)).toEqual([
      'run.seed',
      'host.rcuCore',
    ]);
  });

  it('never throws for any text, and ends soon for 64 KB of garbage', { timeout: 10_000 }, () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary', maxLength: 300 }), fc.webFragments()), (text) => {
        const decoded = decodeLink(`v1&${text}`);
        expect(decoded.ok || decoded.problems.length > 0).toBe(true);
      }),
      { numRuns: 300 },
    );
    for (const piece of [
      '&a.b=c',
      '%41',
      '%',
      '&',
      '=',
      'host.',
      '&host.hz=1',
      '\ud800',
      '&guest.exits.msr.ratePerSecc=1',
    ]) {
      const text = `v1${piece.repeat(Math.ceil(70_000 / piece.length))}`;
      const decoded = decodeLink(text.slice(0, 65_536));
      expect(decoded.ok ? piece : decoded.problems.length <= 110).toBe(decoded.ok ? '&' : true);
      expect(problemsOf(text)[0]?.message).toContain('link too long');
    }
  });
});
