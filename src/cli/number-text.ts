import type { Cell } from './text-table.js';

/** Returns a number with commas between thousands: `1,000,000`. */
export function grouped(value: number): string {
  return String(value).replace(/\B(?=(\d{3})+(?!\d))/g, ',');
}

/** Returns a number of things: `1 tick`, `1,000 ticks`. */
export function counted(count: number, thing: string): string {
  return `${grouped(count)} ${thing}${count === 1 ? '' : 's'}`;
}

/** Returns seconds in the unit that suits them: `500 ms`, `90 s`, `10 min`, `2 h`. */
export function secondsText(seconds: number): string {
  if (seconds > 0 && seconds < 1) return `${Number((seconds * 1e3).toPrecision(4))} ms`;
  if (seconds < 120) return `${Number(seconds.toPrecision(4))} s`;
  if (seconds < 7200) return `${Number((seconds / 60).toPrecision(4))} min`;
  return `${Number((seconds / 3600).toPrecision(4))} h`;
}

/** Returns a cell with a number of fixed decimal places; a dash where there is none, a zero without places. */
export function numberCell(value: number | null, places: number): Cell {
  if (value === null) return { text: '-', style: 'dim' };
  return value === 0 ? { text: '0', style: 'dim' } : { text: value.toFixed(places) };
}

/** Returns a cell with a count. */
export function countCell(value: number): Cell {
  return value === 0 ? { text: '0', style: 'dim' } : { text: grouped(value) };
}
