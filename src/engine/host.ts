import type { RcuNode, RcuState } from '../kernel/rcu-data.js';
import { tickPhaseNs } from '../kernel/tick.js';
import type { Policy, PolicyInstance, PolicyParameters, TickView } from '../policies/policy.js';
import type { Scenario } from '../scenario/index.js';
import { clockCount } from './clocks.js';
import { createCpu, type Cpu } from './cpu.js';
import {
  createExpeditedGracePeriod,
  createGracePeriod,
  type ExpeditedGracePeriod,
  type GracePeriod,
} from './gp-state.js';
import { hostFacts, type HostFacts } from './host-facts.js';
import type { Recorder, Tracer } from './recorder.js';
import { createSharedThread, type SharedThread } from './thread-state.js';
import type { Turn } from './turn.js';
import { createVcpu, type Vcpu } from './vcpu.js';
import type { World } from './world.js';

/** One simulated host under one policy. */
export interface Host {
  readonly world: World;
  readonly scenario: Scenario;
  readonly policy: PolicyInstance;
  readonly recorder: Recorder;
  tracer: Tracer | null;
  nowNs: number;
  readonly clocks: Float64Array;
  /** The clocks that can fire at all. */
  live: Uint8Array;
  /** Next arrival of each process. */
  readonly cursors: Record<keyof World['processes'], number>;
  exitCursor: number;
  /** The modelled CPUs, 1 and 2; index 0 is unused, the housekeeping CPU has no steps of its own. */
  readonly cpus: readonly Cpu[];
  readonly vcpu: Vcpu;
  readonly rcu: RcuState;
  readonly rnp: RcuNode;
  readonly gp: GracePeriod;
  readonly exp: ExpeditedGracePeriod;
  /** End of what L0 takes from the housekeeping CPU [ns]; 0: it runs. */
  housekeepingFrozenUntilNs: number;
  housekeepingFrozenSinceNs: number;
  /** Planned turns of the housekeeping CPU until its next tick, where it shares a thread. */
  turns: Turn[];
  /** The thread that it shares, where turns are as in round robin. */
  readonly thread: SharedThread;
  /** Jiffies as a CPU other than the timekeeper last brought them up to date; 0: never. */
  forcedJiffies: number;
  /** A posix or perf timer holds the tick until then [ns]. */
  dependencyUntilNs: number;
  /** The view handed to the policy, reused. */
  readonly view: TickView;
  readonly facts: HostFacts;
  /** Time accounts of the vCPU's execution [ns]. */
  readonly accounts: { guestNs: number };
}

/** Returns a host at time zero: the vCPU's task about to enter the guest on CPU 1, everything else idle. */
export function createHost(world: World, policy: Policy, recorder: Recorder): Host {
  const { scenario, tickNs } = world;
  const { host } = scenario;
  const { phaseUs } = scenario.ticks;
  const phase = (cpu: number) =>
    phaseUs === undefined || cpu === 0
      ? tickPhaseNs(cpu, host.cpus, tickNs, host.skewTick)
      : Math.round(phaseUs * 1000);
  const cpus = [0, 1, 2].map((id) => createCpu(id, scenario, phase(id)));
  return {
    world,
    scenario,
    policy: policy.create(policyParameters(scenario), cpus.length),
    recorder,
    tracer: null,
    nowNs: 0,
    clocks: new Float64Array(clockCount).fill(Infinity),
    live: new Uint8Array(0),
    cursors: {
      timers: 0,
      otherIrqs: 0,
      dependencies: 0,
      preemptions: 0,
      migrations: 0,
      softirqs: 0,
      requests: 0,
      deferredWakeups: 0,
      callbacks: 0,
      steals0: 0,
      steals1: 0,
      steals2: 0,
    },
    exitCursor: 0,
    cpus,
    vcpu: createVcpu(scenario),
    rcu: { gpSeq: 0, gpStart: 0 },
    rnp: { gpSeq: 0, qsmask: 0 },
    gp: createGracePeriod(),
    exp: createExpeditedGracePeriod(),
    housekeepingFrozenUntilNs: 0,
    housekeepingFrozenSinceNs: 0,
    turns: [],
    thread: createSharedThread(),
    forcedJiffies: 0,
    dependencyUntilNs: 0,
    view: {
      cpu: 0,
      jiffies: 0,
      nowNs: 0,
      gpInProgress: false,
      gpStart: 0,
      irqFromGuest: false,
      pfVcpu: false,
      currentIsVcpu: false,
      currentIsIdle: false,
      nextEqsNs: 0,
    },
    facts: hostFacts(scenario, tickNs),
    accounts: { guestNs: 0 },
  };
}

function policyParameters({ host, patches, costs }: Scenario): PolicyParameters {
  return {
    hz: host.hz,
    patienceMs: patches.patienceMs,
    lastGuestExitWindowMs: patches.lastGuestExitWindowMs,
    lastGuestExitClock: patches.lastGuestExitClock,
    lastQsAgeJiffies: patches.lastQsAgeJiffies,
    jiffiesStoreNs: costs.jiffiesStoreNs,
    ktimeStoreNs: costs.ktimeStoreNs,
    quiescentStateNoteNs: costs.quiescentStateNoteNs,
    flagStoreNs: costs.flagStoreNs,
  };
}

/** Returns the modelled CPU with this number. */
export function cpuOf(host: Host, id: number): Cpu {
  const cpu = host.cpus[id];
  if (cpu === undefined) throw new RangeError(`no modelled cpu ${id} (1 or 2 expected)`);
  return cpu;
}

/** Writes a line to the timeline, if anyone listens. */
export function trace(host: Host, cpu: number, event: string, detail = ''): void {
  host.tracer?.({ timeNs: host.nowNs, cpu, event, detail });
}
