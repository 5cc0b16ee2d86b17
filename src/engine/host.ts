import { cStates, type CState, type HaltPolling } from '../kernel/halt.js';
import { at } from '../kernel/cpu-state.js';
import { fqsDelays, type FqsDelays } from '../kernel/force-quiescent-state.js';
import type { RcuNode, RcuState } from '../kernel/rcu-data.js';
import { tickPhaseNs } from '../kernel/tick.js';
import type { Policy, PolicyInstance, PolicyParameters, TickView } from '../policies/policy.js';
import type { Scenario } from '../scenario/index.js';
import { clockCount } from './clocks.js';
import { createCpu, type Cpu, type Task } from './cpu.js';
import type { ExitClass } from './exits.js';
import type { Recorder, Tracer } from './recorder.js';
import type { World } from './world.js';

/** The vCPU's task and its way through KVM. */
export interface Vcpu {
  readonly task: Task;
  /** The modelled CPU it is on, or will wake up on: 1 or 2. */
  cpu: number;
  /** Between `vcpu_load` and `vcpu_put`: the preempt notifier is registered. */
  loaded: boolean;
  /** The exit being handled; -1: a host interrupt. */
  exitClass: ExitClass;
  exitSerial: number;
  exitHandlerNs: number;
  /** When the guest last stopped executing, or was due to execute again [ns]. */
  gapStartNs: number;
  /** When the guest last began to execute [ns]. */
  guestSinceNs: number;
  /** When the halted or sleeping vCPU is due to run again [ns]; Infinity: not waiting. */
  wakeAtNs: number;
  haltedAtNs: number;
  /** A halt, as opposed to a sleep on I/O. */
  halted: boolean;
  /** The wake-up came before the task went to sleep. */
  wakePending: boolean;
  sleeping: boolean;
  pollUntilNs: number;
  readonly polling: HaltPolling;
  /** Serial of the migration that waits for the task to be switched out; -1: none. */
  migration: number;
  /** Since when it wants to run [ns]. */
  runnableSinceNs: number;
  /** The ioctl in progress is KVM_RUN (`vcpu->wants_to_run`). */
  wantsToRun: boolean;
  /** The VMM will make another ioctl before it runs the guest again. */
  otherIoctlDue: boolean;
  terminating: boolean;
  ended: boolean;
  /** cyclictest: expiry not yet served [ns]; Infinity: none. */
  expiryNs: number;
  expirySerial: number;
  /** cyclictest: when the guest halts until the next expiry [ns]; Infinity: it polls, or has halted. */
  haltDueNs: number;
  timerPhaseNs: number;
  /** Host `call_rcu()` with interrupts off, to happen in the next exit handler. */
  deferredWakeupsDue: number;
}

/** The grace-period kthread on the housekeeping CPU, and who waits for it. */
export interface GracePeriod {
  phase: 'idle' | 'init' | 'wait' | 'cleanup';
  startNs: number;
  firstScanDone: boolean;
  /** When the slowest busy CPU that is not modelled reports by itself [ns]. */
  othersBusyUntilNs: number;
  /** Some CPU that is not modelled is idle: only a scan credits it. */
  othersIdle: boolean;
  /** Readers that were switched out and that the grace period waits for. */
  blockers: number;
  /** Arrival times of the callers that the running grace period serves, and how many each. */
  served: number[];
  /** The same for callers that must wait for the next one. */
  waiting: number[];
  /** A grace period is wanted without a caller (own callbacks). */
  wanted: boolean;
}

/** An expedited grace period (not on PREEMPT_RT). */
export interface ExpeditedGracePeriod {
  startNs: number;
  /** Bit set over modelled CPUs that have not reported. */
  awaited: number;
  queued: number;
  /** When the CPUs that are not modelled will have answered [ns]. */
  othersUntilNs: number;
  /** When it began [jiffies]. */
  startJiffies: number;
  /** Tick dependency on holdouts has been set. */
  escalated: boolean;
}

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

