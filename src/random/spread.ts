import { exp } from './ln-exp.js';
import { lognormalFromSpread, sampleLognormal, type Lognormal } from './distributions.js';
import { normalQuantile } from './normal.js';
import { quantileTable, sampleQuantiles } from './quantile-table.js';

/** A duration given by its median and 99th percentile, prepared for fast sampling. */
export interface SpreadSampler {
  readonly medianNs: number;
  readonly p99Ns: number;
  /** Every sample, where median and 99th percentile are equal; else -1. */
  readonly constantNs: number;
  readonly lognormal: Lognormal;
  /** Quantile and its slope per cell at each knot, alternating. */
  readonly table: Float64Array;
  /** A measured distribution instead of the lognormal one: its quantiles; empty: none. */
  readonly quantilesNs: Float64Array;
  /** The same as `sampleSpread(this, u)`, for callers that are in no hurry. */
  sample(u: number): number;
}

const cells = 512;
/** The outer 1/64 on either side is computed exactly: there the quantile bends too much for the table. */
const firstCell = 8;
const endCell = cells - firstCell;
const inverseSqrt2Pi = 0.3989422804014327;
const noTable = new Float64Array(0);

/** z and dz per cell at every knot that a table uses; the same for all spreads. */
const normalKnots = tabulateNormal();

function tabulateNormal(): Float64Array {
  const knots = new Float64Array(2 * (cells + 1));
  for (let i = firstCell; i <= endCell; i++) {
    const z = normalQuantile(i / cells);
    knots[2 * i] = z;
    knots[2 * i + 1] = 1 / (cells * inverseSqrt2Pi * exp(-0.5 * z * z));
  }
  return knots;
}

/**
 * Returns a sampler of durations with this median and this 99th percentile (lognormal; constant where they are equal).
 *
 * Between the quantiles 1/64 and 63/64 it interpolates a table of 512 cells by cubics with exact values and slopes at
 * the knots; beyond, it computes as `sampleLognormal` does. Relative error of the table before rounding to ns: below
 * 2e-6 while p99 <= 10 median, 1.5e-5 while p99 <= 1000 median. Only + - * / are used: same bits everywhere.
 *
 * @param medianNs - median [ns, >= 0; 0 only together with p99Ns 0]
 * @param p99Ns - 99th percentile [ns, medianNs..2^52]
 * @example
 * const handler = spreadSampler(2_000, 15_000);
 * const handlerNs = sampleSpread(handler, drawUniform(streamKey(1, 'exits.msr'), 0, 1));
 */
export function spreadSampler(medianNs: number, p99Ns: number): SpreadSampler {
  if (medianNs === 0 && p99Ns === 0) return constantSampler(0, 0);
  const lognormal = lognormalFromSpread(medianNs, p99Ns);
  if (lognormal.sigma === 0) return constantSampler(medianNs, lognormal.mu);
  const table = new Float64Array(2 * (cells + 1));
  for (let i = firstCell; i <= endCell; i++) {
    const value = exp(lognormal.mu + lognormal.sigma * normalKnots[2 * i]!);
    table[2 * i] = value;
    table[2 * i + 1] = value * lognormal.sigma * normalKnots[2 * i + 1]!;
  }
  const sampler: SpreadSampler = {
    medianNs,
    p99Ns,
    constantNs: -1,
    lognormal,
    table,
    quantilesNs: noTable,
    sample: (u) => sampleSpread(sampler, u),
  };
  return sampler;
}

function constantSampler(valueNs: number, mu: number): SpreadSampler {
  const constantNs = Math.floor(valueNs + 0.5);
  return {
    medianNs: valueNs,
    p99Ns: valueNs,
    constantNs,
    lognormal: { mu, sigma: 0 },
    table: noTable,
    quantilesNs: noTable,
    sample: () => constantNs,
  };
}

/**
 * Returns a sampler of a measured distribution.
 *
 * @param valuesNs - its quantiles at 0, 1/n, 2/n ... 1, ascending; a single one is a constant [ns, 0..2^52]
 */
export function quantileSampler(valuesNs: readonly number[]): SpreadSampler {
  const [firstNs = 0] = valuesNs;
  const lastNs = valuesNs.at(-1) ?? 0;
  if (firstNs === lastNs) return constantSampler(firstNs, 0);
  const quantilesNs = quantileTable(valuesNs);
  const medianNs = sampleQuantiles(quantilesNs, 0.5);
  const p99Ns = sampleQuantiles(quantilesNs, 0.99);
  const lognormal = { mu: 0, sigma: 0 };
  const sample = (u: number) => sampleQuantiles(quantilesNs, u);
  return { medianNs, p99Ns, constantNs: -1, lognormal, table: noTable, quantilesNs, sample };
}

/**
 * Returns one duration of a spread, an integer number of nanoseconds from 0 to 2^52.
 *
 * @param sampler - from `spreadSampler`
 * @param u - uniform number [none, 0 < u < 1]
 */
export function sampleSpread(sampler: SpreadSampler, u: number): number {
  if (sampler.constantNs >= 0) return sampler.constantNs;
  if (sampler.quantilesNs.length > 0) return sampleQuantiles(sampler.quantilesNs, u);
  const position = u * cells;
  const cell = position | 0;
  if (cell < firstCell || cell >= endCell) return sampleLognormal(sampler.lognormal, u);
  const t = position - cell;
  const table = sampler.table;
  const at = 2 * cell;
  const y0 = table[at]!;
  const slope0 = table[at + 1]!;
  const y1 = table[at + 2]!;
  const slope1 = table[at + 3]!;
  const rise = y1 - y0;
  const square = 3 * rise - 2 * slope0 - slope1;
  const cube = slope0 + slope1 - 2 * rise;
  return Math.floor(y0 + t * (slope0 + t * (square + t * cube)) + 0.5);
}
