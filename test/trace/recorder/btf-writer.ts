/** Writes BTF, type by type; ids count from 1 in the order of the calls. */
export interface BtfWriter {
  int(name: string, bytes: number, signed?: boolean): number;
  pointer(to: number): number;
  array(of: number, length: number): number;
  alias(kind: 'typedef' | 'const' | 'volatile', to: number, name?: string): number;
  /** `bits` is the place; a width makes a bitfield of it. */
  struct(name: string, members: readonly BtfMember[], options?: { union?: boolean; bitfields?: boolean }): number;
  /** A record as it stands: its three common words and what follows. */
  record(words: readonly number[]): number;
  bytes(header?: Partial<Record<'magic' | 'version' | 'length' | 'typesLength' | 'stringsLength', number>>): Uint8Array;
}

/** One member of a struct. */
export interface BtfMember {
  readonly name: string;
  readonly type: number;
  readonly bits: number;
  readonly width?: number;
}

const kinds = { typedef: 8, volatile: 9, const: 10 } as const;

/** Returns a writer that has written nothing. */
export function btfWriter(littleEndian = true): BtfWriter {
  const words: number[] = [];
  let strings = '\0';
  let types = 0;

  const text = (name: string): number => {
    if (name === '') return 0;
    const at = strings.length;
    strings += `${name}\0`;
    return at;
  };
  const add = (...record: number[]): number => {
    words.push(...record);
    return ++types;
  };

  return {
    int: (name, bytes, signed = false) => add(text(name), 1 << 24, bytes, (Number(signed) << 24) | (8 * bytes)),
    pointer: (to) => add(0, 2 << 24, to),
    array: (of, length) => add(0, 3 << 24, 0, of, of, length),
    alias: (kind, to, name = '') => add(text(name), kinds[kind] << 24, to),
    struct(name, members, { union = false, bitfields = false } = {}) {
      const info = ((union ? 5 : 4) << 24) | members.length | (bitfields ? 1 << 31 : 0);
      const rest = members.flatMap(({ name: member, type, bits, width = 0 }) => [
        text(member),
        type,
        bits | (width << 24),
      ]);
      return add(text(name), info >>> 0, 0, ...rest);
    },
    record: (record) => add(...record),
    bytes(header = {}) {
      const encoded = new TextEncoder().encode(strings);
      const typesLength = 4 * words.length;
      const bytes = new Uint8Array(24 + typesLength + encoded.length);
      const view = new DataView(bytes.buffer);
      view.setUint16(0, header.magic ?? 0xeb9f, littleEndian);
      view.setUint8(2, header.version ?? 1);
      const rest = [
        header.length ?? 24,
        0,
        header.typesLength ?? typesLength,
        typesLength,
        header.stringsLength ?? encoded.length,
      ];
      for (const [index, word] of [...rest, ...words].entries())
        view.setUint32(4 + 4 * index, word >>> 0, littleEndian);
      bytes.set(encoded, 24 + typesLength);
      return bytes;
    },
  };
}
