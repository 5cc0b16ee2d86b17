import { readInteger, readSequence } from '../recorded-number.js';
import type { ColumnWidth } from './growing-column.js';

/**
 * What stands in a field of a tick's probe: `flag` 0 or 1 · `byte` · `count` · `signed` · `sequence` a 64-bit grace-period
 * number · `pointer` a 64-bit address, kept as its low 48 bits · `set` whether a pointer is not zero.
 */
export type TickFieldKind = 'flag' | 'byte' | 'count' | 'signed' | 'sequence' | 'pointer' | 'set';

interface TickField {
  readonly kind: TickFieldKind;
  readonly required: boolean;
}

const required = (kind: TickFieldKind): TickField => ({ kind, required: true });
const optional = (kind: TickFieldKind): TickField => ({ kind, required: false });

/** The fields of the probe at the entry of `rcu_sched_clock_irq()` that make a row, by the names that the probe gives them. */
export const tickFields = {
  user: required('flag'),
  j: required('count'),
  gps: required('sequence'),
  gpstart: required('count'),
  rgps: required('sequence'),
  ngps: required('sequence'),
  noqs: required('flag'),
  core: required('flag'),
  wrap: required('flag'),
  ndw: required('byte'),
  cbfl: required('byte'),
  cbhead: optional('set'),
  t0: optional('pointer'),
  t2p: optional('set'),
  nqsm: optional('count'),
  urg: optional('flag'),
  ftick: optional('flag'),
  kst: optional('byte'),
  hasw: optional('flag'),
  ctn: required('signed'),
  rv: optional('set'),
  cs: optional('count'),
  npat: optional('count'),
  kvar: optional('byte'),
  lge: optional('count'),
  inrl: optional('byte'),
  lp2: optional('count'),
  lp3: optional('count'),
  near: optional('flag'),
  lqs: optional('count'),
  cfl: optional('count'),
} as const satisfies Record<string, TickField>;

/** Name of a field of `tickFields`. */
export type TickFieldName = keyof typeof tickFields;

/** Fields of what the discussion's proposals keep; only kernels that were built with the proposals have them. */
export type ProposalFieldName = 'kvar' | 'lge' | 'inrl' | 'lp2' | 'lp3' | 'near' | 'lqs';

/** The fields of the probe at its return that make the rest of the row. */
export const returnFields = {
  hasw: 'flag',
  noqs: 'flag',
  core: 'flag',
  lqs: 'count',
} as const satisfies Record<string, TickFieldKind>;

/** Name of a field of `returnFields`. */
export type ReturnFieldName = keyof typeof returnFields;

/** Returns how wide a column of the kind has to be. */
export function widthOf(kind: TickFieldKind): ColumnWidth {
  return kind === 'flag' || kind === 'byte' || kind === 'set' ? 'uint8' : 'float64';
}

/** Returns the value of a field, or NaN for what the kind does not allow. */
export function readField(kind: TickFieldKind, text: string, start: number, end: number): number {
  switch (kind) {
    case 'flag':
      return upTo(1, readInteger(text, start, end));
    case 'byte':
      return upTo(255, readInteger(text, start, end));
    case 'count':
      return upTo(Number.MAX_SAFE_INTEGER, readInteger(text, start, end));
    case 'signed':
      return readInteger(text, start, end);
    case 'sequence':
      return readSequence(text, start, end);
    case 'pointer':
      return readPointer(text, start, end);
    case 'set': {
      const pointer = readPointer(text, start, end);
      return Number.isNaN(pointer) ? NaN : Math.min(1, pointer);
    }
  }
}

/** Addresses that differ, differ in their low 48 bits: the upper ones only tell kernel from user. */
function readPointer(text: string, start: number, end: number): number {
  const digits = /^0x([0-9a-fA-F]{1,16})$/.exec(text.slice(start, end))?.[1];
  return digits === undefined ? NaN : parseInt(digits.slice(-12), 16);
}

function upTo(largest: number, value: number): number {
  return value >= 0 && value <= largest ? value : NaN;
}
