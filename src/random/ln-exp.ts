/**
 * Natural logarithm and exponential with the same bits in every JavaScript engine.
 *
 * `Math.log` and `Math.exp` are left approximate by ECMAScript and do differ between engines. Here only `+ - * /`
 * are used, which IEEE 754 fixes to the last bit. The reductions and the minimax coefficients are those published
 * with fdlibm (K. C. Ng, Sun Microsystems, 1993); both results are within 1 ulp of the true value.
 */

const smallestExponent = -1074;
const largestExponent = 1023;
const powersOfTwo = tabulatePowersOfTwo();

const word = new Float64Array(1);
const halves = new Uint32Array(word.buffer);
const highHalf = findHighHalf();

const ln2High = 6.9314718036912381649e-1;
const ln2Low = 1.90821492927058770002e-10;
const inverseLn2 = 1.442695040888963387;
const smallestNormal = 2.2250738585072014e-308;
/** Top 20 bits of the fraction of sqrt(2): mantissas from here on are halved, so that they lie around 1. */
const sqrt2Fraction = 0x6a09f;
const expOverflow = 709.782712893384;
const expUnderflow = -745.1332191019411;

function tabulatePowersOfTwo(): Float64Array {
  const table = new Float64Array(largestExponent - smallestExponent + 1);
  const one = -smallestExponent;
  table[one] = 1;
  for (let i = one + 1; i < table.length; i++) table[i] = table[i - 1]! * 2;
  for (let i = one - 1; i >= 0; i--) table[i] = table[i + 1]! / 2;
  return table;
}

function findHighHalf(): 0 | 1 {
  word[0] = 1;
  return halves[0] === 0 ? 1 : 0;
}

/**
 * Returns the natural logarithm of x, with the same bits everywhere.
 *
 * `ln(0)` and `ln(-0)` are -Infinity, `ln(Infinity)` is Infinity, negative numbers and NaN give NaN.
 *
 * @param x - argument [none, 0..Infinity]
 * @example
 * ln(1); // 0
 */
export function ln(x: number): number {
  if (!(x > 0)) return x === 0 ? -Infinity : NaN;
  if (x === Infinity) return x;
  let exponent = 0;
  let normal = x;
  if (x < smallestNormal) {
    normal = x * 18014398509481984;
    exponent = -54;
  }
  word[0] = normal;
  const high = halves[highHalf]!;
  const shift = (high >>> 20) - 1023 + ((high & 0xfffff) >= sqrt2Fraction ? 1 : 0);
  exponent += shift;
  const f = normal * powersOfTwo[-shift - smallestExponent]! - 1;
  const s = f / (2 + f);
  const z = s * s;
  const w = z * z;
  const even = w * (3.999999999940941908e-1 + w * (2.222219843214978396e-1 + w * 1.531383769920937332e-1));
  const odd =
    z *
    (6.66666666666673513e-1 +
      w * (2.857142874366239149e-1 + w * (1.818357216161805012e-1 + w * 1.479819860511658591e-1)));
  const halfSquare = 0.5 * f * f;
  return exponent * ln2High - (halfSquare - (s * (halfSquare + (even + odd)) + exponent * ln2Low) - f);
}

/**
 * Returns e to the power x, with the same bits everywhere.
 *
 * Beyond 709.78 it is Infinity, below -745.13 it is 0, results under 2.2e-308 lose bits as any subnormal does,
 * and NaN gives NaN.
 *
 * @param x - exponent [none, -Infinity..Infinity]
 * @example
 * exp(0); // 1
 */
export function exp(x: number): number {
  if (!(x <= expOverflow)) return x > expOverflow ? Infinity : NaN;
  if (x < expUnderflow) return 0;
  const k = Math.floor(x * inverseLn2 + 0.5);
  const high = x - k * ln2High;
  const low = k * ln2Low;
  const r = high - low;
  const t = r * r;
  const c =
    r -
    t *
      (1.66666666666666019037e-1 +
        t *
          (-2.77777777770155933842e-3 +
            t * (6.61375632143793436117e-5 + t * (-1.6533902205465251539e-6 + t * 4.13813679705723846039e-8))));
  const y = 1 - (low - (r * c) / (2 - c) - high);
  if (k > largestExponent) return y * 2 * powersOfTwo[k - 1 - smallestExponent]!;
  if (k < -1021) return y * powersOfTwo[k + 54 - smallestExponent]! * powersOfTwo[-54 - smallestExponent]!;
  return y * powersOfTwo[k - smallestExponent]!;
}
