import { describe, expect, test } from 'vitest';
import { definePolicy, policies, withIdleEntry, type PolicyDefinition } from '../../src/policies/index.js';
import { cpus, parameters, tickView } from './hosts.js';

const skips = (): boolean => true;

function defining(definition: unknown): () => unknown {
  return () => definePolicy(definition as PolicyDefinition);
}

describe('a policy of one’s own', () => {
  test('needs an id and a predicate only', () => {
    const mine = definePolicy({ id: 'mine', skips: (tick) => tick.pfVcpu });
    expect(mine).toMatchObject({ id: 'mine', title: 'mine', condition: 'defined in this session' });
    expect(mine.citation).toEqual({ author: 'you', date: 'undated', source: 'own' });
    const instance = mine.create(parameters, cpus);
    expect(Object.keys(instance).toSorted()).toEqual(['exitCostNs', 'skips']);
    expect([instance.skips(tickView()), instance.skips(tickView({ pfVcpu: true }))]).toEqual([false, true]);
  });

  test('keeps its state per CPU and per run', () => {
    const mine = definePolicy({
      id: 'just-left',
      state: () => ({ exitNs: Number.NEGATIVE_INFINITY }),
      guestExit: (state, _jiffies, nowNs) => {
        state.exitNs = nowNs;
      },
      skips: (tick, state) => tick.nowNs - state.exitNs < 50_000,
    });
    const [first, second] = [mine.create(parameters, cpus), mine.create(parameters, cpus)];
    first.guestExit?.(0, 5000, 4_999_960_000);
    expect(first.skips(tickView())).toBe(true);
    expect(first.skips(tickView({ cpu: 1 }))).toBe(false);
    expect(second.skips(tickView())).toBe(false);
  });

  test('gets every hook with its arguments, the parameters and the CPU', () => {
    const seen: unknown[] = [];
    const note =
      (name: string) =>
      (_state: object, ...rest: unknown[]): void => {
        seen.push([name, ...rest]);
      };
    const mine = definePolicy({
      id: 'all-hooks',
      state: ({ hz }, cpu) => ({ hz, cpu }),
      skips: (_tick, state, { patienceMs }) => state.hz === 1000 && state.cpu === 0 && patienceMs === 1000,
      guestEnter: note('guestEnter'),
      guestExit: note('guestExit'),
      vcpuLoad: note('vcpuLoad'),
      vcpuPut: note('vcpuPut'),
      schedIn: note('schedIn'),
      schedOut: note('schedOut'),
      quiescentState: note('quiescentState'),
      restore: note('restore'),
      exitCostNs: 3,
      onGuestExit: 'note-quiescent-state',
    });
    const instance = mine.create(parameters, cpus);
    instance.guestEnter?.(0, 1, 2);
    instance.guestExit?.(0, 3, 4);
    instance.vcpuLoad?.(0, true);
    instance.vcpuPut?.(0);
    instance.schedIn?.(0);
    instance.schedOut?.(0);
    instance.quiescentState?.(0, 5);
    instance.restore?.(0, { flag: true });
    expect(seen).toEqual([
      ['guestEnter', 1, 2],
      ['guestExit', 3, 4],
      ['vcpuLoad', true],
      ['vcpuPut'],
      ['schedIn'],
      ['schedOut'],
      ['quiescentState', 5],
      ['restore', { flag: true }],
    ]);
    expect(instance.skips(tickView())).toBe(true);
    expect([instance.exitCostNs, instance.onGuestExit]).toEqual([3, 'note-quiescent-state']);
  });

  test('takes the idle-entry rule like any other', () => {
    const spared = withIdleEntry(definePolicy({ id: 'mine', skips: () => false }));
    expect(spared.id).toBe('mine+idle-entry');
    expect(spared.create(parameters, cpus).skips(tickView({ currentIsIdle: true }))).toBe(true);
  });

  test('does not follow later changes of the object it was defined from', () => {
    const definition = { id: 'mine', skips: () => false };
    const mine = definePolicy(definition);
    definition.skips = () => true;
    expect(mine.create(parameters, cpus).skips(tickView())).toBe(false);
    expect(Object.isFrozen(mine)).toBe(true);
  });
});

