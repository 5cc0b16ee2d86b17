import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { compare, scenario } from '../../src/index.js';
import { countsOf, differences, tickCore, twinConstants, twinPolicies } from './tick-core.mjs';
import { buildCTwin, runCTwin, runSimPyTwin } from './twins.mjs';

const shortSec = 2;
const longSec = 20;
const folder = mkdtempSync(join(tmpdir(), 'quiescent-twins-'));
let cTwin: string;

beforeAll(() => {
  cTwin = buildCTwin(folder);
});

afterAll(() => rmSync(folder, { recursive: true }));

function ours(durationSec: number, seed: number, policy: string) {
  const { policies } = compare(tickCore(durationSec, seed), { policies: [policy] });
  return countsOf(policies[0]!);
}

describe.each(twinPolicies)('the tick core under %s', (policy) => {
  test.each([1, 2, 4294967295])('counts the same in our engine, in SimPy and in C, seed %i', (seed) => {
    const constants = twinConstants(scenario(tickCore(shortSec, seed)), policy);
    const expected = ours(shortSec, seed, policy);
    expect(expected.exits).toBeGreaterThan(1000);
    expect(expected.wakes).toBeGreaterThan(10);
    expect(differences(expected, runSimPyTwin(constants))).toEqual([]);
    expect(differences(expected, runCTwin(cTwin, constants))).toEqual([]);
  });

  test('counts the same in our engine and in C over a longer time', () => {
    const constants = twinConstants(scenario(tickCore(longSec)), policy);
    expect(differences(ours(longSec, 1, policy), runCTwin(cTwin, constants))).toEqual([]);
  });
});

test('a twin whose rcuc takes a nanosecond more is told from our engine', () => {
  const constants = twinConstants(scenario(tickCore(shortSec)), 'mainline');
  const slower = runCTwin(cTwin, { ...constants, rcuCoreNs: constants.rcuCoreNs + 1 });
  expect(differences(ours(shortSec, 1, 'mainline'), slower).join()).toContain('latency');
});

test('a scenario with more to it than the twins know is refused', () => {
  const richer = scenario({ ...tickCore(1), softirq: { ratePerSec: 1 } });
  expect(() => twinConstants(richer, 'mainline')).toThrow('softirq.ratePerSec (0 expected): 1');
});
