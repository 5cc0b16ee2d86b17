import { recordedPolicies } from './recorded-policies.js';
import { RecordingError, tableError } from './recording-error.js';
import type { RecordingMeta } from './recording-meta.js';
import { largestCpu } from './tick-columns.js';
import { lineOfRow, type Column, type TickTable } from './tick-table.js';

/**
 * Checks that a table can be of the kernel that the meta file describes: it holds what the kernel's policy looks at, its CPUs
 * exist, and the variant and patience noted in its rows are the ones of the meta file.
 *
 * @param lineOf - line on which a row stands [default: of the table]
 * @throws RecordingError at the first row, or for the column, that contradicts
 */
export function checkBelongTogether(
  table: TickTable,
  meta: RecordingMeta,
  lineOf: (row: number) => number = lineOfRow,
): void {
  const { columns } = table;
  const needs = recordedPolicies.find((policy) => policy.id === meta.policy)?.needs ?? [];
  for (const column of needs) {
    if (columns[column] !== undefined) continue;
    const message = `line 1: the kernel followed ${meta.policy}, but the table lacks or leaves empty the column: "${column}"`;
    throw new RecordingError('table', [{ line: 1, field: column, value: null, message }]);
  }
  const last = (meta.cpus ?? largestCpu + 1) - 1;
  const variant = meta.kvmVariant ?? 0;
  const patience = meta.patienceJiffies;
  check(columns.cpu, (cpu) => cpu <= last, 'cpu', `the meta file has CPUs 0..${last} only`);
  check(columns.kvar, (value) => value === variant, 'kvar', `kvm_variant in the meta file is ${variant}`);
  check(columns.npat, (value) => value === patience, 'npat', `patience by the meta file is ${patience} jiffies`);

  function check(
    column: Column | undefined,
    fits: (value: number) => boolean,
    name: string,
    contradiction: string,
  ): void {
    for (let row = 0; row < (column?.length ?? 0); row++) {
      const value = column?.[row] as number;
      if (fits(value)) continue;
      const cause = `table and meta are not of one run, ${contradiction}`;
      throw tableError(lineOf(row), name, cause, `${value}`);
    }
  }
}
