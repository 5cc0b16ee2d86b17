import { createHost, type Host } from '../../src/engine/host.js';
import type { Recorder, TimelineEvent } from '../../src/engine/recorder.js';
import { runHost, startHost } from '../../src/engine/simulate.js';
import { createWorld, discardWorld, extendWorld } from '../../src/engine/world.js';
import { windows, type Window } from '../../src/kernel/cpu-state.js';
import { tickLengthNs } from '../../src/kernel/jiffies.js';
import { isPending, type PendingReason } from '../../src/kernel/rcu-pending.js';
import { policyById, type Policy } from '../../src/policies/index.js';
import { scenario, type Scenario, type ScenarioSpec } from '../../src/scenario/index.js';

/** What happened in one run. */
export interface Observed {
  readonly scenario: Scenario;
  readonly host: Host;
  readonly ticks: { kernel: boolean; reason: PendingReason; window: Window; timeNs: number }[];
  readonly wakes: { window: Window; timeNs: number }[];
  /** Lengths of the grace periods that ended [jiffies, rounded]. */
  readonly gracePeriods: number[];
  /** The same [ns]. */
  readonly gracePeriodsNs: number[];
  readonly latencies: number[];
  readonly expedited: number[];
  /** From the call of synchronize_rcu() to its return [ns]. */
  readonly syncRcu: number[];
  /** One entry a wake of rcuc that was over: how long, and how much of it the vCPU missed [ns]. */
  readonly rcuc: { ranNs: number; stolenNs: number }[];
  readonly falsePositives: number[];
  stallWarnings: number;
  readonly events: TimelineEvent[];
}

/** What to watch besides. */
export interface ObserveOptions {
  /** Keep the timeline. */
  readonly traced?: boolean;
  /** Called after every event. */
  readonly afterEvent?: (host: Host) => void;
}

/** A quiet host: one vCPU whose guest spins, the tick on only where asked, nobody else; `spec` adds what a test is about. */
export const quietHost: ScenarioSpec = {
  ticks: { timersPerSec: 0, otherIrqsPerSec: 0, dependencyPerSec: 0 },
  guest: {
    exits: {
      fastpath: { ratePerSec: 0 },
      msr: { ratePerSec: 0 },
      io: { ratePerSec: 0 },
      fault: { ratePerSec: 0 },
      heavy: { ratePerSec: 0 },
    },
  },
  vcpu: { preemption: { ratePerSec: 0 }, otherIoctlShare: 0 },
  softirq: { ratePerSec: 0 },
  gracePeriods: { requestsPerSec: 0 },
  run: { durationSec: 1, warmupSec: 0 },
};

type Tree = { readonly [key: string]: unknown };

const isTree = (value: unknown): value is Tree => typeof value === 'object' && value !== null;

/** Returns `spec` laid over `base`, group by group. */
export function over(base: ScenarioSpec, spec: ScenarioSpec): ScenarioSpec {
  const merge = (below: unknown, above: unknown): unknown => {
    if (!isTree(below) || !isTree(above)) return above;
    const keys = new Set([...Object.keys(below), ...Object.keys(above)]);
    return Object.fromEntries([...keys].map((key) => [key, key in above ? merge(below[key], above[key]) : below[key]]));
  };
  return merge(base, spec) as ScenarioSpec;
}

const pieceNs = 250_000_000;

/** Runs one policy over a quiet host with `spec` laid over it, or over a complete scenario. */
export function observe(
  policy: string | Policy,
  spec: ScenarioSpec | Scenario,
  options: ObserveOptions = {},
): Observed {
  const complete = 'costs' in spec && Object.isFrozen(spec) ? (spec as Scenario) : scenario(over(quietHost, spec));
  const events: TimelineEvent[] = [];
  const tickNs = tickLengthNs(complete.host.hz);
  const seen: Omit<Observed, 'host' | 'scenario'> = {
    ticks: [],
    wakes: [],
    gracePeriods: [],
    gracePeriodsNs: [],
    latencies: [],
    expedited: [],
    syncRcu: [],
    rcuc: [],
    falsePositives: [],
    stallWarnings: 0,
    events,
  };
  const recorder: Recorder = {
    latency: (ns) => void seen.latencies.push(ns),
    exits: () => undefined,
    tick: (tick, timeNs) => void seen.ticks.push({ ...tick, timeNs }),
    wake: (window, timeNs) => void seen.wakes.push({ window, timeNs }),
    rcuc: (ranNs, stolenNs) => void seen.rcuc.push({ ranNs, stolenNs }),
    falsePositive: (ns) => void seen.falsePositives.push(ns),
    falseNegative: () => undefined,
    gracePeriod(ns) {
      seen.gracePeriods.push(Math.round(ns / tickNs));
      seen.gracePeriodsNs.push(ns);
    },
    syncRcu: (ns) => void seen.syncRcu.push(ns),
    expedited: (ns) => void seen.expedited.push(ns),
    stallWarnings: (count) => void (seen.stallWarnings += count),
  };
  const world = createWorld(complete);
  const chosen = typeof policy === 'string' ? policyById(policy) : policy;
  extendWorld(world, 0);
  const host = createHost(world, chosen, recorder);
  if (options.traced) host.tracer = (event) => void events.push(event);
  startHost(host);
  const endNs = Math.round((complete.run.durationSec + complete.run.warmupSec) * 1e9);
  const afterEvent = options.afterEvent && (() => options.afterEvent?.(host));
  for (let untilNs = 0; untilNs < endNs;) {
    untilNs = Math.min(endNs, untilNs + pieceNs);
    extendWorld(world, untilNs);
    runHost(host, untilNs, afterEvent);
    discardWorld(world, untilNs);
  }
  return Object.assign(seen, { host, scenario: complete });
}

/** Returns, by window, the ticks in kernel context and how many of them found work for RCU core. */
export function byWindow({ ticks }: Observed): Record<Window, { ticks: number; pending: number; share: number }> {
  const count = (window: Window) => {
    const here = ticks.filter((tick) => tick.kernel && tick.window === window);
    const pending = here.filter(({ reason }) => isPending(reason)).length;
    return { ticks: here.length, pending, share: here.length > 0 ? pending / here.length : 0 };
  };
  return Object.fromEntries(windows.map((window) => [window, count(window)])) as ReturnType<typeof byWindow>;
}

/** Returns the middle value. */
export function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;
}
