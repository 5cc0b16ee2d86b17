import { exp, ln } from '../random/index.js';

const halfLn2Pi = 0.9189385332046728;
const tiny = 1e-300;

/**
 * Returns the logarithm of the gamma function, for x > 0, to about 1e-14.
 *
 * Stirling's series from x = 12 on; smaller arguments are raised by ln G(x) = ln G(x+1) - ln x.
 */
export function lnGamma(x: number): number {
  let product = 1;
  let y = x;
  while (y < 12) {
    product *= y;
    y++;
  }
  const r = 1 / (y * y);
  const series = (1 / 12 - r * (1 / 360 - r * (1 / 1260 - r * (1 / 1680 - r * (1 / 1188 - (r * 691) / 360360))))) / y;
  return (y - 0.5) * ln(y) - y + halfLn2Pi + series - ln(product);
}

/**
 * Returns the regularised incomplete beta function I_x(a, b), the distribution function of beta(a, b) at x.
 *
 * Continued fraction 26.5.8 of Abramowitz and Stegun, evaluated by Lentz's method on the side where it converges fast.
 *
 * @param x - argument [none, 0..1]
 * @param a - first parameter [none, > 0]
 * @param b - second parameter [none, > 0]
 */
export function incompleteBeta(x: number, a: number, b: number): number {
  if (!(a > 0 && b > 0 && x >= 0 && x <= 1)) throw new RangeError(`invalid beta arguments: x ${x}, a ${a}, b ${b}`);
  if (x === 0 || x === 1) return x;
  const front = exp(lnGamma(a + b) - lnGamma(a) - lnGamma(b) + a * ln(x) + b * ln(1 - x));
  return x < (a + 1) / (a + b + 2)
    ? (front * continuedFraction(x, a, b)) / a
    : 1 - (front * continuedFraction(1 - x, b, a)) / b;
}

function continuedFraction(x: number, a: number, b: number): number {
  let c = 1;
  let d = 1 / awayFromZero(1 - ((a + b) * x) / (a + 1));
  let result = d;
  for (let m = 1; m <= 10000; m++) {
    const twice = a + 2 * m;
    const even = (m * (b - m) * x) / ((twice - 1) * twice);
    d = 1 / awayFromZero(1 + even * d);
    c = awayFromZero(1 + even / c);
    result *= c * d;
    const odd = (-(a + m) * (a + b + m) * x) / (twice * (twice + 1));
    d = 1 / awayFromZero(1 + odd * d);
    c = awayFromZero(1 + odd / c);
    result *= c * d;
    if (Math.abs(c * d - 1) < 1e-15) return result;
  }
  throw new Error(`incomplete beta did not converge: x ${x}, a ${a}, b ${b}`);
}

function awayFromZero(value: number): number {
  return Math.abs(value) < tiny ? tiny : value;
}
