import { z } from 'zod';
import { windows, type Comparison, type Episodes, type Histogram, type PolicyRecord } from '../record/index.js';
import { encodeLink } from '../scenario/index.js';
import { scenarioSchema } from '../scenario/schema.js';
import { quantileLabel, quantilesOf, standardQuantiles } from '../stats/index.js';
import { measuredQuantiles } from '../trace/index.js';
import type { MeasuredRow } from './measured-files.js';
import { isSameKind } from './measured-notes.js';

const labels = standardQuantiles.map(quantileLabel);
const whole = z.int().min(0);
const amount = z.number().min(0);
const ofEach = <T extends z.ZodType>(names: readonly string[], value: T) =>
  z.strictObject(Object.fromEntries(names.map((name) => [name, value])) as Record<string, T>);

const quantiles = ofEach(labels, amount.nullable()).describe(
  'null where the samples do not support a quantile: 100 of them must lie beyond it',
);
const intervals = ofEach(labels, z.tuple([amount, amount]).nullable()).describe(
  '95% interval of each quantile, for independent samples; null as there',
);
const most = amount.nullable().describe('null where there are none');

const episodes = z.strictObject({ count: whole, totalMs: amount, maxMs: amount });
const lengths = z.strictObject({
  count: whole,
  p50: amount.nullable(),
  p99: amount.nullable(),
  max: most,
  unit: z.literal('ms'),
});

const policySchema = z.strictObject({
  id: z.string().describe('as `quiescent policies` lists it; `base+idle-entry` for the idle-entry rule over another'),
  title: z.string(),
  latency: z
    .strictObject({
      instrument: z.enum(['oslat', 'cyclictest']),
      samples: whole,
      quantiles,
      intervals,
      max: most,
      unit: z.literal('us'),
    })
    .describe('oslat: gaps in the execution of the guest; cyclictest: from the expiry of a guest timer to its handler'),
  rcuc: z
    .strictObject({
      wakes: whole,
      perSecond: amount,
      byWindow: ofEach(windows, whole).describe('by where the tick hit that woke it'),
      ranUs: amount.describe('context switches included'),
      stolenUs: amount.describe('the part of it while the vCPU wanted to run'),
      cpuSharePercent: amount,
    })
    .describe('wake-ups of rcuc, or RCU softirqs raised, by ticks of the CPU of the vCPU'),
  ticks: whole.describe('all ticks of the CPU of the vCPU'),
  kernelTicks: z
    .strictObject({ count: whole, pending: whole })
    .describe(
      'ticks that interrupted neither user mode nor an extended quiescent state, and those at which rcu_pending() said yes',
    ),
  falsePositives: episodes.describe('skipped ticks after which the CPU reached no extended quiescent state soon'),
  falseNegatives: episodes.describe('wakes of rcuc shortly before an extended quiescent state'),
  gracePeriod: lengths.describe('normal grace periods'),
  expedited: lengths.describe('expedited grace periods'),
  syncRcu: lengths.describe('synchronize_rcu()'),
  stalls: z
    .strictObject({ over20ms: whole, over21s: whole, over60s: whole, warnings: whole })
    .describe('grace periods longer than that, and warnings under the stall timeout of the scenario'),
  exits: whole.describe('VM exits'),
  costPerExitNs: amount.describe('what the policy adds to every VM exit'),
});

const range = z.strictObject({ low: amount, high: amount.nullable() }).nullable();

const measuredSchema = z.strictObject({
  label: z.string(),
  source: z.enum(['cyclictest', 'oslat', 'rtla timerlat', 'rtla osnoise']),
  series: z.string().describe('latency; of rtla timerlat irq, thread or user, of rtla osnoise noise'),
  sameKind: z.boolean().describe('whether the tool is the one that the scenario simulates'),
  cpus: whole,
  samples: whole.describe('overflowed ones included'),
  missed: whole.nullable().describe('lost before the tool could count them; null: not known how many'),
  quantiles: ofEach(labels, range).describe(
    'the ends between which each lies; high is null in the overflow, the whole where the samples do not support it',
  ),
  intervals: ofEach(labels, range).describe('95% interval of each, for independent samples; null as there'),
  max: most.describe('as the tool tells it; null where it does not'),
  overflow: whole.describe('values of which the tool kept no bucket'),
  overflowFrom: amount.nullable().describe('no overflowed value is smaller'),
  resolution: amount.nullable().describe('width of the widest bucket'),
  unit: z.literal('us'),
});

/** What `quiescent compare --json` prints; data/schema/compare.schema.json is made of it. */
export const comparisonSchema = z
  .strictObject({
    scenario: scenarioSchema.describe('complete; `--scenario FILE` takes it back'),
    seed: whole,
    version: z.string(),
    digest: z
      .string()
      .regex(/^[0-9a-f]{16}$/)
      .describe('over scenario, version and every count; equal digests mean equal results'),
    finished: z.boolean().describe('false: stopped before the end, and the numbers are those until then'),
    simulatedSec: amount.describe('warm-up included'),
    measuredSec: amount.describe('without the warm-up'),
    link: z.string().describe('the scenario as the text behind # in the address of the workbook'),
    policies: z.array(policySchema),
    measured: z.array(measuredSchema).describe('the measurements that were laid beside, a row for each series'),
  })
  .describe('What each policy does to the latency of the guest and to RCU, all in one random world.');

