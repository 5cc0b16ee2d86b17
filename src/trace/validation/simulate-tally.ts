import { createHost, type Host } from '../../engine/host.js';
import type { Recorder } from '../../engine/recorder.js';
import { runHost, startHost } from '../../engine/simulate.js';
import { createWorld, discardWorld, extendWorld } from '../../engine/world.js';
import { isPending } from '../../kernel/rcu-pending.js';
import { policiesByIds } from '../../policies/index.js';
import { scenario, type ScenarioSpec } from '../../scenario/index.js';
import { simulatedContext, type WindowRules } from './simulated-context.js';
import { countGracePeriod, countTick, createTally, type Tally } from './tally.js';

/** The world is generated, read and forgotten in pieces of this length [ns]. */
const pieceNs = 250_000_000;

/**
 * Returns what a scenario shows under a policy, counted as in a recording.
 *
 * @param spec - from `fitScenario`; how long is simulated, and the seed, stand in its `run`
 * @param policyId - id of a built-in policy
 */
export function simulateTally(spec: ScenarioSpec, policyId: string, rules: WindowRules): Tally {
  const whole = scenario(spec);
  const world = createWorld(whole);
  const warmupNs = Math.round(whole.run.warmupSec * 1e9);
  const untilNs = warmupNs + Math.round(whole.run.durationSec * 1e9);
  const tally = createTally(whole.run.durationSec);
  const [policy] = policiesByIds([policyId]);
  if (policy === undefined) throw new RangeError(`unknown policy: ${policyId}`);
  const clock: { host: Host | null } = { host: null };
  const counts = () => (clock.host?.nowNs ?? 0) >= warmupNs;
  clock.host = createHost(world, policy, tallyInto(tally, rules, counts));
  extendWorld(world, 0);
  startHost(clock.host);
  for (let doneNs = 0; doneNs < untilNs;) {
    doneNs = Math.min(untilNs, doneNs + pieceNs);
    extendWorld(world, doneNs);
    runHost(clock.host, doneNs);
    discardWorld(world, doneNs);
  }
  return tally;
}

function tallyInto(tally: Tally, rules: WindowRules, counts: () => boolean): Recorder {
  const nothing = (): void => undefined;
  return {
    latency: nothing,
    exits: nothing,
    tick: (tick) => {
      if (counts()) countTick(tally, simulatedContext(tick, rules), isPending(tick.reason));
    },
    wake: nothing,
    rcuc: nothing,
    falsePositive: nothing,
    falseNegative: nothing,
    gracePeriod: (_, jiffies) => {
      if (counts()) countGracePeriod(tally, jiffies);
    },
    syncRcu: nothing,
    expedited: nothing,
    stallWarnings: nothing,
  };
}
