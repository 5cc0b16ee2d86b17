import type { Policy, PolicyInstance } from '../../src/policies/index.js';
import type { Scenario } from '../../src/scenario/index.js';
import { resumeKthread } from './grace-period.js';
import { haltCycleAtBoot } from './halt-cycle.js';
import { idleTaskNext } from './idle-task.js';
import { timerIntervalNs } from './instrument.js';
import { createTask } from './kernel-thread.js';
import { beginNextSegment, type NaiveCpu } from './naive-cpu.js';
import type { NaiveHost } from './naive-host.js';
import { tickNs } from './naive-jiffies.js';
import type { NaiveTask, Segment } from './naive-task.js';
import type { NaiveVcpu } from './naive-vcpu.js';
import { noExpeditedGracePeriod, noGracePeriods, nothingKnown } from './rcu-boot.js';
import { rcucNext } from './rcuc.js';
import { sharedThreadAtBoot } from './shared-thread.js';
import { ksoftirqdNext } from './softirqs.js';
import { tickPhaseNs } from './tick-device.js';
import { vcpuThread } from './vcpu-thread.js';
import { createExits, createWorld, uniform } from './world-draws.js';

/** Returns the host at time 0: both CPUs idle, but CPU 1 has just begun to execute the vCPU's thread. */
export function bootHost(scenario: Scenario, policy: Policy): NaiveHost {
  const itself = (): NaiveHost => host;
  const cpus = [idleCpu(scenario, 1, itself), idleCpu(scenario, 2, itself)] as const;
  const host: NaiveHost = {
    nowNs: 0,
    scenario,
    log: [],
    policy: policyInstance(scenario, policy),
    world: createWorld(scenario),
    cpus,
    vcpu: createVcpu(scenario, cpus[0], itself),
    gracePeriods: noGracePeriods(scenario, itself),
    expedited: noExpeditedGracePeriod(),
    housekeeping: { forcedJiffies: 0, heldSinceNs: 0, heldUntilNs: 0 },
    sharedThread: sharedThreadAtBoot(scenario),
  };
  resumeKthread(host, 'timeout');
  startVcpu(host);
  return host;
}

function policyInstance({ host, patches, costs }: Scenario, policy: Policy): PolicyInstance {
  const { patienceMs, lastGuestExitWindowMs, lastGuestExitClock, lastQsAgeJiffies } = patches;
  const { jiffiesStoreNs, ktimeStoreNs, quiescentStateNoteNs, flagStoreNs } = costs;
  return policy.create(
    {
      hz: host.hz,
      patienceMs,
      lastGuestExitWindowMs,
      lastGuestExitClock,
      lastQsAgeJiffies,
      jiffiesStoreNs,
      ktimeStoreNs,
      quiescentStateNoteNs,
      flagStoreNs,
    },
    3,
  );
}

function startVcpu(host: NaiveHost): void {
  const { vcpu } = host;
  const { cpu } = vcpu;
  cpu.current = vcpu.task;
  if (vcpu.task.rank === 0) cpu.turn.of = vcpu.task;
  cpu.tick.stopped = false;
  cpu.tick.nextNs = tickPhaseNs(host, cpu.id) + tickNs(host.scenario);
  cpu.rcu.inEqs = false;
  beginNextSegment(cpu, host.nowNs);
}

function idleCpu({ host: facts }: Scenario, id: number, host: () => NaiveHost): NaiveCpu {
  const nohzFull = facts.isolation === 'nohz_full';
  const task = (kind: Partial<NaiveTask> & Pick<NaiveTask, 'name' | 'rank' | 'state'>, next: () => Segment) =>
    createTask({ ...kind, next });
  const idleTask = task({ name: 'swapper', rank: -1, state: 'idle', runnable: true }, () => idleTaskNext(host(), cpu));
  const rcucRank = facts.rcucClass === 'fifo' ? facts.rcucPriority : 0;
  const rcuc = task(
    { name: 'rcuc', rank: rcucRank, state: 'rcuCore', reader: facts.preemption === 'rt', softirqsDisabled: true },
    () => rcucNext(host(), cpu),
  );
  const ksoftirqd = task({ name: 'ksoftirqd', rank: 0, state: 'work', softirqsDisabled: true }, () =>
    ksoftirqdNext(host(), cpu),
  );
  const cpu: NaiveCpu = {
    id,
    nohzFull,
    offloaded: nohzFull || facts.rcuNocbs,
    idleTask,
    rcuc,
    ksoftirqd,
    current: idleTask,
    threads: [],
    sentThreads: [],
    busy: null,
    pending: new Set(),
    interruptedEqs: false,
    needResched: false,
    fqsWantsResched: false,
    kvmSchedInDue: false,
    softirq: null,
    raisedSoftirqNs: 0,
    rcuSoftirqRaised: false,
    ksoftirqdPass: null,
    tick: { stopped: true, nextNs: Infinity, heldByExpedited: false },
    turn: { of: idleTask, sinceNs: 0, over: false },
    idle: {
      enteredNs: 0,
      exitNs: 0,
      interruptsInEqs: true,
      stayNs: 0,
      tickTaken: false,
      tickEndedStay: false,
      followsIdleExit: false,
      told: [],
    },
    rcu: nothingKnown(),
    verdicts: { skippedSinceNs: null, wokenSinceNs: null, rcuCoreNs: 0 },
    rcucSinceNs: 0,
    tickRestartedByIdle: false,
    steal: { heldUntilNs: 0, held: false, waitingNs: null },
  };
  return cpu;
}

function createVcpu(scenario: Scenario, cpu: NaiveCpu, host: () => NaiveHost): NaiveVcpu {
  const { vcpuClass, vcpuPriority } = scenario.host;
  const rank = vcpuClass === 'fifo' ? vcpuPriority : 0;
  let thread: ReturnType<typeof vcpuThread> | null = null;
  const next = (): Segment => (thread ??= vcpuThread(host())).next().value;
  return {
    task: createTask({ name: 'vcpu', rank, state: 'load', runnable: true, next }),
    cpu,
    loaded: false,
    toldToEnd: false,
    ended: false,
    wantsToRunSinceNs: 0,
    otherIoctlDue: false,
    deferredWakeupsDue: 0,
    exit: { class: 'timer', serial: -1, handlerNs: 0 },
    sleeping: false,
    waits: null,
    timer: 'local',
    wakeUpHasCome: false,
    halts: 0,
    haltPollNs: 0,
    pollEndsNs: 0,
    migrationWaiting: null,
    arrivesNs: Infinity,
    tickDependencyEndsNs: 0,
    drawnExits: createExits(scenario),
    haltCycle: haltCycleAtBoot(scenario),
    armed: { timerNs: Infinity, haltNs: Infinity, drawn: false },
    instrument: {
      phaseNs: uniform(scenario, 'guest-timer', 0, 0) * timerIntervalNs(scenario),
      cycle: 0,
      hasExecuted: false,
      gapBeganNs: 0,
      haltDueNs: Infinity,
    },
  };
}