/** The object that `quiescent compare --json` prints. */
export type ComparisonJson = z.infer<typeof comparisonSchema>;

/** One policy in it. */
export type PolicyJson = z.infer<typeof policySchema>;

/** One measurement in it. */
export type MeasuredJson = z.infer<typeof measuredSchema>;

/** Returns a comparison as plain data in the units that people use. */
export function comparisonJson(comparison: Comparison, measured: readonly MeasuredRow[] = []): ComparisonJson {
  const { scenario, seed, version, digest, finished, simulatedNs, policies } = comparison;
  return {
    scenario,
    seed,
    version,
    digest,
    finished,
    simulatedSec: simulatedNs / 1e9,
    measuredSec: (policies[0]?.measuredNs ?? 0) / 1e9,
    link: encodeLink(scenario),
    policies: policies.map((record) => policyJson(record, scenario.guest.instrument)),
    measured: measured.map((row) => measuredJson(row, scenario.guest.instrument)),
  };
}

function measuredJson({ label, tail }: MeasuredRow, instrument: 'oslat' | 'cyclictest'): MeasuredJson {
  const { source, series, cpus, samples, missed, maxNs, overflow, overflowFromNs, resolutionNs } = tail;
  const known = measuredQuantiles(tail, standardQuantiles);
  const ends = (low: number | null, high: number | null) =>
    low === null ? null : { low: low / 1e3, high: inUnit(high, 1e3) };
  return {
    label,
    source,
    series,
    sameKind: isSameKind(tail, instrument),
    cpus,
    samples,
    missed,
    quantiles: Object.fromEntries(known.map((quantile) => [quantile.label, ends(quantile.lowNs, quantile.highNs)])),
    intervals: Object.fromEntries(
      known.map((quantile) => [quantile.label, ends(quantile.intervalLowNs, quantile.intervalHighNs)]),
    ),
    max: inUnit(maxNs, 1e3),
    overflow,
    overflowFrom: inUnit(overflowFromNs, 1e3),
    resolution: inUnit(resolutionNs, 1e3),
    unit: 'us',
  };
}

function policyJson(record: PolicyRecord, instrument: 'oslat' | 'cyclictest'): PolicyJson {
  const { id, title, latency, wakes, wakesByWindow, ticks, kernelTicks, pendingTicks, stalls, exits } = record;
  const known = quantilesOf(latency);
  const seconds = record.measuredNs / 1e9;
  return {
    id,
    title,
    latency: {
      instrument,
      samples: latency.total,
      quantiles: Object.fromEntries(known.map(({ label, valueNs }) => [label, inUnit(valueNs, 1e3)])),
      intervals: Object.fromEntries(
        known.map(({ label, lowNs, highNs }) => [
          label,
          lowNs === null || highNs === null ? null : [lowNs / 1e3, highNs / 1e3],
        ]),
      ),
      max: latency.total > 0 ? latency.max / 1e3 : null,
      unit: 'us',
    },
    rcuc: {
      wakes,
      perSecond: seconds > 0 ? wakes / seconds : 0,
      byWindow: { ...wakesByWindow },
      ranUs: record.rcucNs / 1e3,
      stolenUs: record.stolenNs / 1e3,
      cpuSharePercent: seconds > 0 ? record.rcucNs / 1e7 / seconds : 0,
    },
    ticks,
    kernelTicks: { count: kernelTicks, pending: pendingTicks },
    falsePositives: episodesJson(record.falsePositives),
    falseNegatives: episodesJson(record.falseNegatives),
    gracePeriod: lengthsJson(record.gracePeriods),
    expedited: lengthsJson(record.expedited),
    syncRcu: lengthsJson(record.syncRcu),
    stalls: { ...stalls },
    exits,
    costPerExitNs: record.exitCostNs,
  };
}

function episodesJson({ count, totalNs, maxNs }: Episodes): PolicyJson['falsePositives'] {
  return { count, totalMs: totalNs / 1e6, maxMs: maxNs / 1e6 };
}

function lengthsJson(histogram: Histogram): PolicyJson['gracePeriod'] {
  const [p50, p99] = quantilesOf(histogram, [0.5, 0.99]);
  return {
    count: histogram.total,
    p50: inUnit(p50?.valueNs, 1e6),
    p99: inUnit(p99?.valueNs, 1e6),
    max: histogram.total > 0 ? histogram.max / 1e6 : null,
    unit: 'ms',
  };
}

function inUnit(ns: number | null | undefined, unit: number): number | null {
  return ns === null || ns === undefined ? null : ns / unit;
}
