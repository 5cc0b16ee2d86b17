import type { Comparison } from '../record/comparison.js';
import type { Histogram } from '../record/histogram.js';
import type { PolicyRecord } from '../record/policy-record.js';
import { canonicalJson, contentHash, type Scenario } from '../scenario/index.js';
import { ccdf, quantilesOf, type Quantile } from '../stats/index.js';
import { gracePeriodDistributions, type PolicyGracePeriods } from '../tables/grace-period-distributions.js';
import { wakesByWindow, type PolicyWakes } from '../tables/wakes-by-window.js';
import { equalTails } from './equal-tails.js';

/** The tail of one policy, as columns of equal length: small enough to be posted from a worker many times a second. */
export interface Curve {
  /** Id of the policy. */
  readonly policy: string;
  /** Latencies, rising [us]. */
  readonly us: Float64Array;
  /** Share of the samples that reach each of them [0..1], with its pointwise 95% band. */
  readonly share: Float64Array;
  readonly low: Float64Array;
  readonly high: Float64Array;
  /** Largest sample [us]. */
  readonly maxUs: number;
}

/** How long something took, over all its times [ms]; zeros where it never happened. */
export interface Lengths {
  readonly count: number;
  /** Null where too few happened to tell. */
  readonly medianMs: number | null;
  readonly maxMs: number;
}

/** One policy in the table. */
export interface Row {
  readonly policy: string;
  readonly title: string;
  /** Latency samples. */
  readonly samples: number;
  /** Largest latency [us]. */
  readonly maxUs: number;
  /** p50 to p99.9999, without numbers where the samples do not support them. */
  readonly quantiles: readonly Quantile[];
  /** rcuc wake-ups, a second of measured time. */
  readonly wakesPerSec: number;
  /** Those of them that stopped the guest itself. */
  readonly guestWakesPerSec: number;
  readonly falsePositives: number;
  readonly falseNegatives: number;
  readonly gracePeriods: Lengths;
  readonly syncRcu: Lengths;
  /** Grace periods above 21 s. */
  readonly stalls: number;
  /** What the policy adds to a VM exit [ns]. */
  readonly costPerExitNs: number;
}

/** A comparison as the page shows it, partial or finished. */
export interface Summary {
  readonly scenarioHash: string;
  readonly seed: number;
  readonly version: string;
  /** Digest of the comparison so far; equal to everyone else's once it is finished. */
  readonly digest: string;
  readonly finished: boolean;
  /** A quick comparison with hardly any warm-up, made to have something to show; the real one follows. */
  readonly firstLook: boolean;
  /** Simulated so far, and to be simulated [ns], the warm-up included. */
  readonly simulatedNs: number;
  readonly totalNs: number;
  /** Simulated time that was measured [ns]. */
  readonly measuredNs: number;
  /** VM exits so far, under the first policy. */
  readonly exits: number;
  readonly rows: readonly Row[];
  readonly curves: readonly Curve[];
  /** Policies with the same samples, by id, the largest sample first. */
  readonly groups: readonly (readonly string[])[];
  /** How long the grace periods were, and where rcuc was woken. */
  readonly gracePeriods: readonly PolicyGracePeriods[];
  readonly wakes: readonly PolicyWakes[];
}

/** Points of a curve: more than a screen can show apart. */
const pointsOfCurve = 240;

/** What a comparison alone does not know about itself. */
export interface SummaryOptions {
  /** The scenario that the reader asked for. */
  readonly scenario: Scenario;
  /** Simulated time of the whole comparison [ns]. */
  readonly totalNs: number;
  readonly firstLook?: boolean;
}

/** Returns what the page shows of a comparison. */
export function summarize(comparison: Comparison, { scenario, totalNs, firstLook = false }: SummaryOptions): Summary {
  const { seed, version, digest, finished, simulatedNs, policies } = comparison;
  return {
    scenarioHash: contentHash(canonicalJson(scenario)),
    seed,
    version,
    digest,
    finished: finished && !firstLook,
    firstLook,
    simulatedNs: firstLook ? 0 : simulatedNs,
    totalNs,
    measuredNs: policies[0]?.measuredNs ?? 0,
    exits: policies[0]?.exits ?? 0,
    rows: policies.map(rowOf),
    curves: policies.map(curveOf),
    groups: equalTails(policies),
    gracePeriods: gracePeriodDistributions(comparison),
    wakes: wakesByWindow(comparison),
  };
}

function curveOf({ id, latency }: PolicyRecord): Curve {
  const points = ccdf(latency, { points: pointsOfCurve });
  return {
    policy: id,
    us: Float64Array.from(points, ({ us }) => us),
    share: Float64Array.from(points, ({ p }) => p),
    low: Float64Array.from(points, ({ low }) => low),
    high: Float64Array.from(points, ({ high }) => high),
    maxUs: latency.max / 1e3,
  };
}

function rowOf(record: PolicyRecord): Row {
  const seconds = record.measuredNs / 1e9;
  const perSec = (count: number): number => (seconds > 0 ? count / seconds : 0);
  return {
    policy: record.id,
    title: record.title,
    samples: record.latency.total,
    maxUs: record.latency.max / 1e3,
    quantiles: quantilesOf(record.latency),
    wakesPerSec: perSec(record.wakes),
    guestWakesPerSec: perSec(record.wakesByWindow.guest),
    falsePositives: record.falsePositives.count,
    falseNegatives: record.falseNegatives.count,
    gracePeriods: lengthsOf(record.gracePeriods),
    syncRcu: lengthsOf(record.syncRcu),
    stalls: record.stalls.over21s,
    costPerExitNs: record.exitCostNs,
  };
}

function lengthsOf(histogram: Histogram): Lengths {
  const [median] = quantilesOf(histogram, [0.5]);
  const valueNs = median?.valueNs ?? null;
  return { count: histogram.total, medianMs: valueNs === null ? null : valueNs / 1e6, maxMs: histogram.max / 1e6 };
}
