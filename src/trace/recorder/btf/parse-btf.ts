import { btfError } from './btf-error.js';

/** Kinds of types whose parts matter here, by the numbers of the format. */
export const btfKinds = {
  int: 1,
  pointer: 2,
  array: 3,
  struct: 4,
  union: 5,
  enum: 6,
  typedef: 8,
  volatile: 9,
  const: 10,
  restrict: 11,
  typeTag: 18,
  enum64: 19,
} as const;

/** One type of a kernel. */
export interface BtfType {
  /** Empty for an anonymous one. */
  readonly name: string;
  /** A number of `btfKinds`, or of a kind that does not matter here. */
  readonly kind: number;
  /** Size [bytes] or the type referred to, by kind. */
  readonly sizeOrType: number;
  /** Number of members; 0 for what has none. */
  readonly members: number;
  /** Where the part behind the common one begins in `words`. */
  readonly restAt: number;
  /** Members give the size of bitfields with their offsets. */
  readonly withBitfields: boolean;
}

/** The type information that a kernel carries (BTF, as in `/sys/kernel/btf/vmlinux`). */
export interface Btf {
  /** Number of types; their ids are 1 to this. */
  readonly types: number;
  /** Returns a type by id. @throws RecordingError for an id that no type has */
  type(id: number): BtfType;
  /** Returns the ids of the structs of a name, in their order. */
  structs(name: string): readonly number[];
  /** Returns the text at an offset of the strings. @throws RecordingError for one outside */
  text(offset: number): string;
  /** Returns the 32-bit number at a place of the types. */
  word(at: number): number;
}

const magic = 0xeb9f;
/** The limits of the format itself (`BTF_MAX_TYPE`). */
const mostTypes = 0x10_0000;
const smallestHeader = 24;

/** Bytes behind the common part of each kind, [fixed, for each member], by kind. */
const restBytes: readonly (readonly [number, number] | null)[] = [
  null, // void has no record
  [4, 0], // int
  [0, 0], // pointer
  [12, 0], // array
  [0, 12], // struct
  [0, 12], // union
  [0, 8], // enum
  [0, 0], // forward declaration
  [0, 0], // typedef
  [0, 0], // volatile
  [0, 0], // const
  [0, 0], // restrict
  [0, 0], // function
  [0, 8], // prototype
  [4, 0], // variable
  [0, 12], // data section
  [0, 0], // floating point
  [4, 0], // declaration tag
  [0, 0], // type tag
  [0, 12], // enum of 64 bits
];

/**
 * Returns the type information in a blob of BTF, of either byte order.
 *
 * @see Documentation/bpf/btf.rst, include/uapi/linux/btf.h
 * @throws RecordingError for whatever is no BTF of a whole kernel
 * @example
 * parseBtf(readFileSync('/sys/kernel/btf/vmlinux')).structs('rcu_data').length; // 1
 */
export function parseBtf(bytes: Uint8Array): Btf {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const little = byteOrder(bytes, view);
  const number = (at: number): number => view.getUint32(at, little);
  if (bytes[2] !== 1) throw btfError('version 1 expected', bytes[2] ?? 0);
  const header = number(4);
  if (header < smallestHeader) throw btfError(`a header of at least ${smallestHeader} bytes expected`, header);
  const section = (name: string, at: number): { start: number; end: number } => {
    const start = header + number(at);
    const end = start + number(at + 4);
    if (end > bytes.length) throw btfError(`cut off: ${name} end behind the file's ${bytes.length} bytes`, end);
    return { start, end };
  };
  const types = section('types', 8);
  const strings = section('strings', 16);
  if (strings.start === strings.end || bytes[strings.start] !== 0) {
    throw btfError('strings that begin with the empty one expected (of vmlinux; those of a module lean on it)', 'none');
  }
  if (bytes[strings.end - 1] !== 0) throw btfError('strings do not end with a zero byte', bytes[strings.end - 1] ?? 0);

  const starts = startsOfTypes(types, number);
  const decoder = new TextDecoder();

  function text(offset: number): string {
    const from = strings.start + offset;
    if (from >= strings.end) throw btfError(`a string below ${strings.end - strings.start} expected`, offset);
    return decoder.decode(bytes.subarray(from, bytes.indexOf(0, from)));
  }

  function type(id: number): BtfType {
    const at = starts[id - 1];
    if (at === undefined) throw btfError(`a type 1..${starts.length} expected`, id);
    const info = number(at + 4);
    const kind = (info >>> 24) & 0x1f;
    return {
      name: text(number(at)),
      kind,
      sizeOrType: number(at + 8),
      members: kind === btfKinds.struct || kind === btfKinds.union ? info & 0xffff : 0,
      restAt: at + 12,
      withBitfields: info >>> 31 === 1,
    };
  }

  let structIds: Map<string, number[]> | null = null;
  function structs(name: string): readonly number[] {
    structIds ??= structsByName(starts, number, text);
    return structIds.get(name) ?? [];
  }

  return { types: starts.length, type, structs, text, word: number };
}

function byteOrder(bytes: Uint8Array, view: DataView): boolean {
  if (bytes.length < smallestHeader) {
    throw btfError(`cut off: a header of ${smallestHeader} bytes expected`, bytes.length);
  }
  if (view.getUint16(0, true) === magic) return true;
  if (view.getUint16(0, false) === magic) return false;
  const begins = [...bytes.subarray(0, 4)].map((byte) => byte.toString(16).padStart(2, '0')).join(' ');
  if (begins === '7f 45 4c 46') {
    const way = 'objcopy --dump-section .BTF=vmlinux.btf vmlinux /dev/null';
    throw btfError(`this is an ELF file; its section .BTF alone expected (${way})`, begins);
  }
  throw btfError('no BTF (9f eb expected; copy /sys/kernel/btf/vmlinux of the host): file begins with', begins);
}

/** Returns where each type begins. */
function startsOfTypes({ start, end }: { start: number; end: number }, number: (at: number) => number): number[] {
  const starts: number[] = [];
  let at = start;
  while (at < end) {
    if (at + 12 > end)
      throw btfError(`cut off: type ${starts.length + 1} begins before the end of the types`, end - at);
    const info = number(at + 4);
    const rest = restBytes[(info >>> 24) & 0x1f] ?? null;
    if (rest === null) throw btfError(`type ${starts.length + 1}: a kind 1..19 expected`, (info >>> 24) & 0x1f);
    const next = at + 12 + rest[0] + rest[1] * (info & 0xffff);
    if (next > end) throw btfError(`cut off: type ${starts.length + 1} ends behind the types`, next - end);
    if (starts.length >= mostTypes) throw btfError('too many types, at most', mostTypes);
    starts.push(at);
    at = next;
  }
  return starts;
}

function structsByName(
  starts: readonly number[],
  number: (at: number) => number,
  text: (offset: number) => string,
): Map<string, number[]> {
  const found = new Map<string, number[]>();
  for (const [index, at] of starts.entries()) {
    if (((number(at + 4) >>> 24) & 0x1f) !== btfKinds.struct) continue;
    const name = text(number(at));
    const ids = found.get(name);
    if (ids === undefined) found.set(name, [index + 1]);
    else ids.push(index + 1);
  }
  return found;
}
