import { describe, expect, it } from 'vitest';
import {
  createSequence,
  drawUniform,
  exponential,
  lognormalFromSpread,
  nextUniform,
  normalQuantile,
  sampleSpread,
  spreadSampler,
  streamKey,
} from '../../src/random/index.js';
import { kolmogorovP, normalCdf } from '../random/sample-tests.js';

const n = 100_000;
const seeds = [1, 2, 3];

function sampleOf(seed: number, name: string, draw: (u: number) => number): number[] {
  const key = streamKey(seed, name);
  return Array.from({ length: n }, (_, i) => draw(drawUniform(key, i, 0)));
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, x) => sum + x, 0) / values.length;
}

describe('distributions on fixed seeds', () => {
  it.each(seeds)('indexed uniforms of seed %i are uniform (Kolmogorov-Smirnov)', (seed) => {
    expect(
      kolmogorovP(
        sampleOf(seed, 'ks', (u) => u),
        (x) => x,
      ),
    ).toBeGreaterThan(0.001);
  });

  it.each(seeds)('sequential uniforms of seed %i are uniform (Kolmogorov-Smirnov)', (seed) => {
    const sequence = createSequence(streamKey(seed, 'ks'));
    const sample = Array.from({ length: n }, () => nextUniform(sequence));
    expect(kolmogorovP(sample, (x) => x)).toBeGreaterThan(0.001);
  });

  it.each(seeds)('exponential gaps of seed %i follow 1 - exp(-x/mean)', (seed) => {
    const mean = 1e9;
    const sample = sampleOf(seed, 'gaps', (u) => exponential(u, mean));
    expect(kolmogorovP(sample, (x) => 1 - Math.exp(-x / mean))).toBeGreaterThan(0.001);
  });

  it('exponential gaps have mean and standard deviation equal to their mean', () => {
    const sample = sampleOf(1, 'moments', (u) => exponential(u, 1e6));
    const mean = meanOf(sample);
    const deviation = Math.sqrt(meanOf(sample.map((x) => (x - mean) ** 2)));
    expect(Math.abs(mean / 1e6 - 1)).toBeLessThan(4 / Math.sqrt(n));
    expect(Math.abs(deviation / 1e6 - 1)).toBeLessThan(4 * Math.sqrt(2 / n));
  });

  it.each(seeds)('normal quantiles of seed %i follow the normal distribution', (seed) => {
    const sample = sampleOf(seed, 'normal', normalQuantile).slice(0, 20_000);
    expect(kolmogorovP(sample, normalCdf)).toBeGreaterThan(0.001);
  });

  it('spreads have the mean median * exp(sigma^2 / 2)', () => {
    const { sigma } = lognormalFromSpread(15_000, 60_000);
    const sampler = spreadSampler(15_000, 60_000);
    const mean = meanOf(sampleOf(1, 'spread', (u) => sampleSpread(sampler, u)));
    const relativeDeviation = Math.sqrt(Math.exp(sigma * sigma) - 1);
    expect(Math.abs(mean / (15_000 * Math.exp((sigma * sigma) / 2)) - 1)).toBeLessThan(
      (4 * relativeDeviation) / Math.sqrt(n),
    );
  });

  it.each(seeds)('spreads of seed %i are lognormal, through table and tails', (seed) => {
    const sampler = spreadSampler(1e9, 3e10);
    const { mu, sigma } = sampler.lognormal;
    const sample = sampleOf(seed, 'spread', (u) => sampleSpread(sampler, u)).slice(0, 20_000);
    expect(kolmogorovP(sample, (x) => normalCdf((Math.log(x) - mu) / sigma))).toBeGreaterThan(0.001);
  });

  it('counts of exponential arrivals in equal windows have variance equal to their mean', () => {
    const sequence = createSequence(streamKey(7, 'arrivals'));
    const windows = 5_000;
    const counts = new Array<number>(windows).fill(0);
    for (
      let t = exponential(nextUniform(sequence), 1e5);
      t < windows * 2e6;
      t += exponential(nextUniform(sequence), 1e5)
    ) {
      counts[Math.floor(t / 2e6)]! += 1;
    }
    const mean = meanOf(counts);
    const variance = meanOf(counts.map((c) => (c - mean) ** 2));
    expect(Math.abs(mean - 20)).toBeLessThan(4 * Math.sqrt(20 / windows));
    expect(Math.abs(variance / mean - 1)).toBeLessThan(4 * Math.sqrt(2 / windows));
  });
});
