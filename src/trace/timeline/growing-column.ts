/** The array types that hold a column. */
export type ColumnArray = Float64Array | Int32Array | Uint16Array | Uint8Array;

/** A column of numbers that grows at its end. */
export interface GrowingColumn {
  readonly length: number;
  push(value: number): void;
  /** Returns the value of a row; 0 beyond the end. */
  at(row: number): number;
  /** Writes the value of a row that is there already. */
  set(row: number, value: number): void;
  /** Returns the values so far, in an array of just their length; the column itself lies in it from then on. */
  values(): ColumnArray;
}

const makers = {
  float64: (length: number) => new Float64Array(length),
  int32: (length: number) => new Int32Array(length),
  uint16: (length: number) => new Uint16Array(length),
  uint8: (length: number) => new Uint8Array(length),
} as const;

/** How wide a column is. */
export type ColumnWidth = keyof typeof makers;

/** Rows of a block: the first is small, for most tables are. */
const firstBlock = 256;
const shift = 14;
const block = 1 << shift;

/**
 * Returns an empty column: 8, 4, 2 or 1 bytes a row. It grows by blocks and never moves what it has, so that a long trace
 * needs no room twice.
 */
export function createGrowingColumn(width: ColumnWidth): GrowingColumn {
  const make = makers[width];
  const blocks: ColumnArray[] = [];
  let length = 0;
  /** All blocks, if they lie in one array. */
  let whole: ColumnArray | null = null;

  function roomFor(row: number): ColumnArray {
    const index = row >>> shift;
    const room = blocks[index];
    if (room !== undefined && (row & (block - 1)) < room.length) return room;
    const larger = make(room === undefined && index === 0 ? firstBlock : block);
    if (room !== undefined) larger.set(room);
    blocks[index] = larger;
    return larger;
  }

  return {
    get length() {
      return length;
    },
    push(value) {
      whole = null;
      roomFor(length)[length & (block - 1)] = value;
      length++;
    },
    at: (row) => (row < length ? (blocks[row >>> shift]?.[row & (block - 1)] ?? 0) : 0),
    set(row, value) {
      const room = row < length ? blocks[row >>> shift] : undefined;
      if (room !== undefined) room[row & (block - 1)] = value;
    },
    values() {
      if (whole !== null) return whole;
      whole = make(length);
      for (const [index, room] of blocks.entries()) {
        whole.set(room.subarray(0, length - (index << shift)), index << shift);
        // What is read from now on is the copy, so that the block itself can go.
        blocks[index] = whole.subarray(index << shift, (index + 1) << shift);
      }
      return whole;
    },
  };
}
