import { describe, expect, it } from 'vitest';
import { verdictOf, type TestedCase } from '../../src/claims/experiment.js';
import { atLeast, atMost, both, fact, meanOfValues, occurs, share } from '../../src/claims/measure.js';
import type { Answer } from '../../src/claims/measure.js';

const cases = (...answers: readonly Answer[]): TestedCase[] =>
  answers.map((holds, i) => ({ where: `case ${i + 1}`, holds, measured: [] }));

describe('a verdict', () => {
  it('is that a claim holds, or is refuted, only if all cases say so', () => {
    expect(verdictOf(cases(true, true))).toEqual({ outcome: 'holds', conditions: [] });
    expect(verdictOf(cases(false, false))).toEqual({ outcome: 'refuted', conditions: [] });
  });

  it('names where it holds and where it fails if the cases differ', () => {
    expect(verdictOf(cases(true, false, true))).toEqual({
      outcome: 'holds under conditions',
      conditions: ['holds case 1', 'holds case 3', 'fails case 2'],
    });
  });

  it('is left open by a single case that is', () => {
    expect(verdictOf(cases(true, null)).outcome).toBe('not decidable here');
    expect(verdictOf(cases(false, null)).conditions).toEqual(['fails case 1', 'left open case 2']);
  });
});

describe('an answer', () => {
  const between = { ...fact('', '', 5), low: 4, high: 6 };

  it('is open where the interval contains the limit', () => {
    expect([atMost(between, 3), atMost(between, 5), atMost(between, 6)]).toEqual([false, null, true]);
    expect([atLeast(between, 7), atLeast(between, 5), atLeast(between, 4)]).toEqual([false, null, true]);
  });

  it('is open where nothing was measured', () => {
    for (const nothing of [share('', 0, 0), meanOfValues('', '', [])]) {
      expect([atMost(nothing, 1), atLeast(nothing, 0), occurs(nothing)]).toEqual([null, null, null]);
    }
  });

  it('is that something occurs if its interval excludes zero, and that it does not if it was never seen', () => {
    expect([occurs(between), occurs({ ...between, low: -1 }), occurs({ ...between, low: 0, value: 0 })]).toEqual([
      true,
      null,
      false,
    ]);
  });

  it('to several questions is no if one is, open if one is', () => {
    expect([both(true, null, false), both(true, null), both(true, true)]).toEqual([false, null, true]);
  });
});