describe('a wrong definition is refused, naming the value and the way out', () => {
  test.each([
    [undefined, /a definition is an object such as .*: undefined$/],
    [null, /a definition is an object such as .*: null$/],
    [[], /: an array$/],
    ['mine', /: 'mine'$/],
    [{ skips }, /id must be lower-case words joined by '-'.*: undefined/],
    [{ id: '', skips }, /such as 'my-policy': ''/],
    [{ id: 'My Policy', skips }, /: 'My Policy'/],
    [{ id: 'a+idle-entry', skips }, /: 'a\+idle-entry'/],
    [{ id: '<img src=x>', skips }, /: '<img src=x>'/],
    [{ id: '../mine', skips }, /: '\.\.\/mine'/],
    [{ id: 'a'.repeat(61), skips }, /1\.\.60 characters/],
    [{ id: Symbol('mine'), skips }, /: Symbol\(mine\)/],
    [{ id: 'mine' }, /skips must be a function.*: undefined/],
    [{ id: 'mine', skips: true }, /skips must be a function.*: true/],
    [{ id: 'mine', skips, title: ' ' }, /title must be one line of 1\.\.80 characters, or left out: ' '/],
    [{ id: 'mine', skips, title: 'a\nb' }, /title must be one line/],
    [{ id: 'mine', skips, condition: 7 }, /condition must be one line .*: 7/],
    [{ id: 'mine', skips, citation: 'me' }, /citation must be \{author, date, source\}, or left out: 'me'/],
    [{ id: 'mine', skips, citation: { author: 'me', date: '2024-05-01' } }, /citation\.source is missing/],
    [{ id: 'mine', skips, state: {} }, /state must be a function, or left out: an object/],
    [{ id: 'mine', skips, guestExit: 5 }, /guestExit must be a function, or left out: 5/],
    [{ id: 'mine', skips, exitCostNs: -1 }, /exitCostNs must be whole nanoseconds, 0\.\.10000000, or left out: -1/],
    [{ id: 'mine', skips, exitCostNs: 0.5 }, /: 0\.5/],
    [{ id: 'mine', skips, exitCostNs: Number.NaN }, /: NaN/],
    [{ id: 'mine', skips, exitCostNs: '3' }, /: '3'/],
    [
      { id: 'mine', skips, onGuestExit: 'note' },
      /'note-quiescent-state' or 'report-quiescent-state', or left out: 'note'/,
    ],
    [{ id: 'mine', skips, guestexit: skips }, /unknown field; known: id, .*onGuestExit: 'guestexit'/],
    [{ id: 'mine', skips, ignoresOneSecondRule: true }, /unknown field/],
  ])('%o', (definition, message) => {
    expect(defining(definition)).toThrow(message);
  });

  test.each(policies.map(({ id }) => id))("an id may not hide the built-in policy '%s'", (id) => {
    expect(defining({ id, skips })).toThrow(`choose another, such as 'my-${id}': '${id}'`);
  });

  test('with all problems at once', () => {
    expect(defining({ id: 'X', exitCostNs: -1 })).toThrow(/id must.*; skips must.*; exitCostNs must/);
  });
});

describe('a definition that misbehaves at work', () => {
  test('is told when skips answers neither true nor false', () => {
    const mine = definePolicy({ id: 'mine', skips: (() => undefined) as unknown as () => boolean });
    expect(() => mine.create(parameters, cpus).skips(tickView())).toThrow(/return missing\? undefined$/);
  });

  test('is told when CPUs share one state', () => {
    const shared = { exits: 0 };
    const mine = definePolicy({ id: 'mine', state: () => shared, skips });
    expect(() => mine.create(parameters, cpus)).toThrow(/new object for each CPU/);
  });

  test('is told when its state is no object', () => {
    const mine = definePolicy({ id: 'mine', state: (() => 0) as unknown as () => object, skips });
    expect(() => mine.create(parameters, cpus)).toThrow(/must return an object.*: 0$/);
  });

  test('is told when a CPU does not exist', () => {
    const mine = definePolicy({ id: 'mine', skips });
    expect(() => mine.create(parameters, cpus).skips(tickView({ cpu: 3 }))).toThrow("policy 'mine' has CPUs 0..2: 3");
  });
});
