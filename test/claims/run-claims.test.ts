import { describe, expect, it } from 'vitest';
import { runClaims, type ClaimResult, type ClaimsProgress } from '../../src/claims/index.js';

const quick = { sensitivity: false } as const;

describe('running claims', () => {
  it('gives the same numbers whatever else is run before', async () => {
    const [alone] = await runClaims(['N4'], quick);
    const after = await runClaims(['N3', 'N4'], quick);
    expect(after[1]).toEqual(alone);
  });

  it('hands over each claim as soon as it is finished', async () => {
    const seen: ClaimResult[] = [];
    const results = await runClaims(['N4', 'N1'], { ...quick, onResult: (result) => void seen.push(result) });
    expect(seen).toEqual(results);
    expect(results.map(({ id }) => id)).toEqual(['N4', 'N1']);
  });

  it('stops where it is asked to, and keeps what is finished', async () => {
    const signal = { aborted: false };
    const results = await runClaims(['N4', 'N3', 'N1'], {
      ...quick,
      signal,
      onProgress: ({ id }) => void (signal.aborted ||= id === 'N3'),
    });
    expect(results.map(({ id }) => id)).toEqual(['N4']);
  });

  it('waits for whoever hears of its progress', async () => {
    let waiting = 0;
    let most = 0;
    await runClaims(['N4'], {
      ...quick,
      async onProgress() {
        most = Math.max(most, ++waiting);
        await Promise.resolve();
        waiting--;
      },
    });
    expect([waiting, most]).toEqual([0, 1]);
  });

  it('says how far it is, with each assumed number in its turn', async () => {
    const progress: ClaimsProgress[] = [];
    await runClaims(['N4'], { onProgress: (at) => void progress.push(at) });
    expect(progress[0]).toEqual({ id: 'N4', doing: 'verdict', done: 0, of: 5 });
    expect([...new Set(progress.map(({ doing }) => doing))]).toEqual([
      'verdict',
      'gracePeriods.requestsPerSec',
      'guest.exits.heavy.handler',
    ]);
    const done = progress.map((at) => at.done);
    expect(done).toEqual(done.toSorted((a, b) => a - b));
  });

  it('refuses a claim that nobody made', async () => {
    await expect(runClaims(['H35'])).rejects.toThrow(/^unknown claim \(H1, .*, N11\): H35$/);
  });
});
