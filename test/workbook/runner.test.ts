import { describe, expect, it } from 'vitest';
import { policyById } from '../../src/policies/index.js';
import { compare } from '../../src/record/comparison.js';
import { scenario } from '../../src/scenario/index.js';
import { inlineRunner, type Summary } from '../../src/workbook/index.js';
import { quickPace } from './quick-pace.js';

const few = scenario({ run: { durationSec: 0.5, warmupSec: 0.2 } });
const never = (): AbortSignal => new AbortController().signal;

async function all(summaries: AsyncIterable<Summary>): Promise<Summary[]> {
  const seen: Summary[] = [];
  for await (const summary of summaries) seen.push(summary);
  return seen;
}

describe('the inline runner with the engine', () => {
  it('ends with the digest of compare(), however the turns fell', async () => {
    const ends = await Promise.all([
      all(inlineRunner({ pace: quickPace() })(few, never())),
      all(inlineRunner({ pace: { turnMs: 1, reportMs: 1, firstMs: 1 } })(few, never())),
    ]);
    for (const seen of ends) expect(seen.at(-1)?.digest).toBe(compare(few).digest);
  });

  it('gives a first look before the warm-up is over, and never goes back to fewer samples', async () => {
    const seen = await all(inlineRunner({ pace: quickPace() })(few, never()));
    expect(seen[0]?.firstLook).toBe(true);
    expect(seen[0]?.finished).toBe(false);
    expect(seen.slice(1).some(({ firstLook }) => firstLook)).toBe(false);
    const samples = seen.map(({ rows }) => rows[0]?.samples ?? 0);
    expect([...samples].sort((a, b) => a - b)).toEqual(samples);
  });

  it('takes no first look where there is hardly any warm-up', async () => {
    const cold = scenario({ run: { durationSec: 0.2, warmupSec: 0 } });
    const seen = await all(inlineRunner({ pace: quickPace() })(cold, never()));
    expect(seen.some(({ firstLook }) => firstLook)).toBe(false);
    expect(seen.at(-1)?.digest).toBe(compare(cold).digest);
  });

  it('puts policies with the same samples into one group, the largest sample first', async () => {
    const policies = ['mainline', 'guest-entry-flag', 'oracle'].map((id) => policyById(id));
    const [last] = (await all(inlineRunner({ policies, pace: quickPace() })(few, never()))).slice(-1);
    expect(last?.groups.flat().sort()).toEqual(['guest-entry-flag', 'mainline', 'oracle']);
    expect(last?.groups.find((group) => group.includes('mainline'))).toContain('guest-entry-flag');
    const worst = last?.groups.map(([id]) => last.rows.find(({ policy }) => policy === id)?.maxUs ?? 0) ?? [];
    expect([...worst].sort((a, b) => b - a)).toEqual(worst);
  });

  it('stops in the middle without a word when it is aborted', async () => {
    const abort = new AbortController();
    const seen: Summary[] = [];
    for await (const summary of inlineRunner({ pace: quickPace() })(few, abort.signal)) {
      seen.push(summary);
      if (seen.length === 2) abort.abort();
    }
    expect(seen).toHaveLength(2);
    expect(seen.some(({ finished }) => finished)).toBe(false);
  });
});
