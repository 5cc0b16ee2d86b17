import { readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { compare } from '../../src/record/comparison.js';
import { canonicalJson, contentHash } from '../../src/scenario/index.js';
import { recordBits } from '../record/record-bits.js';
import { frozenCases, type FrozenCase } from './cases.js';

/**
 * Each policy's results in each case, as a hash over every count. A change here changes numbers that people have seen: it
 * needs a new minor version and a "Results-change: yes". To freeze anew what is computed now:
 *
 *   UPDATE_FROZEN=1 npx vitest run test/frozen
 */
const file = new URL('comparisons.json', import.meta.url);

type Frozen = Record<string, Record<string, string>>;

function results({ scenario }: FrozenCase): Record<string, string> {
  const { policies } = compare(scenario);
  return Object.fromEntries(policies.map((record) => [record.id, contentHash(canonicalJson(recordBits(record)))]));
}

if (process.env['UPDATE_FROZEN'] === '1') {
  const all: Frozen = Object.fromEntries(frozenCases.map((each) => [each.name, results(each)]));
  writeFileSync(file, `${JSON.stringify(all, null, 2)}\n`);
}

const frozen = JSON.parse(readFileSync(file, 'utf8')) as Frozen;

describe('every policy gives the results that were frozen', () => {
  it.each(frozenCases)('in: $name', (each) => {
    expect(results(each)).toEqual(frozen[each.name]);
  });

  it('in these cases and no others', () => {
    expect(Object.keys(frozen)).toEqual(frozenCases.map(({ name }) => name));
  });
});
