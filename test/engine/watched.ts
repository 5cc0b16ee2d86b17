import { createHost, type Host } from '../../src/engine/host.js';
import { runHost, startHost } from '../../src/engine/simulate.js';
import { watch, type Watch } from '../../src/engine/watch.js';
import { createWorld, discardWorld, extendWorld } from '../../src/engine/world.js';
import type { Policy } from '../../src/policies/index.js';
import { collectInto, type Collector } from '../../src/record/collect.js';
import { createPolicyRecord } from '../../src/record/policy-record.js';
import type { Scenario } from '../../src/scenario/index.js';

/** A run that was watched from its first event to its last. */
export interface WatchedRun {
  readonly host: Host;
  readonly watch: Watch;
  readonly collector: Collector;
}

const pieceNs = 20_000_000;
const mostEvents = 5_000_000;

/** Runs one policy step by step under a watch, warm-up included; throws if an invariant breaks or the run does not end. */
export function runWatched(scenario: Scenario, policy: Policy): WatchedRun {
  const world = createWorld(scenario);
  const collector = collectInto(createPolicyRecord(policy, 0));
  const watching = watch(policy, collector);
  const host = createHost(world, watching.policy, watching.recorder);
  host.tracer = () => {};
  const totalNs = Math.round((scenario.run.durationSec + scenario.run.warmupSec) * 1e9);
  extendWorld(world, 0);
  startHost(host);
  for (let doneNs = 0; doneNs < totalNs; ) {
    doneNs = Math.min(totalNs, doneNs + pieceNs);
    extendWorld(world, doneNs);
    runHost(host, doneNs, () => {
      watching.afterEvent(host);
      if (watching.events > mostEvents) throw new Error(`more than ${mostEvents} events: t=${host.nowNs}ns`);
    });
    discardWorld(world, doneNs);
  }
  return { host, watch: watching, collector };
}
