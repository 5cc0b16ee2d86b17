import { createHost } from '../engine/host.js';
import type { Recorder, TimelineEvent } from '../engine/recorder.js';
import { runHost, startHost } from '../engine/simulate.js';
import { createWorld, discardWorld, extendWorld, type World } from '../engine/world.js';
import type { Window } from '../kernel/cpu-state.js';
import { policyById, type Policy } from '../policies/index.js';
import type { Scenario } from '../scenario/index.js';

/** Which sample to explain: the worst, or the one in which a tick first woke rcuc in a window. */
export type SampleChoice = 'worst' | { readonly first: Window };

/** One sample, step by step. */
export interface Explanation {
  readonly policyId: string;
  /** False where the run has no such sample. */
  readonly found: boolean;
  /** The latency sample that ended the episode [ns]. */
  readonly sampleNs: number;
  /** When the sample ended [ns since the start of the simulation]. */
  readonly atNs: number;
  /** The steps on the vCPU's CPUs around the sample, and of the grace-period kthread (CPU 0) since shortly before. */
  readonly events: readonly TimelineEvent[];
}

/** How much is shown of the vCPU's CPUs before the gap and after it [ns]. */
const aroundNs = 20_000;
/** How far back the grace-period kthread is followed [ns]. */
const kthreadBackNs = 12_000_000;
const pieceNs = 250_000_000;

interface Sample {
  valueNs: number;
  atNs: number;
}

/**
 * Returns the timeline of a chosen sample, in kernel words: the run is simulated once to find it and once more to watch it.
 *
 * @param policy - id (`base+idle-entry` allowed) or your own
 * @example
 * const { sampleNs, events } = explain(scenario({ run: { durationSec: 5 } }), 'mainline', 'worst');
 */
export function explain(scenario: Scenario, policy: string | Policy, choice: SampleChoice = 'worst'): Explanation {
  const chosen = typeof policy === 'string' ? policyById(policy) : policy;
  const sample = findSample(scenario, chosen, choice);
  if (sample === null) return { policyId: chosen.id, found: false, sampleNs: 0, atNs: 0, events: [] };
  const events = watch(scenario, chosen, sample);
  return { policyId: chosen.id, found: true, sampleNs: sample.valueNs, atNs: sample.atNs, events };
}

function findSample(scenario: Scenario, policy: Policy, choice: SampleChoice): Sample | null {
  const warmupNs = Math.round(scenario.run.warmupSec * 1e9);
  const totalNs = warmupNs + Math.round(scenario.run.durationSec * 1e9);
  let best: Sample | null = null;
  let armed = choice === 'worst';
  let done = false;
  const recorder: Recorder = {
    ...silent,
    latency(valueNs, nowNs) {
      if (nowNs < warmupNs || !armed || done) return;
      if (choice !== 'worst') done = true;
      if (done || best === null || valueNs > best.valueNs) best = { valueNs, atNs: nowNs };
    },
    wake(window, nowNs) {
      if (choice !== 'worst' && nowNs >= warmupNs && window === choice.first) armed = true;
    },
  };
  simulate(scenario, policy, recorder, totalNs, () => done);
  return best;
}

function watch(scenario: Scenario, policy: Policy, { valueNs, atNs }: Sample): readonly TimelineEvent[] {
  const events: TimelineEvent[] = [];
  const fromNs = atNs - valueNs - aroundNs;
  const world = createWorld(scenario);
  extendWorld(world, 0);
  const host = createHost(world, policy, silent);
  startHost(host);
  runPieces(world, Math.max(0, fromNs - kthreadBackNs), (untilNs) => runHost(host, untilNs));
  host.tracer = (event) => {
    if (event.cpu === 0 || event.timeNs >= fromNs) events.push(event);
  };
  const endNs = atNs + aroundNs;
  extendWorld(world, endNs);
  runHost(host, endNs);
  return events;
}

function simulate(
  scenario: Scenario,
  policy: Policy,
  recorder: Recorder,
  totalNs: number,
  isDone: () => boolean,
): void {
  const world = createWorld(scenario);
  extendWorld(world, 0);
  const host = createHost(world, policy, recorder);
  startHost(host);
  runPieces(world, totalNs, (untilNs) => (isDone() ? undefined : runHost(host, untilNs)));
}

function runPieces(world: World, totalNs: number, run: (untilNs: number) => void): void {
  for (let untilNs = 0; untilNs < totalNs;) {
    untilNs = Math.min(totalNs, untilNs + pieceNs);
    extendWorld(world, untilNs);
    run(untilNs);
    discardWorld(world, untilNs);
  }
}

const nothing = (): void => undefined;

const silent: Recorder = {
  latency: nothing,
  exits: nothing,
  tick: nothing,
  wake: nothing,
  rcuc: nothing,
  falsePositive: nothing,
  falseNegative: nothing,
  gracePeriod: nothing,
  syncRcu: nothing,
  expedited: nothing,
  stallWarnings: nothing,
};
