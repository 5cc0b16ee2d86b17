import { normalQuantile } from '../random/index.js';
import { incompleteBeta } from './incomplete-beta.js';

/** From here on the series around the normal quantile is exact to 1e-8. */
const manyDegrees = 200;

/** Returns the distribution function of Student's t with `df` degrees of freedom (> 0), at t. */
export function tCdf(t: number, df: number): number {
  const tail = 0.5 * incompleteBeta(df / (df + t * t), df / 2, 0.5);
  return t > 0 ? 1 - tail : tail;
}

/**
 * Returns the quantile of Student's t: the t below which a share p lies.
 *
 * Up to 200 degrees of freedom by bisection of the distribution function, relative error below 1e-9; beyond by the
 * Cornish-Fisher series (Abramowitz and Stegun 26.7.5) to the third order.
 *
 * @param p - probability [none, 0 < p < 1]
 * @param df - degrees of freedom [none, >= 1]
 * @example
 * tQuantile(0.975, 9); // 2.2622
 */
export function tQuantile(p: number, df: number): number {
  if (!(p > 0 && p < 1 && df >= 1))
    throw new RangeError(`invalid t quantile (0 < p < 1, df >= 1 expected): ${p}, ${df}`);
  if (p === 0.5) return 0;
  if (p < 0.5) return -tQuantile(1 - p, df);
  return df >= manyDegrees ? series(normalQuantile(p), df) : bisected(p, df);
}

function series(z: number, df: number): number {
  const zz = z * z;
  const first = (z * (zz + 1)) / 4;
  const second = (z * ((5 * zz + 16) * zz + 3)) / 96;
  const third = (z * (((3 * zz + 19) * zz + 17) * zz - 15)) / 384;
  return z + (first + (second + third / df) / df) / df;
}

function bisected(p: number, df: number): number {
  let high = 1;
  while (tCdf(high, df) < p) high *= 2;
  let low = high / 2;
  if (high === 1) low = 0;
  for (let i = 0; i < 52; i++) {
    const middle = (low + high) / 2;
    if (tCdf(middle, df) < p) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
