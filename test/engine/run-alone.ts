import { createHost, type Host } from '../../src/engine/host.js';
import type { TickRecord, Tracer } from '../../src/engine/recorder.js';
import { runHost, startHost } from '../../src/engine/simulate.js';
import { watch, type Watch } from '../../src/engine/watch.js';
import { createWorld, discardWorld, extendWorld } from '../../src/engine/world.js';
import type { Policy } from '../../src/policies/index.js';
import { collectInto } from '../../src/record/collect.js';
import { createPolicyRecord, type PolicyRecord } from '../../src/record/policy-record.js';
import type { Scenario } from '../../src/scenario/index.js';

/** One policy's run, ended. */
export interface RunAlone {
  readonly host: Host;
  readonly watch: Watch;
  /** What was recorded after the warm-up. */
  readonly record: PolicyRecord;
}

/** What a run is looked at with. */
export interface Observers {
  /** Watch over every event, which is then taken step by step. */
  readonly watched?: boolean;
  /** Receives the timeline; the exits are then taken step by step. */
  readonly tracer?: Tracer;
  readonly afterEvent?: (host: Host) => void;
  /** Receives every latency sample. */
  readonly latency?: (valueNs: number, nowNs: number) => void;
  /** Receives every tick of the vCPU's CPU. */
  readonly tick?: (tick: TickRecord) => void;
  /** Receives the length of every grace period. */
  readonly gracePeriod?: (lengthNs: number) => void;
}

const pieceNs = 20_000_000;
const mostEvents = 5_000_000;

/** Runs one policy to the end of the scenario, in smaller pieces than a comparison does. */
export function runAlone(scenario: Scenario, policy: Policy, observers: Observers = {}): RunAlone {
  const world = createWorld(scenario);
  const warmupNs = Math.round(scenario.run.warmupSec * 1e9);
  const totalNs = warmupNs + Math.round(scenario.run.durationSec * 1e9);
  const collector = collectInto(createPolicyRecord(policy, 0));
  const watching = watch(policy, {
    ...collector,
    latency(valueNs, nowNs) {
      observers.latency?.(valueNs, nowNs);
      collector.latency(valueNs, nowNs);
    },
    tick(tick, nowNs) {
      observers.tick?.(tick);
      collector.tick(tick, nowNs);
    },
    gracePeriod(lengthNs, jiffies) {
      observers.gracePeriod?.(lengthNs);
      collector.gracePeriod(lengthNs, jiffies);
    },
  });
  extendWorld(world, 0);
  const host = observers.watched
    ? createHost(world, watching.policy, watching.recorder)
    : createHost(world, policy, watching.recorder);
  host.tracer = observers.tracer ?? (observers.watched ? () => {} : null);
  let events = 0;
  const afterEvent = () => {
    if (++events > mostEvents) throw new Error(`more than ${mostEvents} events: t=${host.nowNs}ns policy=${policy.id}`);
    if (observers.watched) watching.afterEvent(host);
    observers.afterEvent?.(host);
  };
  startHost(host);
  for (let doneNs = 0; doneNs < totalNs;) {
    if (doneNs === warmupNs) collector.record = createPolicyRecord(policy, 0);
    doneNs = Math.min(totalNs, doneNs < warmupNs ? warmupNs : Infinity, doneNs + pieceNs);
    extendWorld(world, doneNs);
    runHost(host, doneNs, afterEvent);
    discardWorld(world, doneNs);
  }
  return { host, watch: watching, record: collector.record };
}
