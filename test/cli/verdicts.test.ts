import { readFileSync, writeFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { factor } from '../../src/claims/sensitivity.js';
import { claimsSchema, type ClaimsJson } from '../../src/cli/claims-json.js';
import { claimIds } from '../../src/index.js';
import { runQuiescent } from './process.js';

/**
 * How each claim stands. A verdict that changes must be changed on purpose: say in the commit which, and why. To freeze anew
 * what the built program computes now:
 *
 *   npm run build:lib && UPDATE_FROZEN=1 npx vitest run test/cli/verdicts.test.ts
 */
const file = new URL('../frozen/verdicts.json', import.meta.url);

/** Half a minute of computing, on a machine that may be busy with other things. */
const longMs = 300_000;

type JudgedJson = ClaimsJson['claims'][number];

async function judged(...args: readonly string[]): Promise<readonly JudgedJson[]> {
  const { out, err, code } = await runQuiescent(['claims', ...args, '--json']);
  expect({ err, code }).toEqual({ err: '', code: 0 });
  return claimsSchema.parse(JSON.parse(out)).claims;
}

describe('the verdicts', () => {
  let claims: readonly JudgedJson[] = [];
  let frozen: Readonly<Record<string, unknown>> = {};
  const of = (id: string): JudgedJson => claims.find((claim) => claim.id === id)!;
  const frozenPart = ({ verdict, conditions }: JudgedJson) => ({ verdict, conditions });

  beforeAll(async () => {
    claims = await judged('--no-sensitivity');
    if (process.env['UPDATE_FROZEN'] === '1') {
      const all = Object.fromEntries(claims.map((claim) => [claim.id, frozenPart(claim)]));
      writeFileSync(file, `${JSON.stringify(all, null, 2)}\n`);
    }
    frozen = JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>;
  }, longMs);

  it('are of all claims', () => {
    expect(Object.keys(frozen)).toEqual(claimIds);
    expect(claims.map(({ id }) => id)).toEqual(claimIds);
  });

  it.each(claimIds)('%s stands as frozen', (id) => {
    expect(frozenPart(of(id))).toEqual(frozen[id]);
  });

  it.each(claimIds)('%s rests on numbers, each within its interval', (id) => {
    const { measured, interval } = of(id);
    for (const { value, low, high, n } of [interval, ...measured]) {
      expect(value).not.toBeNull();
      expect(low).toBeLessThanOrEqual(value!);
      expect(high).toBeGreaterThanOrEqual(value!);
      expect(n).toBeGreaterThan(0);
    }
  });
});

describe('the sensitivity of a verdict', () => {
  let claims: readonly JudgedJson[] = [];

  beforeAll(async () => {
    claims = await judged('N5', 'H24');
  }, longMs);

  it('tells for each assumed number what both ends give, the longest bar first', () => {
    for (const { sensitivity } of claims) {
      const bars = sensitivity.map(({ low, high }) => Math.abs(high.value! - low.value!));
      expect(bars).toEqual(bars.toSorted((a, b) => b - a));
      expect(bars[0]).toBeGreaterThan(0.05);
      expect(sensitivity.every((row) => row.factor === factor)).toBe(true);
    }
  });

  it('flips nothing where the result does not hang on what is assumed (N5)', () => {
    const { sensitivity } = claims.find(({ id }) => id === 'N5')!;
    expect(sensitivity[0]?.path).toBe('gracePeriods.requestsPerSec');
    expect(sensitivity.filter(({ flips }) => flips)).toEqual([]);
  });

  it('says which assumed number changes the verdict (H24: fewer halts twice as long end while rcuc runs)', () => {
    const { verdict, sensitivity } = claims.find(({ id }) => id === 'H24')!;
    const row = sensitivity.find(({ path }) => path === 'guest.hlt.length')!;
    expect(verdict).toBe('holds under conditions');
    expect(row.low.value).toBeGreaterThan(row.high.value!);
    expect(row.low.verdict).toBe(verdict);
    expect(row.high.verdict).not.toBe(verdict);
    expect(row.flips).toBe(true);
  });
});
