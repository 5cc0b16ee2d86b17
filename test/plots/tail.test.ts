import { describe, expect, test } from 'vitest';
import { tailFigure, type TailCurve } from '../../src/plots/index.js';
import { linkedomDocument, textsOf } from './figures.js';
import { families, measuredCurves, syntheticCurve, syntheticCurves, syntheticProvenance } from './synthetic-curves.js';

const draw = (curves: readonly TailCurve[], more = {}) =>
  tailFigure(curves, { document: linkedomDocument(), provenance: syntheticProvenance, ...more });
const policies = families.flat();

/** Curves are the unfilled paths with a policy's width; leaders to the tags are thinner. */
const lines = (curves: readonly TailCurve[]) =>
  Array.from(draw(curves).querySelectorAll('path')).filter(
    (path) => path.getAttribute('fill') === 'none' && path.getAttribute('stroke-width') === null,
  ).length;

describe('the figure of the tails', () => {
  test('names every policy, also those whose curves coincide', () => {
    const text = textsOf(draw(syntheticCurves())).join(' ');
    for (const policy of policies) expect(text).toContain(policy);
    expect(text).toContain('mainline = guest-entry-flag =');
  });

  test('draws coinciding policies as one line', () => {
    const one = lines([syntheticCurve('mainline', 0)]);
    expect(lines(syntheticCurves())).toBe(one * families.length);
    expect(lines([syntheticCurve('mainline', 0), syntheticCurve('patience', 0)])).toBe(one);
  });

  test('separates policies that differ in the largest sample alone', () => {
    const curve = syntheticCurve('mainline', 0);
    const text = textsOf(draw([curve, { ...curve, policy: 'patience', maxUs: curve.maxUs + 1 }]));
    expect(text).toContain('mainline');
    expect(text).toContain('patience');
  });

  test('lists the worst policy first', () => {
    const texts = textsOf(draw(syntheticCurves()));
    const maxima = texts
      .slice(texts.indexOf('max [µs]'))
      .filter((text) => /^\d+\.\d+$/.test(text))
      .map(Number);
    expect(maxima.length).toBe(families.length);
    expect(maxima).toEqual([...maxima].sort((a, b) => b - a));
  });

  test('has a unit on its axis of latency and names the quantiles on the other', () => {
    const texts = textsOf(draw(syntheticCurves()));
    expect(texts).toContain('latency x [µs] →');
    expect(texts).toContain('max [µs]');
    expect(texts).toEqual(expect.arrayContaining(['p99', 'p99.9', 'p99.99', '10⁻³']));
  });

  test('shows bands only where they are given', () => {
    const curve = syntheticCurve('mainline', 0);
    const bare = { ...curve, points: curve.points.map((point) => ({ ...point, low: point.p, high: point.p })) };
    const filled = (one: TailCurve) => draw([one]).outerHTML.match(/fill-opacity="0.1"/g)?.length ?? 0;
    expect(filled(curve)).toBe(1);
    expect(filled(bare)).toBe(0);
  });

  test.each([
    ['no curve', []],
    ['a curve without samples', [{ policy: 'mainline', points: [], maxUs: 0 }]],
    ['one sample', [{ policy: 'mainline', points: [{ us: 3, p: 1, low: 0.2, high: 1 }], maxUs: 3 }]],
    [
      'a sample of seconds',
      [
        {
          policy: 'mainline',
          points: [
            { us: 1, p: 1, low: 1, high: 1 },
            { us: 5e7, p: 1e-9, low: 0, high: 1e-8 },
          ],
          maxUs: 5e7,
        },
      ],
    ],
  ])('takes %s', (_, curves: TailCurve[]) => {
    const svg = draw(curves).outerHTML;
    expect(svg).not.toMatch(/NaN|Infinity|undefined/);
    expect(svg).toContain('digest');
  });

  test('keeps 1-2-5 ticks within its bounds and never crowds them', () => {
    for (const maxUs of [3, 47, 900, 2e4, 1e6]) {
      const points = [
        { us: 0.4, p: 1, low: 1, high: 1 },
        { us: maxUs, p: 1e-6, low: 1e-7, high: 1e-5 },
      ];
      const numbers = textsOf(draw([{ policy: 'mainline', points, maxUs }])).filter((text) =>
        /^[\d.\u2009]+$/.test(text),
      );
      expect(numbers.length).toBeGreaterThan(2);
      expect(numbers.length).toBeLessThan(18);
    }
  });
});

describe('measured curves in the figure of the tails', () => {
  const [kept, over] = measuredCurves() as [TailCurve, TailCurve];
  const symbolsOf = (curves: readonly TailCurve[]) =>
    Array.from(draw(curves).querySelectorAll('path[transform]'), (path) => path.getAttribute('d'));

  test('carry symbols, each its own, and a simulated one carries none', () => {
    expect(new Set(symbolsOf([kept])).size).toBe(1);
    expect(new Set(symbolsOf([kept, over])).size).toBe(2);
    expect(symbolsOf([syntheticCurve('mainline', 0)])).toEqual([]);
  });

  test('say number of values, resolution and overflow in the key', () => {
    const said = textsOf(draw([kept, over])).join(' ');
    expect(said).toContain('measured: lab');
    expect(said).toContain('cyclictest, 900 values, 1 µs buckets, 122 ≥ 14 µs');
  });

  test('end in an arrow where the tool kept no buckets, with dots only to a largest value that is known', () => {
    const counts = (curve: TailCurve) => {
      const svg = draw([curve]).outerHTML;
      return [svg.match(/h16m-5/g)?.length ?? 0, svg.match(/stroke-dasharray="1 5"/g)?.length ?? 0];
    };
    const unknown = { ...over, maxUs: 14, measured: { ...over.measured!, maxKnown: false } };
    expect([counts(kept), counts(over), counts(unknown)]).toEqual([
      [0, 0],
      [1, 1],
      [1, 0],
    ]);
    expect(textsOf(draw([unknown]))).toContain('≥ 14.0');
  });

  test('never share a line with a simulated curve of the same numbers', () => {
    const { measured: _, ...simulated } = { ...kept, policy: 'mainline' };
    const texts = textsOf(draw([simulated, kept]));
    expect(texts).toEqual(expect.arrayContaining(['mainline', 'measured: lab']));
  });
});
