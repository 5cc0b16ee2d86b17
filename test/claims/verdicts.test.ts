import { readFileSync, writeFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { claimIds, runClaims, type ClaimResult } from '../../src/claims/index.js';

/**
 * How each claim stands. A verdict that changes must be changed on purpose: say in the commit which, and why. To freeze anew
 * what is computed now:
 *
 *   UPDATE_FROZEN=1 npx vitest run test/claims/verdicts.test.ts
 */
const file = new URL('../frozen/verdicts.json', import.meta.url);

/** Half a minute of computing, on a machine that may be busy with other things. */
const longMs = 300_000;

const frozen = JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>;

const frozenPart = ({ verdict, conditions }: ClaimResult) => ({ verdict, conditions });

describe('the verdicts', () => {
  let results: readonly ClaimResult[] = [];
  const of = (id: string) => results.find((result) => result.id === id);

  beforeAll(async () => {
    results = await runClaims(claimIds, { sensitivity: false });
    if (process.env['UPDATE_FROZEN'] !== '1') return;
    const all = Object.fromEntries(results.map((result) => [result.id, frozenPart(result)]));
    writeFileSync(file, `${JSON.stringify(all, null, 2)}\n`);
  }, longMs);

  it('are of all claims', () => {
    expect(Object.keys(frozen)).toEqual(claimIds);
    expect(results.map(({ id }) => id)).toEqual(claimIds);
  });

  it.each(claimIds)('%s stands as frozen', (id) => {
    expect(frozenPart(of(id)!)).toEqual(frozen[id]);
  });

  it.each(claimIds)('%s rests on numbers, each within its interval', (id) => {
    for (const { measured } of of(id)!.cases) {
      expect(measured.length).toBeGreaterThan(0);
      for (const { value, low, high, n } of measured) {
        expect(value).not.toBeNull();
        expect(low).toBeLessThanOrEqual(value!);
        expect(high).toBeGreaterThanOrEqual(value!);
        expect(n).toBeGreaterThan(0);
      }
    }
  });
});
