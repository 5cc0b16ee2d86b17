import { describe, expect, it } from 'vitest';
import { policyById } from '../../src/policies/index.js';
import type { Scenario } from '../../src/scenario/index.js';
import { runAlone } from '../engine/run-alone.js';
import { compared } from '../properties/compared.js';
import { bareWorld, free } from './bare-world.js';

/**
 * Kernel threads that arrive at random on the vCPU's CPU, above its priority and served in order, are a queue M/G/1. With
 * every other cost at zero, the gaps of a spinning guest are exactly its busy periods.
 */
function queue(ratePerSec: number, medianUs: number, p99Us: number, durationSec: number): Scenario {
  const preemption = { ratePerSec, length: { medianUs, p99Us }, priority: 50 };
  return bareWorld({ costs: free, vcpu: { preemption } }, durationSec);
}

/** P(busy period = n services of a queue M/D/1 with load rho), by Borel. */
function borel(n: number, rho: number): number {
  let logP = -rho * n + (n - 1) * Math.log(rho * n);
  for (let i = 2; i <= n; i++) logP -= Math.log(i);
  return Math.exp(logP);
}

describe.each([0.2, 0.5, 0.8])('threads of equal length at load %d', (rho) => {
  const serviceUs = 100;
  const world = queue((rho * 1e6) / serviceUs, serviceUs, serviceUs, 30);
  const gaps: number[] = [];
  runAlone(world, policyById('mainline'), { latency: (valueNs) => gaps.push(valueNs) });

  it('make gaps of whole services', () => {
    expect(gaps.filter((gapNs) => gapNs % (serviceUs * 1000) !== 0)).toEqual([]);
  });

  it('make gaps that last s / (1 - rho) on average (M/D/1)', () => {
    const mean = gaps.reduce((sum, gapNs) => sum + gapNs, 0) / gaps.length;
    const expected = (serviceUs * 1000) / (1 - rho);
    const deviation = (serviceUs * 1000 * Math.sqrt(rho)) / Math.sqrt((1 - rho) ** 3 * gaps.length);
    expect(Math.abs(mean - expected)).toBeLessThan(3.9 * deviation);
  });

  it('make gaps of n services as often as Borel says', () => {
    for (const n of [1, 2, 3, 4, 5, 8]) {
      const p = borel(n, rho);
      const count = gaps.filter((gapNs) => gapNs === n * serviceUs * 1000).length;
      const tolerance = 3.9 * Math.sqrt(gaps.length * p * (1 - p)) + 2;
      expect(Math.abs(count - gaps.length * p), `${n} services: ${count}`).toBeLessThan(tolerance);
    }
  });

  it('leave 1 - rho of the time to the guest', () => {
    const { latency, measuredNs } = compared(world, ['mainline']).policies[0]!;
    const deviation = rho / Math.sqrt((rho * 1e6 * 30) / serviceUs);
    expect(Math.abs(latency.sum / measuredNs - rho)).toBeLessThan(3.9 * deviation);
  });
});

it('threads of lognormal length make gaps that last E[S] / (1 - rho) on average (M/G/1)', () => {
  const sigma = Math.log(4) / 2.3263478740408408;
  const serviceNs = 100_000 * Math.exp((sigma * sigma) / 2);
  const ratePerSec = 0.6e9 / serviceNs;
  const { latency } = compared(queue(ratePerSec, 100, 400, 60), ['mainline']).policies[0]!;
  const mean = latency.sum / latency.total;
  expect(Math.abs((mean * 0.4) / serviceNs - 1)).toBeLessThan(0.02);
});
