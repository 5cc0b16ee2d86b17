import { btfError } from './btf-error.js';
import { btfKinds, type Btf, type BtfType } from './parse-btf.js';

/** Where a member lies in its struct, and how it is to be read. */
export interface FoundMember {
  /** From the beginning of the struct [bytes]. */
  readonly offset: number;
  /** Type in the words of the kernel's probes: `u8` ... `s64`, `x64` for a pointer. */
  readonly type: string;
}

interface Place {
  readonly bits: number;
  readonly typeId: number;
}

const aliases: readonly number[] = [
  btfKinds.typedef,
  btfKinds.volatile,
  btfKinds.const,
  btfKinds.restrict,
  btfKinds.typeTag,
];
/** No type of the kernel is nested deeper, and no path through one looks at more members. */
const deepest = 32;
const mostMembers = 1_000_000;

/**
 * Returns where a member lies, or null where no struct of the name has it. Anonymous structs and unions on the way need no
 * name in the path, as in C.
 *
 * @param path - as in C: `cpu_no_qs.b.norm`, `cblist.tails[2]`
 * @throws RecordingError for a bitfield, for what is no number or pointer, and where structs of that name disagree
 * @example
 * findMember(btf, 'rcu_data', 'cpu_no_qs.b.norm'); // { offset: 16, type: 'u8' }
 */
export function findMember(btf: Btf, struct: string, path: string): FoundMember | null {
  const steps = path.split(/\.|(?=\[)/);
  let found: FoundMember | null = null;
  for (const id of btf.structs(struct)) {
    const looked = { members: 0 };
    let place: Place | null = { bits: 0, typeId: id };
    for (const step of steps) {
      const next: Place | null = step.startsWith('[')
        ? elementOf(btf, place.typeId, Number(step.slice(1, -1)))
        : memberOf(btf, place.typeId, step, looked, 0);
      place = next === null ? null : { bits: place.bits + next.bits, typeId: next.typeId };
      if (place === null) break;
    }
    if (place === null) continue;
    const here = readable(btf, place, `${struct}.${path}`);
    if (found !== null && (found.offset !== here.offset || found.type !== here.type)) {
      throw btfError(`structs named ${struct} disagree where ${path} lies`, `${found.offset} and ${here.offset}`);
    }
    found = here;
  }
  return found;
}

function resolved(btf: Btf, id: number): BtfType {
  let type = btf.type(id);
  for (let hops = 0; aliases.includes(type.kind); hops++) {
    if (hops >= deepest) throw btfError(`a type behind at most ${deepest} aliases expected (a circle?), type`, id);
    type = btf.type(type.sizeOrType);
  }
  return type;
}

function memberOf(btf: Btf, typeId: number, name: string, looked: { members: number }, depth: number): Place | null {
  const type = resolved(btf, typeId);
  if (depth > deepest) throw btfError(`structs nested at most ${deepest} deep expected (a circle?), type`, typeId);
  for (let member = 0; member < type.members; member++) {
    if (++looked.members > mostMembers) throw btfError(`${name} not among the first members`, mostMembers);
    const at = type.restAt + 12 * member;
    const called = btf.text(btf.word(at));
    const memberType = btf.word(at + 4);
    const bits = btf.word(at + 8);
    if (called === name) {
      if (type.withBitfields && bits >>> 24 !== 0)
        throw btfError('a member of whole bytes expected, not a bitfield', name);
      return { bits: type.withBitfields ? bits & 0xffffff : bits, typeId: memberType };
    }
    if (called !== '') continue;
    const inner = memberOf(btf, memberType, name, looked, depth + 1);
    if (inner !== null) return { ...inner, bits: inner.bits + (type.withBitfields ? bits & 0xffffff : bits) };
  }
  return null;
}

function elementOf(btf: Btf, typeId: number, index: number): Place {
  const array = resolved(btf, typeId);
  if (array.kind !== btfKinds.array) throw btfError('an array expected, type', typeId);
  const elementType = btf.word(array.restAt);
  const length = btf.word(array.restAt + 8);
  if (index >= length) throw btfError(`an element below ${length} expected`, index);
  return { bits: index * 8 * sizeOf(resolved(btf, elementType)), typeId: elementType };
}

function sizeOf(type: BtfType): number {
  if (type.kind === btfKinds.pointer) return pointerBytes;
  return type.sizeOrType;
}

/** BTF does not say how wide a pointer is; the script asks for a 64-bit kernel. */
const pointerBytes = 8;

function readable(btf: Btf, { bits, typeId }: Place, name: string): FoundMember {
  if (bits % 8 !== 0) throw btfError(`a member of whole bytes expected: ${name} begins at bit`, bits);
  const type = resolved(btf, typeId);
  return { offset: bits / 8, type: probeType(btf, type, name) };
}

function probeType(btf: Btf, type: BtfType, name: string): string {
  const { kind, sizeOrType: size } = type;
  if (kind === btfKinds.pointer) return 'x64';
  if ((kind === btfKinds.int || kind === btfKinds.enum || kind === btfKinds.enum64) && [1, 2, 4, 8].includes(size)) {
    const signed = kind === btfKinds.int ? ((btf.word(type.restAt) >>> 24) & 1) === 1 : type.withBitfields;
    return `${signed ? 's' : 'u'}${8 * size}`;
  }
  throw btfError('a whole number of 1, 2, 4 or 8 bytes or a pointer expected', name);
}
