import { table } from 'arquero';
import type { ColumnTable } from 'arquero';
import type { Comparison } from '../record/index.js';
import { quantileLabel, quantilesOf, standardQuantiles } from '../stats/index.js';

/** Returns the name of a quantile's column: 0.999 is `p99_9_us`. */
export function quantileColumn(p: number): string {
  return `${quantileLabel(p).replace('.', '_')}_us`;
}

/**
 * Returns the quantiles of the latency in long form, a row for each policy and quantile, with 95% intervals. Those that the
 * samples do not support are rows without numbers, `supported` false.
 * @param ps - quantiles [0 < p < 1, default p50 to p99.9999]
 */
export function quantileTable(comparison: Comparison, ps: readonly number[] = standardQuantiles): ColumnTable {
  const rows = comparison.policies.flatMap(({ id, latency }) =>
    quantilesOf(latency, ps).map((quantile) => ({ id, ...quantile })),
  );
  const us = (ns: number | null) => (ns === null ? null : ns / 1e3);
  return table({
    policy: rows.map(({ id }) => id),
    quantile: rows.map(({ label }) => label),
    p: rows.map(({ p }) => p),
    latency_us: rows.map(({ valueNs }) => us(valueNs)),
    low_us: rows.map(({ lowNs }) => us(lowNs)),
    high_us: rows.map(({ highNs }) => us(highNs)),
    supported: rows.map(({ supported }) => supported),
  });
}
