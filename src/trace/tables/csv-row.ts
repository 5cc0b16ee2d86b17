/** A cell of a table: text as it stands, a number as the recorder writes it, or nothing. */
export type Cell = string | number | null;

/** Returns a line of comma-separated cells, quoted where they hold a comma, a quote or a line end. */
export function csvRow(cells: readonly Cell[]): string {
  return cells.map((cell) => quoted(cell === null ? '' : String(cell))).join(',');
}

/** Returns a number that is not a count as the recorder writes it: with a fraction in any case. */
export function decimal(value: number): string {
  return Number.isInteger(value) ? `${value}.0` : String(value);
}

/** Returns a grace-period number as the kernel prints it, in 64 unsigned bits. */
export function unsigned64(value: number): string {
  return value >= 0 ? String(value) : String(BigInt.asUintN(64, BigInt(value)));
}

function quoted(cell: string): string {
  return /[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}
