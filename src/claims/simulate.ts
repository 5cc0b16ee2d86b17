import { createHost, type Host } from '../engine/host.js';
import type { Recorder } from '../engine/recorder.js';
import { runHost, startHost } from '../engine/simulate.js';
import { createWorld, discardWorld, extendWorld, type World } from '../engine/world.js';
import type { Policy } from '../policies/index.js';
import { collectInto } from '../record/collect.js';
import { createPolicyRecord } from '../record/policy-record.js';
import type { Scenario } from '../scenario/index.js';
import { countTick, noTicks, type Observation, type Probe } from './observation.js';

/** A piece of simulated time between two pauses [ns]. */
const pieceNs = 500_000_000;

/** Returns what the policies do in one world, each after the warm-up, with a probe in it if there is one. */
export async function simulate(
  scenario: Scenario,
  policies: readonly Policy[],
  pause: () => Promise<void>,
  probe?: Probe,
): Promise<Observation[]> {
  if (policies.length === 0) return [];
  const { durationSec, warmupSec } = scenario.run;
  const warmupNs = Math.round(warmupSec * 1e9);
  const endNs = warmupNs + Math.round(durationSec * 1e9);
  const world = createWorld(scenario);
  extendWorld(world, 0);
  const subjects = policies.map((policy) => startSubject(world, policy, warmupNs, probe));
  for (let nowNs = 0; nowNs < endNs;) {
    if (nowNs === warmupNs) for (const subject of subjects) subject.begin();
    nowNs = Math.min(nowNs < warmupNs ? warmupNs : endNs, nowNs + pieceNs);
    extendWorld(world, nowNs);
    for (const { host } of subjects) runHost(host, nowNs);
    discardWorld(world, nowNs);
    await pause();
  }
  return subjects.map(({ result }) => ({ scenario, seconds: durationSec, ...result() }));
}

/** A host under one policy, and what is known of it since its measuring began. */
interface Subject {
  readonly host: Host;
  begin(): void;
  result(): Omit<Observation, 'scenario' | 'seconds'>;
}

function startSubject(world: World, policy: Policy, warmupNs: number, probe?: Probe): Subject {
  const collector = collectInto(createPolicyRecord(policy, 0));
  let windows = noTicks();
  let guestNs = 0;
  const recorder: Recorder = {
    ...collector,
    tick(tick, nowNs) {
      collector.tick(tick, nowNs);
      countTick(windows, host, tick);
    },
  };
  const host: Host = createHost(world, policy, recorder);
  if (probe !== undefined) attach(recorder, probe(host), () => host.nowNs >= warmupNs);
  startHost(host);
  return {
    host,
    begin() {
      collector.record = createPolicyRecord(policy, host.policy.exitCostNs);
      windows = noTicks();
      guestNs = host.accounts.guestNs;
    },
    result: () => ({ record: collector.record, windows, guestNs: host.accounts.guestNs - guestNs }),
  };
}

/** Lets a probe hear what the recorder hears, once the measuring has begun. */
function attach(recorder: Recorder, probe: Partial<Recorder>, measuring: () => boolean): void {
  for (const event of Object.keys(probe) as (keyof Recorder)[]) {
    const record = recorder[event] as (...details: unknown[]) => void;
    const hear = probe[event] as (...details: unknown[]) => void;
    const both = (...details: unknown[]): void => {
      record(...details);
      if (measuring()) hear(...details);
    };
    Object.assign(recorder, { [event]: both });
  }
}
