import type { Policy } from '../../src/policies/index.js';
import type { Comparison, ComparisonRun } from '../../src/record/comparison.js';
import { recordValue } from '../../src/record/histogram.js';
import { createPolicyRecord } from '../../src/record/policy-record.js';
import { canonicalJson, contentHash, type Scenario } from '../../src/scenario/index.js';

/** Length of one turn of the stand-in [ns]. */
const turnNs = 1_000_000;

const mixed = (a: number, b: number): number => {
  const x = Math.imul(a ^ 0x9e3779b9, 0x85ebca6b) ^ Math.imul(b + 0x7f4a7c15, 0xc2b2ae35);
  return (Math.imul(x ^ (x >>> 15), 0x2c1b3c6d) >>> 0) / 4294967296;
};

/**
 * Starts something that behaves like a comparison and knows nothing of kernels: each simulated millisecond gives every
 * policy a few latencies that depend on the seed, the exit rate and the policy alone.
 */
export function startStandIn(scenario: Scenario, policies: readonly Policy[]): ComparisonRun {
  const { seed, durationSec, warmupSec } = scenario.run;
  const warmupNs = Math.round(warmupSec * 1e9);
  const totalNs = warmupNs + Math.round(durationSec * 1e9);
  const records = policies.map((policy) => createPolicyRecord(policy, 0));
  let doneNs = 0;
  const turn = (index: number): void => {
    for (const [place, record] of records.entries()) {
      const chance = mixed(index, seed);
      const late = chance < 1 / scenario.host.hz && place % 5 !== 4;
      const tail = late ? 3000 + 40_000 * mixed(index, seed + 1) ** (2 + (place % 4)) : 0;
      recordValue(record.latency, Math.round(400 + 2000 * chance + tail), 3);
      record.exits += 3;
      record.measuredNs += turnNs;
      if (late) record.wakes++;
    }
  };
  return {
    totalNs,
    get doneNs() {
      return doneNs;
    },
    advance(untilNs) {
      while (doneNs < untilNs) {
        if (doneNs >= warmupNs) turn(doneNs / turnNs);
        doneNs = Math.min(totalNs, doneNs + turnNs);
      }
    },
    snapshot(): Comparison {
      const counts = records.map(({ id, latency }) => [id, latency.total, latency.sum, latency.max]);
      return {
        scenario,
        seed,
        version: '0.0.0',
        digest: contentHash(canonicalJson(scenario) + JSON.stringify(counts)),
        simulatedNs: doneNs,
        finished: doneNs >= totalNs,
        policies: records,
      };
    },
  };
}
