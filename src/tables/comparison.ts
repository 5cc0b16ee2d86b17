import { table } from 'arquero';
import type { ColumnTable } from 'arquero';
import type { Comparison, Histogram, PolicyRecord } from '../record/index.js';
import { quantilesOf, standardQuantiles } from '../stats/index.js';
import { quantileColumn } from './quantiles.js';

/**
 * Returns one row for each policy, in the comparison's order: latency (max first), wakes of rcuc, and what the policy costs
 * RCU. Units are in the names of the columns. A quantile that the samples do not support is null.
 * @example
 * comparisonTable(compare()).orderby('max_us').select('policy', 'max_us', 'wakes_per_s').print();
 */
export function comparisonTable(comparison: Comparison): ColumnTable {
  const records = comparison.policies;
  const column = (value: (record: PolicyRecord) => unknown) => records.map(value);
  const quantiles = records.map(({ latency }) => quantilesOf(latency, standardQuantiles));
  return table({
    policy: column(({ id }) => id),
    samples: column(({ latency }) => latency.total),
    max_us: column(({ latency }) => latency.max / 1e3),
    ...Object.fromEntries(
      standardQuantiles.map((p, i) => [quantileColumn(p), quantiles.map((row) => inUnit(row[i]?.valueNs, 1e3))]),
    ),
    wakes_per_s: column(({ wakes, measuredNs }) => perSecond(wakes, measuredNs)),
    kernel_ticks_per_s: column(({ kernelTicks, measuredNs }) => perSecond(kernelTicks, measuredNs)),
    pending_ticks_per_s: column(({ pendingTicks, measuredNs }) => perSecond(pendingTicks, measuredNs)),
    false_positives: column(({ falsePositives }) => falsePositives.count),
    false_positives_ms: column(({ falsePositives }) => falsePositives.totalNs / 1e6),
    false_negatives: column(({ falseNegatives }) => falseNegatives.count),
    false_negatives_ms: column(({ falseNegatives }) => falseNegatives.totalNs / 1e6),
    gp_count: column(({ gracePeriods }) => gracePeriods.total),
    gp_p50_ms: column(({ gracePeriods }) => median(gracePeriods)),
    gp_max_ms: column(({ gracePeriods }) => gracePeriods.max / 1e6),
    sync_rcu_p50_ms: column(({ syncRcu }) => median(syncRcu)),
    sync_rcu_max_ms: column(({ syncRcu }) => syncRcu.max / 1e6),
    gp_over_20ms: column(({ stalls }) => stalls.over20ms),
    gp_over_21s: column(({ stalls }) => stalls.over21s),
    gp_over_60s: column(({ stalls }) => stalls.over60s),
    stall_warnings: column(({ stalls }) => stalls.warnings),
    exits_per_s: column(({ exits, measuredNs }) => perSecond(exits, measuredNs)),
    cost_per_exit_ns: column(({ exitCostNs }) => exitCostNs),
    rcuc_cpu_percent: column(({ rcucNs, measuredNs }) => (measuredNs > 0 ? (100 * rcucNs) / measuredNs : 0)),
  });
}

function perSecond(count: number, ns: number): number {
  return ns > 0 ? count / (ns / 1e9) : 0;
}

function median(histogram: Histogram): number | null {
  return inUnit(quantilesOf(histogram, [0.5])[0]?.valueNs, 1e6);
}

function inUnit(ns: number | null | undefined, unit: number): number | null {
  return ns === null || ns === undefined ? null : ns / unit;
}
