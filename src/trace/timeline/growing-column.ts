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
  /** Returns the values, in an array of just their length. */
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

/** Returns an empty column: 8, 4, 2 or 1 bytes a row, with half as much again at most in reserve. */
export function createGrowingColumn(width: ColumnWidth): GrowingColumn {
  const make = makers[width];
  let room: ColumnArray = make(64);
  let length = 0;
  return {
    get length() {
      return length;
    },
    push(value) {
      if (length === room.length) {
        const larger = make(Math.ceil(length * 1.5));
        larger.set(room);
        room = larger;
      }
      room[length] = value;
      length++;
    },
    at: (row) => (row < length ? (room[row] ?? 0) : 0),
    set(row, value) {
      if (row < length) room[row] = value;
    },
    values: () => room.slice(0, length),
  };
}
