import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findMember } from '../../../src/trace/recorder/btf/find-member.js';
import { parseBtf } from '../../../src/trace/recorder/btf/parse-btf.js';
import { cksum } from '../../../src/trace/recorder/cksum.js';
import { memberOffsets } from '../../../src/trace/recorder/kernel-members.js';
import { RecordingError } from '../../../src/trace/index.js';
import { fuzzRuns, fuzzTimeout } from '../fuzz.js';
import { btfWriter } from './btf-writer.js';
import { kernelTypes } from './kernel-types.js';

function messageOf(act: () => unknown): string {
  try {
    act();
  } catch (error) {
    if (!(error instanceof RecordingError)) throw error;
    expect(error.part).toBe('btf');
    return error.message;
  }
  throw new Error('nothing was thrown');
}

describe('members in BTF', () => {
  it('lie behind nested, anonymous and aliased types, in arrays too, in either byte order', () => {
    for (const littleEndian of [true, false]) {
      const btf = parseBtf(kernelTypes({ littleEndian }));
      expect(findMember(btf, 'rcu_data', 'cpu_no_qs.b.norm')).toEqual({ offset: 16, type: 'u8' });
      expect(findMember(btf, 'rcu_data', 'cblist.tails[2]')).toEqual({ offset: 64, type: 'x64' });
      expect(findMember(btf, 'rcu_data', 'nocb_defer_wakeup')).toEqual({ offset: 180, type: 's32' });
      expect(findMember(btf, 'rcu_state', 'gp_seq')).toEqual({ offset: 4096, type: 'u64' });
      expect(findMember(btf, 'pt_regs', 'cs')).toEqual({ offset: 136, type: 'u16' });
    }
  });

  it('are null where struct or member do not exist', () => {
    const btf = parseBtf(kernelTypes());
    expect(findMember(btf, 'rcu_data', 'dynticks')).toBeNull();
    expect(findMember(btf, 'no_such', 'gp_seq')).toBeNull();
  });

  it('have the older names on older kernels, and are refused by name where one is missing', () => {
    expect(memberOffsets(parseBtf(kernelTypes({ older: true }))).nesting).toEqual({ offset: 8, type: 's64' });
    expect(memberOffsets(parseBtf(kernelTypes({ older: true }))).hotCurrent).toBeUndefined();
    expect(messageOf(() => memberOffsets(parseBtf(kernelTypes({ without: 'gpwrap' }))))).toMatch(
      /^BTF: no gpwrap in struct rcu_data; .* expected, types: \d+$/,
    );
    expect(memberOffsets(parseBtf(kernelTypes({ without: 'rcu_forced_tick' }))).forcedTick).toBeUndefined();
  });

  it('are refused where they are bitfields, no numbers, or beyond an array', () => {
    const btf = btfWriter();
    const int = btf.int('int', 4, true);
    const inner = btf.struct('inner', [{ name: 'x', type: int, bits: 0 }]);
    const members = [
      { name: 'a', type: int, bits: 0 },
      { name: 'b', type: int, bits: 32, width: 3 },
      { name: 'c', type: inner, bits: 64 },
      { name: 'd', type: btf.array(int, 2), bits: 96 },
    ];
    btf.struct('s', members, { bitfields: true });
    const parsed = parseBtf(btf.bytes());
    expect(findMember(parsed, 's', 'a')).toEqual({ offset: 0, type: 's32' });
    expect(findMember(parsed, 's', 'd[1]')).toEqual({ offset: 16, type: 's32' });
    expect(messageOf(() => findMember(parsed, 's', 'b'))).toContain('not a bitfield: b');
    expect(messageOf(() => findMember(parsed, 's', 'c'))).toContain('a whole number');
    expect(messageOf(() => findMember(parsed, 's', 'd[2]'))).toContain('an element below 2 expected: 2');
    expect(messageOf(() => findMember(parsed, 's', 'a[0]'))).toContain('an array expected');
  });

  it('are refused where two structs of a name disagree, and taken where they agree', () => {
    const btf = btfWriter();
    const int = btf.int('int', 4);
    btf.struct('same', [{ name: 'a', type: int, bits: 32 }]);
    btf.struct('same', [{ name: 'a', type: int, bits: 32 }]);
    btf.struct('other', [{ name: 'a', type: int, bits: 32 }]);
    btf.struct('other', [{ name: 'a', type: int, bits: 64 }]);
    const parsed = parseBtf(btf.bytes());
    expect(findMember(parsed, 'same', 'a')?.offset).toBe(4);
    expect(messageOf(() => findMember(parsed, 'other', 'a'))).toContain('disagree where a lies: 4 and 8');
  });
});