/** What is constant during a run, looked up often. */
export interface HostFacts {
  readonly tickNs: number;
  readonly lagNs: number;
  readonly rt: boolean;
  readonly preemptRcu: boolean;
  readonly usesRcuc: boolean;
  readonly vmx: boolean;
  readonly contextTracking: boolean;
  readonly delays: FqsDelays;
  readonly soonNs: number;
  readonly cStates: readonly CState[];
  readonly expeditedIsNormal: boolean;
  /** The vCPU can move to CPU 2. */
  readonly migrates: boolean;
  /** By exit class: handled in the kernel without sleeping, whatever is drawn. */
  readonly quietClasses: readonly boolean[];
  /** The guest's own timer ends its run without an interrupt, and the guest never halts for it. */
  readonly quietTimer: boolean;
  /** By exit class: how many go on to userspace, or sleep. */
  readonly exitShares: readonly { readonly userspaceShare: number; readonly blockShare: number }[];
}

/** Returns a host at time zero: the vCPU's task about to enter the guest on CPU 1, everything else idle. */
export function createHost(world: World, policy: Policy, recorder: Recorder): Host {
  const { scenario, tickNs } = world;
  const { host, patches } = scenario;
  const { fastpath, msr, io, fault, heavy } = scenario.guest.exits;
  const exitShares = [fastpath, msr, io, fault, heavy];
  const phase = (cpu: number) => tickPhaseNs(cpu, host.cpus, tickNs, host.skewTick);
  const cpus = [0, 1, 2].map((id) => createCpu(id, scenario, phase(id)));
  const vcpuTask: Task = {
    kind: 'vcpu',
    rank: host.vcpuClass === 'fifo' ? host.vcpuPriority : 0,
    runnable: true,
    state: at.load,
    remainingNs: scenario.costs.loadNs,
    reader: false,
    softirqDisabled: false,
    fresh: false,
    waitsSinceNs: 0,
    preemptedInReader: false,
    blocksGracePeriod: false,
  };
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
    vcpu: createVcpu(vcpuTask),
    rcu: { gpSeq: 0, gpStart: 0 },
    rnp: { gpSeq: 0, qsmask: 0 },
    gp: {
      phase: 'idle',
      startNs: 0,
      firstScanDone: false,
      othersBusyUntilNs: 0,
      othersIdle: false,
      blockers: 0,
      served: [],
      waiting: [],
      wanted: false,
    },
    exp: { startNs: -1, awaited: 0, queued: 0, othersUntilNs: 0, startJiffies: 0, escalated: false },
    housekeepingFrozenUntilNs: 0,
    housekeepingFrozenSinceNs: 0,
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
    facts: {
      tickNs,
      lagNs: Math.round(host.timekeeperLagUs * 1000),
      rt: host.preemption === 'rt',
      preemptRcu: host.preemption !== 'none',
      usesRcuc: host.rcuCore === 'rcuc',
      vmx: host.virtualization === 'vmx',
      contextTracking: host.isolation === 'nohz_full',
      delays: fqsDelays(host.hz, host.cpus, host.fqsFirstJiffies, host.fqsNextJiffies),
      soonNs: patches.soonUs * 1000,
      cStates: cStates[host.cpuModel],
      expeditedIsNormal: host.preemption === 'rt',
      migrates: scenario.vcpu.migration.ratePerSec > 0,
      quietClasses: exitShares.map(({ userspaceShare, blockShare }) => userspaceShare === 0 && blockShare === 0),
      quietTimer: host.virtualization === 'vmx' && scenario.guest.idle === 'poll',
      exitShares,
    },
    accounts: { guestNs: 0 },
  };
}

function createVcpu(task: Task): Vcpu {
  return {
    task,
    cpu: 1,
    loaded: false,
    exitClass: -1,
    exitSerial: 0,
    exitHandlerNs: 0,
    gapStartNs: -1,
    guestSinceNs: 0,
    wakeAtNs: Infinity,
    haltedAtNs: 0,
    halted: false,
    wakePending: false,
    sleeping: false,
    pollUntilNs: 0,
    polling: { pollNs: 0 },
    migration: -1,
    runnableSinceNs: 0,
    wantsToRun: false,
    otherIoctlDue: false,
    terminating: false,
    ended: false,
    expiryNs: Infinity,
    expirySerial: 0,
    haltDueNs: Infinity,
    timerPhaseNs: 0,
    deferredWakeupsDue: 0,
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
