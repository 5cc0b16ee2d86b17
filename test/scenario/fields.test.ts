import { describe, expect, it } from 'vitest';
import { describeFields, fieldAt, fieldGroups, fields, presets } from '../../src/scenario/index.js';
import { sources } from './sources.js';

describe('every field', () => {
  it('says what it means', () => {
    const silent = fields.filter(({ meaning }) => !/^\S.{15,}[^.]\.$/.test(meaning));
    expect(silent.map(({ path }) => path)).toEqual([]);
  });

  it('has a unit when it is a time, a rate or a number of jiffies', () => {
    const suffixes = { Ns: 'ns', Us: 'us', Ms: 'ms', Sec: 's', PerSec: '/s', Jiffies: 'jiffies', Share: '' } as const;
    const wrong = fields.filter(({ path, unit }) => {
      const suffix = /(Ns|Us|Ms|PerSec|Sec|Jiffies|Share)$/.exec(path)?.[1] as keyof typeof suffixes | undefined;
      return suffix !== undefined && unit !== suffixes[suffix];
    });
    expect(wrong.map(({ path, unit }) => `${path} in ${unit}`)).toEqual([]);
  });

  it('has its default inside its range', () => {
    for (const { choices, default: value, kind, max, min, path, whenNull } of fields) {
      if (kind === 'boolean') expect([path, typeof value]).toEqual([path, 'boolean']);
      else if (choices !== null) expect([path, choices]).toEqual([path, expect.arrayContaining([value])]);
      else if (value === null) expect([path, whenNull]).toEqual([path, expect.any(String)]);
      else expect([path, Number(value) >= min! && Number(value) <= max!]).toEqual([path, true]);
    }
  });

  it('has a source that data/sources.json knows, or is said to be assumed', () => {
    const known = new Set(sources.map(({ id }) => id));
    const unknown = fields.filter(({ assumed, source }) => !assumed && !known.has(source));
    expect(unknown.map(({ path, source }) => `${path}: ${source}`)).toEqual([]);
  });

  it('stands in a group that says what it is about', () => {
    const groups = new Map(fieldGroups.map(({ path, meaning }) => [path, meaning]));
    for (const { path } of fields) expect(groups.get(path.slice(0, path.lastIndexOf('.')))).toMatch(/\.$/);
  });

  it('is found by its path', () => {
    for (const field of fields) expect(fieldAt(field.path)).toBe(field);
    expect(fieldAt('host')).toBeUndefined();
    expect(fieldAt('__proto__')).toBeUndefined();
  });
});

describe('data/sources.json', () => {
  it('names each source once, with everything a reader needs to find it', () => {
    expect(new Set(sources.map(({ id }) => id)).size).toBe(sources.length);
    for (const source of sources) {
      expect(source.id).toMatch(/^[a-z0-9][a-z0-9._-]+$/);
      for (const part of [source.author, source.title, source.where, source.says]) expect(part).toMatch(/\S/);
      expect(source.date).toMatch(/^\d{4}(-\d\d(-\d\d)?)?$/);
      expect(source.says).toMatch(/\.$/);
    }
  });

  it('holds each of the twenty messages of the discussion with its lines, without gaps in time', () => {
    const inDiscussion = sources.filter(({ where }) => where.startsWith('discussion, lines'));
    const first = ({ where }: { where: string }) => Number(/lines (\d+)/.exec(where)?.[1]);
    expect(inDiscussion.length).toBe(20);
    expect(new Set(inDiscussion.map(first)).size).toBe(20);
  });

  it('knows the source of every preset', () => {
    const known = new Set(sources.map(({ id }) => id));
    expect(presets.filter(({ source }) => !known.has(source))).toEqual([]);
  });
});

describe('describeFields', () => {
  it('has a row for every field and an entry for every source that a field names', () => {
    const page = describeFields(sources);
    const rows = page.split('\n').filter((line) => line.startsWith('| `'));
    expect(rows.length).toBe(fields.length);
    for (const { assumed, source } of fields) if (!assumed) expect(page).toContain(`**${source}**`);
  });

  it('gives every table row the same number of cells', () => {
    const rows = describeFields()
      .split('\n')
      .filter((line) => line.startsWith('|'));
    expect(new Set(rows.map((line) => line.replaceAll('\\|', '').split('|').length))).toEqual(new Set([7]));
  });
});