describe('BTF that is broken', () => {
  const whole = kernelTypes();

  it.each([
    ['nothing', new Uint8Array(), 'cut off: a header of 24 bytes expected: 0'],
    [
      'another file',
      new TextEncoder().encode('#!/bin/sh\necho this is no BTF at all'),
      'file begins with: 23 21 2f 62',
    ],
    ['an ELF file', Uint8Array.from({ length: 64 }, (_, at) => [0x7f, 0x45, 0x4c, 0x46][at] ?? 0), 'objcopy'],
    ['a version to come', btfWriter().bytes({ version: 2 }), 'version 1 expected: 2'],
    ['a header too short', btfWriter().bytes({ length: 8 }), 'a header of at least 24 bytes expected: 8'],
    ['types that end behind it', btfWriter().bytes({ typesLength: 4_000_000_000 }), 'cut off: types end behind'],
    ['no strings', btfWriter().bytes({ stringsLength: 0 }), 'strings that begin with the empty one expected'],
    ['half of it', whole.subarray(0, whole.length >> 1), 'cut off: '],
  ])('says what the matter is: %s', (_, bytes, expected) => {
    expect(messageOf(() => parseBtf(bytes))).toContain(expected);
  });

  it('ends for counts, kinds, names and types that lead nowhere', () => {
    const vast = btfWriter();
    vast.record([0, (4 << 24) | 0xffff, 0]);
    expect(messageOf(() => parseBtf(vast.bytes()))).toContain('type 1 ends behind the types');
    const unknown = btfWriter();
    unknown.record([0, 31 << 24, 0]);
    expect(messageOf(() => parseBtf(unknown.bytes()))).toContain('type 1: a kind 1..19 expected: 31');
    const nameless = btfWriter();
    nameless.record([999, 4 << 24, 0]);
    expect(messageOf(() => parseBtf(nameless.bytes()).structs('x'))).toContain('a string below 1 expected: 999');
    const dangling = btfWriter();
    dangling.struct('s', [{ name: 'a', type: 77, bits: 0 }]);
    expect(messageOf(() => findMember(parseBtf(dangling.bytes()), 's', 'a'))).toContain('a type 1..1 expected: 77');
  });

  it('ends for typedefs and structs that lead back to themselves', () => {
    const typedefs = btfWriter();
    typedefs.alias('typedef', 2, 'a');
    typedefs.alias('typedef', 1, 'b');
    typedefs.struct('s', [{ name: 'x', type: 1, bits: 0 }]);
    expect(messageOf(() => findMember(parseBtf(typedefs.bytes()), 's', 'x'))).toContain('a circle?');
    const nested = btfWriter();
    nested.struct('s', [{ name: '', type: 1, bits: 0 }]);
    expect(messageOf(() => findMember(parseBtf(nested.bytes()), 's', 'x'))).toContain('a circle?');
    const wide = btfWriter();
    const again = { name: '', bits: 0 };
    for (let id = 1; id <= 30; id++) {
      wide.struct(
        id === 1 ? 's' : '',
        Array.from({ length: 50 }, () => ({ ...again, type: Math.min(30, id + 1) })),
      );
    }
    expect(messageOf(() => findMember(parseBtf(wide.bytes()), 's', 'x'))).toMatch(/circle|among the first/);
  });

  it(
    'never gives anything but a member or an error of its own, whatever its bytes',
    () => {
      const words = fc.array(fc.tuple(fc.nat(whole.length - 1), fc.nat(255)), { minLength: 1, maxLength: 8 });
      fc.assert(
        fc.property(words, fc.nat(whole.length), (changes, length) => {
          const bytes = Uint8Array.from(whole);
          for (const [at, value] of changes) bytes[at] = value;
          const shown = length % 4 === 0 ? bytes.subarray(0, length) : bytes;
          try {
            expect(memberOffsets(parseBtf(shown)).gpSeq?.offset).toBeGreaterThanOrEqual(0);
          } catch (error) {
            expect(error).toBeInstanceOf(RecordingError);
          }
        }),
        { numRuns: fuzzRuns },
      );
    },
    fuzzTimeout,
  );
});

it('cksum gives what the POSIX tool prints', () => {
  expect(cksum(new TextEncoder().encode('123456789'))).toBe(930766865);
  expect(cksum(new Uint8Array())).toBe(4294967295);
  expect(cksum(Uint8Array.from({ length: 70_000 }, (_, at) => at % 251))).toBe(2458292535);
});
