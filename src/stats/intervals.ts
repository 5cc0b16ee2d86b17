import { normalQuantile } from '../random/index.js';

/** Half the width of a two-sided 95% interval of the standard normal distribution: `normalQuantile(0.975)`. */
export const z95 = 1.959963984540054;

/** An interval, both ends included. */
export interface Interval {
  readonly low: number;
  readonly high: number;
}

/** Below this variance np(1-p) the binomial distribution is summed term by term. */
const exactVariance = 2500;
const negligibleTerm = 1e-18;

/**
 * Returns Wilson's score interval of a share.
 *
 * Unlike the textbook share +- z sqrt(...) it never leaves [0, 1] and stays honest for a handful of successes.
 *
 * @param successes - how often it happened [none, 0..n]
 * @param n - how often it could have [none, > 0]
 * @param z - half-width in standard deviations [none, default 1.96, that is 95%]
 * @example
 * wilson(0, 100).high; // 0.037: nothing seen in 100 is no proof of never
 */
export function wilson(successes: number, n: number, z = z95): Interval {
  if (!(n > 0 && successes >= 0 && successes <= n)) {
    throw new RangeError(`invalid share (0 <= successes <= n, n > 0 expected): ${successes} of ${n}`);
  }
  const share = successes / n;
  const zz = (z * z) / n;
  const centre = (share + zz / 2) / (1 + zz);
  const half = Math.sqrt((share * (1 - share) * z * z) / n + (zz * zz) / 4) / (1 + zz);
  return {
    low: successes === 0 ? 0 : Math.max(0, centre - half),
    high: successes === n ? 1 : Math.min(1, centre + half),
  };
}

/**
 * Returns the ranks of two order statistics that enclose a quantile with at least the confidence asked for.
 *
 * Nothing is assumed of the distribution: the number of samples below the true p-quantile is binomial(n, p). It takes
 * the samples as independent. A low rank of 0 or a high rank of n+1 means that n samples give no bound on that side.
 * The binomial is summed exactly while its variance is below 2500; beyond, its quantiles come from the normal
 * approximation with skewness correction, good to one rank.
 *
 * @param n - number of samples [none, integer >= 1]
 * @param p - quantile [none, 0 < p < 1]
 * @param confidence - least probability of enclosing it [none, 0 < c < 1, default 0.95]
 * @example
 * orderStatisticRanks(10, 0.5); // {low: 2, high: 9}
 */
export function orderStatisticRanks(n: number, p: number, confidence = 0.95): Interval {
  if (!(n >= 1 && Math.floor(n) === n)) throw new RangeError(`invalid sample size (integer >= 1 expected): ${n}`);
  if (!(p > 0 && p < 1)) throw new RangeError(`invalid quantile (0 < p < 1 expected): ${p}`);
  if (!(confidence > 0 && confidence < 1)) throw new RangeError(`invalid confidence (0..1 expected): ${confidence}`);
  const tail = (1 - confidence) / 2;
  return n * p * (1 - p) < exactVariance ? exactRanks(n, p, tail) : approximateRanks(n, p, tail);
}

/** Terms grow from 1 at the mode by the ratio of neighbours; dividing by their sum makes them probabilities. */
function exactRanks(n: number, p: number, tail: number): Interval {
  const mode = Math.min(n, Math.floor((n + 1) * p));
  const odds = p / (1 - p);
  const below: number[] = [];
  for (let k = mode, term = 1; k > 0; k--) {
    term *= k / ((n - k + 1) * odds);
    if (term < negligibleTerm) break;
    below.push(term);
  }
  const terms = below.reverse();
  const first = mode - terms.length;
  terms.push(1);
  for (let k = mode, term = 1; k < n; k++) {
    term *= ((n - k) * odds) / (k + 1);
    if (term < negligibleTerm) break;
    terms.push(term);
  }
  let sum = 0;
  for (const term of terms) sum += term;
  const allowance = tail * sum;
  return {
    low: first + countWithin(terms, allowance),
    high: first + terms.length - countWithin(terms.reverse(), allowance),
  };
}

/** Returns how many leading terms fit into the allowance together. */
function countWithin(terms: readonly number[], allowance: number): number {
  let sum = 0;
  let count = 0;
  for (const term of terms) {
    sum += term;
    if (sum > allowance) break;
    count++;
  }
  return count;
}

function approximateRanks(n: number, p: number, tail: number): Interval {
  const z = normalQuantile(1 - tail);
  const half = z * Math.sqrt(n * p * (1 - p));
  const skew = ((1 - 2 * p) * (z * z - 1)) / 6;
  const low = Math.floor(n * p + skew - half + 0.5);
  const high = Math.ceil(n * p + skew + half + 0.5);
  return { low: Math.max(0, low), high: Math.min(n + 1, high) };
}
