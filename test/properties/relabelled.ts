import { createCpu } from '../../src/engine/cpu.js';
import { createHost, type Host } from '../../src/engine/host.js';
import type { TimelineEvent } from '../../src/engine/recorder.js';
import { runHost, startHost } from '../../src/engine/simulate.js';
import { createVcpu } from '../../src/engine/vcpu.js';
import { createWorld, discardWorld, extendWorld, type World } from '../../src/engine/world.js';
import type { Policy } from '../../src/policies/index.js';
import { collectInto } from '../../src/record/collect.js';
import { createPolicyRecord, type PolicyRecord } from '../../src/record/policy-record.js';
import type { Scenario } from '../../src/scenario/index.js';

/** What happened, in words that name no CPU where the two modelled ones were exchanged back. */
export interface Course {
  readonly record: PolicyRecord;
  /** Every sample of the instrument, in order [value ns, instant ns]. */
  readonly samples: readonly (readonly [number, number])[];
  /** Every step of the timeline, simultaneous ones in a fixed order. */
  readonly steps: readonly string[];
}

const exchanged = [0, 2, 1] as const;

/** Runs one policy; `relabelled` calls CPU 1 what is CPU 2 otherwise, and the reverse, with all that each of them has. */
export function course(scenario: Scenario, policy: Policy, relabelled: boolean): Course {
  const plain = createWorld(scenario);
  const world = relabelled ? exchangedWorld(plain) : plain;
  const collector = collectInto(createPolicyRecord(policy, 0));
  const samples: (readonly [number, number])[] = [];
  const events: TimelineEvent[] = [];
  const recorder = {
    ...collector,
    latency(valueNs: number, nowNs: number) {
      samples.push([valueNs, nowNs]);
      collector.latency(valueNs, nowNs);
    },
  };
  extendWorld(world, 0);
  const made = createHost(world, policy, recorder);
  const host = relabelled ? exchangedHost(made) : made;
  host.tracer = (event) => events.push(event);
  startHost(host);
  const untilNs = Math.round((scenario.run.warmupSec + scenario.run.durationSec) * 1e9);
  extendWorld(world, untilNs);
  runHost(host, untilNs);
  discardWorld(world, untilNs);
  return { record: collector.record, samples, steps: steps(events, relabelled) };
}

/** The world in which what L0 takes of CPU 1 it takes of CPU 2. */
function exchangedWorld(world: World): World {
  const { steals1, steals2 } = world.processes;
  return { ...world, processes: { ...world.processes, steals1: steals2, steals2: steals1 } };
}

/** The host whose CPUs have each other's ticks, and whose vCPU starts on CPU 2. */
function exchangedHost(host: Host): Host {
  const cpus = host.cpus.map(({ id }) => createCpu(id, host.scenario, host.cpus[exchanged[id]!]!.tickPhaseNs));
  return { ...host, cpus, vcpu: { ...createVcpu(host.scenario), cpu: 2 } };
}

function steps(events: readonly TimelineEvent[], relabelled: boolean): string[] {
  const name = (cpu: number) => (relabelled ? exchanged[cpu]! : cpu);
  const words = events.map(({ timeNs, cpu, event, detail }) => {
    const text = detail.replace(/(rcuc\/|to cpu )(\d)/, (_, before, id) => `${before}${name(Number(id))}`);
    return `${String(timeNs).padStart(12)} cpu ${name(cpu)} ${event} ${text}`;
  });
  return words.sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
}
