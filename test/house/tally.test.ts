import { describe, expect, it } from 'vitest';
import { checked, closingLine, vitestTally, type VitestReport } from './tally.mjs';

const report = (statuses: readonly string[], status = 'passed'): VitestReport => ({
  numPassedTests: statuses.filter((each) => each === 'passed').length,
  testResults: [
    {
      name: 'a.test.ts',
      status,
      message: 'reason',
      assertionResults: statuses.map((each) => ({ fullName: 'claim', status: each })),
    },
  ],
});

describe('the count of the run', () => {
  it('takes a check as one, however much it found', () => {
    expect([checked([]), checked(['a', 'b'])]).toMatchObject([
      { passed: 1, failed: 0 },
      { passed: 0, failed: 1 },
    ]);
  });

  it('adds tests and checks', () => {
    const tests = vitestTally(report(['passed', 'passed', 'failed'], 'failed'), 1);
    expect(closingLine([checked([]), checked(['a']), tests])).toBe('3 passed, 2 failed');
  });

  it.each([
    ['a test that was passed over', report(['passed', 'skipped']), 0],
    ['a test that is still to be written', report(['passed', 'todo']), 0],
    ['a file that could not be loaded', report([], 'failed'), 1],
    ['an error outside every test', report(['passed']), 1],
    ['a run without a test', report([]), 0],
    ['a run without a report', null, 0],
  ])('takes %s as a failure', (_what, given, code) => {
    expect(vitestTally(given, code).failed).toBe(1);
  });
});
