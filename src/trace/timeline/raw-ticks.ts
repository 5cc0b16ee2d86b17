import { spanContexts, type SpanContext } from './spans.js';
import { createGrowingColumn, type GrowingColumn } from './growing-column.js';
import { createTextTable } from './text-table.js';
import { tickFields, widthOf, type TickFieldName } from './tick-fields.js';

/** Columns of what the events around a tick say, beside the fields of its own probes. */
const ownWidths = {
  line: 'int32',
  cpu: 'uint16',
  timeNs: 'float64',
  returnNs: 'float64',
  task: 'int32',
  flags: 'int32',
  ip: 'int32',
  ctnmi: 'int32',
  /** 0 no KVM event yet, 1 entry, 2 exit. */
  lastKvm: 'uint8',
  lastExitNs: 'float64',
  invoked: 'uint8',
  woke: 'uint8',
  idle: 'uint8',
  context: 'uint8',
  idleLeaving: 'uint8',
  irqFromGuest: 'uint8',
  vcpuCurrent: 'uint8',
  haswReturn: 'uint8',
  noqsReturn: 'uint8',
  coreReturn: 'uint8',
  lqsReturn: 'float64',
} as const;

/** Name of a column beside the fields. */
export type OwnColumnName = keyof typeof ownWidths;

/** Columns whose numbers stand for texts. */
export type TextColumnName = 'task' | 'flags' | 'ip' | 'ctnmi';

/** The ticks of a trace, one row for each that reached the end of `rcu_sched_clock_irq()`, in that order. */
export interface RawTicks {
  readonly rows: number;
  /** Returns a field of the probe at entry; NaN where the trace's probe has no such field. */
  field(name: TickFieldName, row: number): number;
  /** Returns a field of all ticks; null where the trace's probe has no such field. */
  values(name: TickFieldName): ArrayLike<number> | null;
  /** Whether the trace's probe has the field. */
  has(name: TickFieldName): boolean;
  own(name: OwnColumnName, row: number): number;
  text(name: TextColumnName, row: number): string;
  /** Where the CPU was by the events before the tick. */
  context(row: number): SpanContext;
}

/** One row, with the numbers of its texts. */
export type RawTickRow = Readonly<Record<OwnColumnName, number>> & {
  readonly fields: Readonly<Record<TickFieldName, number>>;
};

/** Ticks that can be added to. */
export interface GrowingRawTicks extends RawTicks {
  numberOf(text: string): number;
  add(row: RawTickRow): void;
}

/**
 * Returns a table without ticks.
 *
 * @param present - the fields that the trace's probe has
 */
export function createRawTicks(present: ReadonlySet<TickFieldName>): GrowingRawTicks {
  const texts = createTextTable();
  const fields = new Map<TickFieldName, GrowingColumn>();
  for (const name of present) fields.set(name, createGrowingColumn(widthOf(tickFields[name].kind)));
  const own = Object.fromEntries(
    Object.entries(ownWidths).map(([name, width]) => [name, createGrowingColumn(width)]),
  ) as Record<OwnColumnName, GrowingColumn>;
  return {
    get rows() {
      return own.cpu.length;
    },
    field: (name, row) => fields.get(name)?.at(row) ?? NaN,
    values: (name) => fields.get(name)?.values() ?? null,
    has: (name) => fields.has(name),
    own: (name, row) => own[name].at(row),
    text: (name, row) => texts.texts[own[name].at(row)] ?? '',
    context: (row) => spanContexts[own.context.at(row)] ?? 'kernel',
    numberOf: (text) => texts.numberOf(text),
    add(row) {
      for (const [name, column] of fields) column.push(row.fields[name]);
      for (const name of Object.keys(own) as OwnColumnName[]) own[name].push(row[name]);
    },
  };
}
