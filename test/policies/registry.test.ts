import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import {
  definePolicy,
  idleEntry,
  mainline,
  oracle,
  policies,
  policiesByIds,
  policyById,
  runLoopFlagSched,
  withIdleEntry,
  type Policy,
} from '../../src/policies/index.js';
import { cpus, everyPolicy, parameters, tickView } from './hosts.js';

function idsIn(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(idsIn);
  if (typeof value !== 'object' || value === null) return [];
  const id = (value as { id?: unknown }).id;
  return typeof id === 'string' ? [id] : Object.values(value).flatMap(idsIn);
}

describe('the built-in policies', () => {
  test('stand in the order of the discussion', () => {
    expect(policies.map(({ id }) => id)).toEqual([
      'mainline',
      'last-guest-exit',
      'last-guest-exit-reset',
      'last-guest-exit-reset-sched',
      'run-loop-flag',
      'run-loop-flag-sched',
      'guest-entry-flag',
      'irq-from-guest',
      'pf-vcpu',
      'lenient-task',
      'last-qs-age',
      'qs-on-guest-exit',
      'qs-on-guest-exit-ideal',
      'patience',
      'patience-qs',
      'patience-gapless',
      'idle-entry',
      'oracle',
    ]);
  });

  test('cite sources that exist', () => {
    const sources = readFileSync(new URL('../../data/sources.json', import.meta.url), 'utf8');
    const known = idsIn(JSON.parse(sources));
    const unknown = policies.filter(({ citation }) => !known.includes(citation.source));
    expect(unknown.map(({ id, citation }) => `${id}: ${citation.source}`)).toEqual([]);
  });

  test('say who proposed them, when, and what they do in one sentence', () => {
    for (const { title, condition, citation } of policies) {
      expect(citation.author).not.toBe('');
      expect(citation.date).toMatch(/^\d{4}-\d\d-\d\d$/);
      expect(title).toMatch(/^\S.{2,60}$/);
      expect(condition).toMatch(/^skips [^.]+$/);
    }
  });

  test("can't be changed from a notebook cell", () => {
    expect(Object.isFrozen(policies)).toBe(true);
    expect(everyPolicy.every((policy) => Object.isFrozen(policy))).toBe(true);
  });

  test('have titles of their own', () => {
    expect(new Set(everyPolicy.map(({ title }) => title)).size).toBe(everyPolicy.length);
  });
});

describe('policyById', () => {
  test('returns every built-in policy by its id', () => {
    for (const policy of policies) expect(policyById(policy.id)).toBe(policy);
  });

  test('lays the idle-entry rule over a base', () => {
    expect(policyById('run-loop-flag-sched+idle-entry').id).toBe('run-loop-flag-sched+idle-entry');
    expect(policyById('mainline+idle-entry')).toBe(idleEntry);
  });

  test.each(['', 'Mainline', 'nonesuch', '+idle-entry', 'nonesuch+idle-entry', 'patience+patience', 'toString'])(
    "names what is known and the id that isn't: '%s'",
    (id) => {
      expect(() => policyById(id)).toThrow(/^unknown policy; known: mainline, .*oracle, and '\+idle-entry' after one/);
      expect(() => policyById(id)).toThrow(new RegExp(`'${id.replace('+', '\\+')}'$`));
    },
  );

  test('refuses to lay the idle-entry rule twice', () => {
    expect(() => policyById('idle-entry+idle-entry')).toThrow(/there already/);
    expect(() => withIdleEntry(policyById('patience+idle-entry'))).toThrow(/'patience\+idle-entry'$/);
  });
});

describe('policiesByIds', () => {
  test('keeps the order and takes policies of its own', () => {
    const mine = definePolicy({ id: 'mine', skips: () => true });
    expect(policiesByIds(['oracle', mine, 'mainline'])).toEqual([oracle, mine, mainline]);
  });

  test('refuses none, the same one twice, and what is no policy', () => {
    expect(() => policiesByIds([])).toThrow(/name at least one/);
    expect(() => policiesByIds(['idle-entry', 'mainline+idle-entry'])).toThrow(/twice.*'idle-entry'$/);
    expect(() => policiesByIds([undefined as unknown as Policy])).toThrow(
      /id or a policy made by definePolicy: undefined$/,
    );
  });
});

describe('the idle-entry rule', () => {
  test('skips where the base skips and wherever the idle task is current', () => {
    const flagged = withIdleEntry(runLoopFlagSched).create(parameters, cpus);
    expect(flagged.skips(tickView())).toBe(false);
    expect(flagged.skips(tickView({ currentIsIdle: true }))).toBe(true);
    flagged.schedIn?.(0);
    expect(flagged.skips(tickView())).toBe(true);
    flagged.schedOut?.(0);
    expect(flagged.skips(tickView())).toBe(false);
  });

  test('keeps what the base does at a guest exit, its cost and its freedom from the one-second rule', () => {
    for (const base of policies.filter(({ id }) => id !== 'idle-entry')) {
      const plain = base.create(parameters, cpus);
      const laid = withIdleEntry(base).create(parameters, cpus);
      expect(Object.keys(laid).toSorted()).toEqual(Object.keys(plain).toSorted());
      expect([laid.exitCostNs, laid.onGuestExit, laid.ignoresOneSecondRule]).toEqual([
        plain.exitCostNs,
        plain.onGuestExit,
        plain.ignoresOneSecondRule,
      ]);
    }
  });
});
