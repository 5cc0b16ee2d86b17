import { describe, expect, it } from 'vitest';
import { createArrivals, discardArrivals, extendArrivals } from '../../src/engine/arrivals.js';
import { drawUniform, exponential } from '../../src/random/index.js';

const customers = 400_000;
const servicePerSec = 1000;
const meanServiceNs = 1e9 / servicePerSec;
const serviceLane = 1;

/** Mean time in an M/M/1 system [ns], by Lindley's recursion over the engine's own arrivals and draws. */
function meanTimeInSystem(seed: number, load: number): number {
  const arrivals = createArrivals(seed, 'mm1', load * servicePerSec);
  let freeNs = 0;
  let totalNs = 0;
  let served = 0;
  for (let untilNs = 1e9; served < customers; untilNs += 1e9) {
    extendArrivals(arrivals, untilNs);
    for (; served - arrivals.base < arrivals.times.length && served < customers; served++) {
      const arrivalNs = arrivals.times[served - arrivals.base]!;
      const serviceNs = exponential(drawUniform(arrivals.key, served, serviceLane), meanServiceNs);
      freeNs = Math.max(freeNs, arrivalNs) + serviceNs;
      totalNs += freeNs - arrivalNs;
    }
    discardArrivals(arrivals, untilNs);
  }
  return totalNs / customers;
}

/**
 * Bounds n times the variance of the mean of n successive times in the system, in units of the mean service: twice the
 * asymptotic variance of the waiting times (Daley 1968), and the variance of one time in the system.
 */
function varianceBound(load: number): number {
  const idle = (1 - load) * (1 - load);
  const waiting = (load * (2 + 5 * load - 4 * load * load + load * load * load)) / (idle * idle);
  return 2 * waiting + 1 / idle;
}

describe('a queue fed by the arrivals of the world, served in exponential times', () => {
  it.each([0.3, 0.5, 0.8])('keeps a customer for 1/(mu - lambda) on average, at load %f', (load) => {
    const expectedNs = meanServiceNs / (1 - load);
    const runs = [1, 2, 3, 4].map((seed) => meanTimeInSystem(seed, load));
    const mean = runs.reduce((sum, ns) => sum + ns, 0) / runs.length;
    const bandNs = 3.29 * meanServiceNs * Math.sqrt(varianceBound(load) / (customers * runs.length));
    expect(Math.abs(mean - expectedNs)).toBeLessThan(bandNs);
  });
});
