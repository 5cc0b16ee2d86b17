import { requiredColumns } from '../../src/trace/tick-columns.js';

/** Cells by column name; what is left out has the value of a quiet tick on CPU 1. */
export type Cells = Readonly<Record<string, string | number>>;

const quiet: Cells = { ...Object.fromEntries(Object.keys(requiredColumns).map((name) => [name, 0])), cpu: 1, cbfl: 3 };

/** Returns a tick table with the required columns and those that the first row names. */
export function tableOf(...rows: readonly Cells[]): string {
  const names = Object.keys({ ...quiet, ...rows[0] });
  const lines = rows.map((row) => names.map((name) => ({ ...quiet, ...row })[name] ?? '').join(','));
  return [names.join(','), ...lines, ''].join('\n');
}

/** Returns a meta file of a 6.12 kernel at HZ=1000 whose CPU 1 is nohz_full. */
export function metaJson(more: Readonly<Record<string, unknown>> = {}): string {
  return JSON.stringify({ kernel: '6.12.117', hz: 1000, nohz_full_cpus: [1], smp: 2, ...more });
}
