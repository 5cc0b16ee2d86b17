import { describe, expect, test } from 'vitest';
import { definePolicy, policiesByIds, policyById, withIdleEntry } from '../../src/policies/index.js';
import { definitionProblems } from '../../src/policies/definition-problems.js';
import { cpus, parameters } from './hosts.js';

const skips = (): boolean => true;
const citation = { author: 'me', date: '2024-05-01', source: 'a letter' };

describe('a definition just fits', () => {
  test.each([
    ['an id of 60 characters', { id: 'a'.repeat(60) }],
    ['a title of 80 characters', { title: 'a'.repeat(80) }],
    ['a condition of 400 characters, letters of any script in it', { condition: `${'a'.repeat(398)}éж` }],
    ['a whole citation with parts of 120 characters', { citation: { ...citation, source: 'a'.repeat(120) } }],
    ['an exit cost of 0', { exitCostNs: 0 }],
    ['an exit cost of 10 ms', { exitCostNs: 10_000_000 }],
  ])('with %s', (_what, changes) => {
    expect(definitionProblems({ id: 'mine', skips, ...changes })).toEqual([]);
  });
});

describe('a definition does not fit', () => {
  const tooLong = `${'a'.repeat(78)}…`;

  test.each([
    [
      'a title of 81 characters',
      { title: 'a'.repeat(81) },
      `title must be one line of 1..80 characters, or left out: '${tooLong}`,
    ],
    [
      'a title with a DEL in it',
      { title: 'a\u007f' },
      "title must be one line of 1..80 characters, or left out: 'a\u007f'",
    ],
    [
      'a title that is a function',
      { title: skips },
      'title must be one line of 1..80 characters, or left out: a function',
    ],
    ['a citation of null', { citation: null }, 'citation must be {author, date, source}, or left out: null'],
    [
      'a citation without its author',
      { citation: { ...citation, author: undefined } },
      'citation.author is missing; give author, date and source, or leave the citation out',
    ],
    [
      'a citation without its date',
      { citation: { ...citation, date: undefined } },
      'citation.date is missing; give author, date and source, or leave the citation out',
    ],
    [
      'a citation of an empty source',
      { citation: { ...citation, source: '' } },
      "citation.source must be one line of 1..120 characters, or left out: ''",
    ],
    [
      'an exit cost beyond 10 ms',
      { exitCostNs: 10_000_001 },
      'exitCostNs must be whole nanoseconds, 0..10000000, or left out: 10000001',
    ],
  ])('with %s, and says just that', (_what, changes, problem) => {
    expect(definitionProblems({ id: 'mine', skips, ...changes })).toEqual([problem]);
  });

  test('with a state of null for a CPU', () => {
    const mine = definePolicy({ id: 'mine', state: (() => null) as unknown as () => object, skips });
    expect(() => mine.create(parameters, cpus)).toThrow(/must return an object.*: null$/);
  });
});

test('a value of 80 characters is shown whole, a longer one cut to 80', () => {
  const shown = (id: string) => definitionProblems({ id, skips })[0]!.split(': ').at(-1);
  expect(shown(`A${'a'.repeat(77)}`)).toBe(`'A${'a'.repeat(77)}'`);
  expect(shown(`A${'a'.repeat(78)}`)).toBe(`'A${'a'.repeat(77)}…`);
});

test.each(['guest-entry-flag', 'last-qs-age'])('%s writes twice for every exit, and costs twice a store', (id) => {
  const stores = { ...parameters, flagStoreNs: 7, jiffiesStoreNs: 7 };
  expect(policyById(id).create(stores, cpus).exitCostNs).toBe(14);
});

test.each(['qs-on-guest-exit', 'qs-on-guest-exit-ideal'])(
  '%s answers every tick with false, not with nothing',
  (id) => {
    const instance = policyById(id).create(parameters, cpus);
    expect(instance.skips({} as never)).toBe(false);
  },
);

test('a policy with the idle-entry rule says in its condition what it skips besides', () => {
  const base = policyById('patience');
  const { condition, title } = withIdleEntry(base);
  expect(condition).toBe(`${base.condition}; also skips while the idle task is current, RCU still watching`);
  expect(title).toBe(`${base.title}, idle entry spared`);
});

test('an object without an id is no policy, nor is one that makes nothing', () => {
  for (const stranger of [{ create: () => ({}) }, { id: 'mine' }, null]) {
    expect(() => policiesByIds([stranger as never])).toThrow(/a policy is named by its id or a policy made by/);
  }
});
