import { createHost, type Host } from '../engine/host.js';
import { runHost, startHost } from '../engine/simulate.js';
import { createWorld, discardWorld, extendWorld } from '../engine/world.js';
import { policies as builtIn, policiesByIds, type Policy } from '../policies/index.js';
import { scenario as completeScenario, type Scenario, type ScenarioSpec } from '../scenario/index.js';
import { collectInto, type Collector } from './collect.js';
import { digestOf } from './digest.js';
import { createPolicyRecord, type PolicyRecord } from './policy-record.js';
import { version } from './version.js';

/** All policies of one run in one random world. */
export interface Comparison {
  readonly scenario: Scenario;
  readonly seed: number;
  readonly version: string;
  /** 16 hexadecimal digits over scenario, version and every count; see `digestOf`. */
  readonly digest: string;
  /** Simulated so far, warm-up included [ns]. */
  readonly simulatedNs: number;
  /** The whole duration was simulated. */
  readonly finished: boolean;
  readonly policies: readonly PolicyRecord[];
}

/** A comparison under way. */
export interface ComparisonRun {
  /** Warm-up and duration [ns]. */
  readonly totalNs: number;
  /** Simulated so far [ns]. */
  readonly doneNs: number;
  /** Simulates on, up to `untilNs` or the end. However a run is cut, its result is the same. */
  advance(untilNs: number): void;
  /** Returns what is known now. The records are live: they change with the next `advance`. */
  snapshot(): Comparison;
}

/** The world is generated, read by all policies, and forgotten in pieces of this length [ns]. */
const pieceNs = 250_000_000;

/**
 * Returns a comparison that has not begun: advance it piece by piece, for progress, partial pictures, or to stop early.
 *
 * @param scenario - complete, from `scenario()`
 * @param policies - in the order of the result
 */
export function startComparison(scenario: Scenario, policies: readonly Policy[]): ComparisonRun {
  const world = createWorld(scenario);
  const hosts = policies.map((policy) => startPolicy(world, policy));
  const warmupNs = Math.round(scenario.run.warmupSec * 1e9);
  const totalNs = warmupNs + Math.round(scenario.run.durationSec * 1e9);
  let doneNs = 0;
  const simulateTo = (untilNs: number) => {
    extendWorld(world, untilNs);
    for (const { host } of hosts) runHost(host, untilNs);
    discardWorld(world, untilNs);
    doneNs = untilNs;
    if (untilNs === warmupNs) for (const entry of hosts) startMeasuring(entry);
  };
  if (warmupNs === 0) for (const entry of hosts) startMeasuring(entry);
  return {
    totalNs,
    get doneNs() {
      return doneNs;
    },
    advance(untilNs) {
      const goalNs = Math.min(Math.floor(untilNs), totalNs);
      while (doneNs < goalNs) {
        const pieceEndNs = (Math.floor(doneNs / pieceNs) + 1) * pieceNs;
        simulateTo(Math.min(goalNs, pieceEndNs, doneNs < warmupNs ? warmupNs : Infinity));
      }
    },
    snapshot() {
      for (const { collector } of hosts) collector.record.measuredNs = Math.max(0, doneNs - warmupNs);
      const records = hosts.map(({ collector }) => collector.record);
      const digest = digestOf(scenario, version, records);
      const finished = doneNs >= totalNs;
      return { scenario, seed: scenario.run.seed, version, digest, simulatedNs: doneNs, finished, policies: records };
    },
  };
}

interface RunningPolicy {
  readonly policy: Policy;
  readonly host: Host;
  readonly collector: Collector;
}

function startPolicy(world: Host['world'], policy: Policy): RunningPolicy {
  const collector = collectInto(createPolicyRecord(policy, 0));
  const host = createHost(world, policy, collector);
  extendWorld(world, 0);
  startHost(host);
  return { policy, host, collector };
}

function startMeasuring({ policy, host, collector }: RunningPolicy): void {
  const notes = host.policy.onGuestExit === 'note-quiescent-state';
  const exitCostNs = notes && host.facts.contextTracking ? 0 : host.policy.exitCostNs;
  collector.record = createPolicyRecord(policy, exitCostNs);
}

/** What to compare, besides the scenario. */
export interface CompareOptions {
  /** Built-in policies by id (`base+idle-entry` lays the idle fix over one), or your own; default all built-in ones. */
  readonly policies?: readonly (string | Policy)[];
}

/**
 * Returns what each policy does to the guest's latency and to RCU, all in the same random world.
 *
 * @param spec - what differs from the default scenario; throws `ScenarioError` listing every problem
 * @example
 * const { policies } = compare({ run: { durationSec: 10 } }, { policies: ['mainline', 'patience'] });
 * console.log(policies.map(({ id, latency }) => `${id} ${latency.max / 1000} us`));
 */
export function compare(spec: ScenarioSpec = {}, options: CompareOptions = {}): Comparison {
  const run = startComparison(completeScenario(spec), options.policies ? policiesByIds(options.policies) : builtIn);
  run.advance(run.totalNs);
  return run.snapshot();
}
