import { table } from 'arquero';
import type { ColumnTable } from 'arquero';
import type { Comparison } from '../record/index.js';
import type { CcdfOptions } from '../stats/index.js';
import { tailCurves } from './tail-curves.js';

/** Returns the survival curves in long form, a row for each policy and point, with the band of each point. */
export function ccdfTable(comparison: Comparison, options?: CcdfOptions): ColumnTable {
  const rows = tailCurves(comparison, options).flatMap(({ policy, points }) =>
    points.map((point) => ({ policy, ...point })),
  );
  return table({
    policy: rows.map(({ policy }) => policy),
    latency_us: rows.map(({ us }) => us),
    share: rows.map(({ p }) => p),
    share_low: rows.map(({ low }) => low),
    share_high: rows.map(({ high }) => high),
  });
}
