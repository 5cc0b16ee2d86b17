import { createHost } from '../../src/engine/host.js';
import type { Recorder } from '../../src/engine/recorder.js';
import { runHost, startHost } from '../../src/engine/simulate.js';
import { createWorld, extendWorld, type World } from '../../src/engine/world.js';
import type { Policy } from '../../src/policies/index.js';
import type { Scenario } from '../../src/scenario/index.js';
import { recordCpu, type LogEntry } from './event-log.js';

/** How the engine goes through exits that nothing else can touch: `stepped`, as when it is traced, or `quiet`, in one go. */
export type ExitWalk = 'stepped' | 'quiet';

/**
 * Returns the engine's log of one policy over the whole scenario, warm-up included, as the contract describes it.
 *
 * @param walk - `quiet` leaves out the trace lines, for a traced host walks all exits; compare it by `recordsOf`
 */
export function engineLog(scenario: Scenario, policy: Policy, walk: ExitWalk = 'stepped'): LogEntry[] {
  const log: LogEntry[] = [];
  const totalNs = endOf(scenario);
  const world = worldOf(scenario);
  let hostNowNs = () => 0;
  const host = createHost(
    world,
    policy,
    recordInto(log, () => hostNowNs()),
  );
  hostNowNs = () => host.nowNs;
  if (walk === 'stepped') host.tracer = (event) => void log.push(event);
  startHost(host);
  runHost(host, totalNs);
  return log;
}

const worlds = new WeakMap<Scenario, World>();

/** Returns the whole world of a scenario, made once for all policies. */
function worldOf(scenario: Scenario): World {
  const known = worlds.get(scenario);
  if (known !== undefined) return known;
  const world = createWorld(scenario);
  extendWorld(world, endOf(scenario));
  worlds.set(scenario, world);
  return world;
}

function endOf({ run }: Scenario): number {
  return Math.round(run.warmupSec * 1e9) + Math.round(run.durationSec * 1e9);
}

/** Returns a recorder that writes entries. Where the engine says when something happened, that is its time, else the host's. */
function recordInto(log: LogEntry[], hostNowNs: () => number): Recorder {
  const write = (what: string, detail: string, timeNs = hostNowNs()) =>
    void log.push({ timeNs, cpu: recordCpu, event: `record ${what}`, detail });
  return {
    latency: (valueNs, nowNs) => write('latency', `${valueNs}`, nowNs),
    exits: (count) => write('exits', `${count}`),
    tick: ({ kernel, reason, window }, nowNs) =>
      write('tick', `kernel ${Number(kernel)}, ${reason}, window ${window}`, nowNs),
    wake: (window, nowNs) => write('wake', window, nowNs),
    rcuc: (ranNs, stolenNs) => write('rcuc', `ran ${ranNs}, stolen ${stolenNs}`),
    falsePositive: (lengthNs) => write('falsePositive', `${lengthNs}`),
    falseNegative: (lengthNs) => write('falseNegative', `${lengthNs}`),
    gracePeriod: (lengthNs) => write('gracePeriod', `${lengthNs}`),
    syncRcu(lengthNs, count) {
      for (let i = 0; i < count; i++) write('syncRcu', `${lengthNs}`);
    },
    expedited: (lengthNs) => write('expedited', `${lengthNs}`),
    stallWarnings: (count) => write('stallWarnings', `${count}`),
  };
}
