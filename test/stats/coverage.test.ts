import { expect, it } from 'vitest';
import { createSequence, drawUniform, exponential, nextUniform, streamKey } from '../../src/random/index.js';
import { createHistogram, recordValue } from '../../src/record/histogram.js';
import { pairedDifference, quantilesOf } from '../../src/stats/index.js';

const runs = 1000;
const meanNs = 1000;

/** Returns the share of runs of n exponential samples whose 95% interval holds the true quantile. */
function quantileCoverage(n: number, p: number): number {
  const sequence = createSequence(streamKey(1, `coverage.${p}`));
  const truth = -meanNs * Math.log(1 - p);
  let covered = 0;
  for (let run = 0; run < runs; run++) {
    const h = createHistogram();
    for (let i = 0; i < n; i++) recordValue(h, exponential(nextUniform(sequence), meanNs));
    const [q] = quantilesOf(h, [p]);
    if (q!.lowNs! <= truth && truth <= q!.highNs!) covered++;
  }
  return covered / runs;
}

it('the 95% interval of p99 covers the truth in 93% to 97% of 1000 runs', () => {
  const share = quantileCoverage(10_000, 0.99);
  expect(share).toBeGreaterThan(0.93);
  expect(share).toBeLessThan(0.97);
});

it('the 95% interval of the median covers the truth in 93% to 97% of 1000 runs', () => {
  const share = quantileCoverage(2_000, 0.5);
  expect(share).toBeGreaterThan(0.93);
  expect(share).toBeLessThan(0.97);
});

it('the 95% interval of a paired difference covers the truth in 93% to 97% of 1000 runs', () => {
  const key = streamKey(1, 'coverage.paired');
  let covered = 0;
  for (let run = 0; run < runs; run++) {
    const world = Array.from({ length: 12 }, (_, batch) => 12 * run + batch);
    const baseline = world.map((i) => 100 * drawUniform(key, i, 0));
    const other = world.map((i, batch) => baseline[batch]! + 2 + drawUniform(key, i, 1) + drawUniform(key, i, 2) - 1);
    const { low, high } = pairedDifference(baseline, other);
    if (low <= 2 && 2 <= high) covered++;
  }
  expect(covered / runs).toBeGreaterThan(0.93);
  expect(covered / runs).toBeLessThan(0.97);
});
