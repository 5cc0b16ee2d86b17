import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { normalQuantile } from '../../src/random/index.js';
import { normalCdf } from './sample-tests.js';

describe('normalQuantile', () => {
  it('agrees with tabulated quantiles to a relative 1e-14', () => {
    const table: [number, number][] = [
      [0.975, 1.959963984540054],
      [0.99, 2.3263478740408408],
      [0.999, 3.090232306167813],
      [1e-5, -4.264890793922825],
      [1e-20, -9.262340089798408],
      [1e-300, -37.0471],
    ];
    for (const [u, z] of table.slice(0, -1)) expect(Math.abs(normalQuantile(u) / z - 1)).toBeLessThan(1e-14);
    expect(normalQuantile(1e-300)).toBeCloseTo(-37.0471, 4);
  });

  it('undoes the distribution function over the central six sigma', () => {
    for (let z = -3; z <= 3; z += 0.01) expect(normalQuantile(normalCdf(z))).toBeCloseTo(z, 9);
  });

  it('is odd around one half', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 2 ** 30 - 1 }), (k) => {
        const u = k / 2 ** 30;
        expect(normalQuantile(u) + normalQuantile(1 - u)).toBe(0);
      }),
    );
  });

  it('increases, across the joints of its three formulas too', () => {
    for (const joint of [0.075, 0.925, 1.3887943864964021e-11]) {
      let last = -Infinity;
      for (let i = -50; i <= 50; i++) {
        const z = normalQuantile(joint * (1 + i * 1e-9));
        expect(z).toBeGreaterThan(last);
        last = z;
      }
    }
  });

  it('is infinite at 0 and 1 and NaN outside', () => {
    expect([0, 1, 0.5, -0.1, 1.1, NaN].map(normalQuantile)).toEqual([-Infinity, Infinity, 0, NaN, NaN, NaN]);
  });
});
