import { describe, expect, it } from 'vitest';
import { experiments } from '../../src/claims/experiments/index.js';
import { claimIds } from '../../src/claims/index.js';
import { fields } from '../../src/scenario/index.js';
import { sources } from '../scenario/sources.js';
import { claims } from './claims-data.js';

const sourceOf = (id: string) => sources.find((source) => source.id === id);

describe('the claims', () => {
  it('are H1 to H34 and N1 to N11, each with an experiment, in the same order', () => {
    const numbered = (letter: string, count: number) => Array.from({ length: count }, (_, i) => `${letter}${i + 1}`);
    const ids = [...numbered('H', 34), ...numbered('N', 11)];
    expect(claims.map(({ id }) => id)).toEqual(ids);
    expect(claimIds).toEqual(ids);
  });

  it.each(claims)(
    '$id names a source that exists, by the same author on the same day',
    ({ id, author, date, source }) => {
      const cited = sourceOf(source);
      expect(cited?.author).toBe(author);
      if (id.startsWith('H')) expect(cited?.date).toBe(date);
    },
  );

  it('are told in sentences of their own', () => {
    for (const { claim, refutedBy, beyond = 'Nothing.' } of claims) {
      for (const text of [claim, refutedBy, beyond]) expect(text).toMatch(/^[A-Z0-9].*\.$/);
    }
    expect(new Set(claims.map(({ claim }) => claim)).size).toBe(claims.length);
  });
});

describe('every experiment', () => {
  it.each(experiments)('$id varies two numbers at least, none of them a fact of the kernel', ({ assumptions }) => {
    for (const path of assumptions) {
      const varied = fields.filter((field) => field.path === path || field.path.startsWith(`${path}.`));
      expect(varied.filter(({ kind }) => kind === 'integer' || kind === 'number')).not.toEqual([]);
      expect(varied.filter(({ source }) => /^(kernel|commit)-/.test(source))).toEqual([]);
    }
    expect(new Set(assumptions).size).toBe(assumptions.length);
    expect(assumptions.length).toBeGreaterThanOrEqual(2);
  });

  it('names its cases apart', () => {
    for (const { cases } of experiments) expect(new Set(cases.map(({ where }) => where)).size).toBe(cases.length);
  });
});
