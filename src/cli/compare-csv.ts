import { windows } from '../record/index.js';
import { quantileLabel, standardQuantiles } from '../stats/index.js';
import type { ComparisonJson, MeasuredJson, PolicyJson } from './compare-json.js';
import { csvName, csvText, type CsvValue } from './csv.js';

const labels = standardQuantiles.map(quantileLabel);

/**
 * Returns a comparison as CSV: a line for each policy and each measurement, units in the names of the columns, empty where
 * nothing is known. A measured quantile stands in the middle of its bucket; one in the overflow is empty (`overflow_from_us`).
 */
export function comparisonCsv(comparison: ComparisonJson): string {
  const rows = [...comparison.policies.map(policyRow), ...comparison.measured.map(measuredRow)];
  return csvText(rows.map((row) => ({ ...row, ...provenance(comparison) })));
}

function policyRow({
  latency,
  rcuc,
  kernelTicks,
  gracePeriod,
  syncRcu,
  stalls,
  ...policy
}: PolicyJson): Record<string, CsvValue> {
  return {
    policy: policy.id,
    instrument: latency.instrument,
    samples: latency.samples,
    max_us: latency.max,
    ...each(labels, (label) => [`${csvName(label)}_us`, latency.quantiles[label] ?? null]),
    ...each(labels, (label) => [`${csvName(label)}_low_us`, latency.intervals[label]?.[0] ?? null]),
    ...each(labels, (label) => [`${csvName(label)}_high_us`, latency.intervals[label]?.[1] ?? null]),
    wakes: rcuc.wakes,
    wakes_per_s: rcuc.perSecond,
    ...each(windows, (window) => [`wakes_${csvName(window)}`, rcuc.byWindow[window] ?? 0]),
    stolen_us: rcuc.stolenUs,
    rcuc_cpu_percent: rcuc.cpuSharePercent,
    kernel_ticks: kernelTicks.count,
    pending_ticks: kernelTicks.pending,
    false_positives: policy.falsePositives.count,
    false_positives_ms: policy.falsePositives.totalMs,
    false_positive_max_ms: policy.falsePositives.maxMs,
    false_negatives: policy.falseNegatives.count,
    false_negatives_ms: policy.falseNegatives.totalMs,
    false_negative_max_ms: policy.falseNegatives.maxMs,
    gp_count: gracePeriod.count,
    gp_p50_ms: gracePeriod.p50,
    gp_max_ms: gracePeriod.max,
    sync_rcu_count: syncRcu.count,
    sync_rcu_p50_ms: syncRcu.p50,
    sync_rcu_p99_ms: syncRcu.p99,
    sync_rcu_max_ms: syncRcu.max,
    gp_over_20ms: stalls.over20ms,
    gp_over_21s: stalls.over21s,
    gp_over_60s: stalls.over60s,
    stall_warnings: stalls.warnings,
    exits: policy.exits,
    cost_per_exit_ns: policy.costPerExitNs,
    overflow: null,
    overflow_from_us: null,
  };
}

function measuredRow(measured: MeasuredJson): Record<string, CsvValue> {
  const { label, source, series, samples, quantiles, intervals, max, overflow, overflowFrom } = measured;
  return {
    policy: `measured: ${label}`,
    instrument: series === 'latency' ? source : `${source} ${series}`,
    samples,
    max_us: max,
    ...each(labels, (name) => [`${csvName(name)}_us`, middle(quantiles[name])]),
    ...each(labels, (name) => [`${csvName(name)}_low_us`, intervals[name]?.low ?? null]),
    ...each(labels, (name) => [`${csvName(name)}_high_us`, intervals[name]?.high ?? null]),
    overflow,
    overflow_from_us: overflowFrom,
  };
}

function middle(ends: MeasuredJson['quantiles'][string] | undefined): number | null {
  return ends === null || ends === undefined || ends.high === null ? null : (ends.low + ends.high) / 2;
}

/** Repeated in every line, so that lines of several runs can be put together. */
function provenance({ seed, version, digest, finished, measuredSec }: ComparisonJson): Record<string, CsvValue> {
  return { measured_s: measuredSec, seed, version, digest, finished };
}

function each(
  names: readonly string[],
  entry: (name: string) => readonly [string, CsvValue],
): Record<string, CsvValue> {
  return Object.fromEntries(names.map(entry));
}
