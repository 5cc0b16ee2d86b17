import { table } from 'arquero';
import type { ColumnTable } from 'arquero';
import type { Comparison } from '../record/index.js';
import { wakesByWindow } from './wakes-by-window.js';

/** Returns the wakes of rcuc in long form, a row for each policy and window. */
export function windowTable(comparison: Comparison): ColumnTable {
  const rows = wakesByWindow(comparison).flatMap(({ policy, windows }) => windows.map((row) => ({ policy, ...row })));
  return table({
    policy: rows.map(({ policy }) => policy),
    window: rows.map(({ window }) => window),
    wakes: rows.map(({ wakes }) => wakes),
    wakes_per_s: rows.map(({ perSecond }) => perSecond),
  });
}
