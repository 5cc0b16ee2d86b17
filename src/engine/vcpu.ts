import { at } from '../kernel/cpu-state.js';
import type { HaltPolling } from '../kernel/halt.js';
import type { Scenario } from '../scenario/index.js';
import type { Task } from './cpu.js';
import { createWorkCycle, type WorkCycle } from './cycle-state.js';
import type { ExitClass } from './exits.js';

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
  /** The halted guest's timer is left to the housekeeping CPU, which has not served it yet. */
  timerOnHousekeeping: boolean;
  /** The housekeeping CPU wakes the vCPU: it took the timer, the vCPU's CPU gets a reschedule interrupt. */
  wokenRemotely: boolean;
  /** A halt, as opposed to a sleep on I/O or of the VMM. */
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
  /** Until when the VMM goes on making system calls [ns]. */
  vmmUntilNs: number;
  /** How many it has made since the guest's exit. */
  systemCalls: number;
  /** The VMM has still to sleep before it runs the guest again, or is on its way to sleep. */
  vmmSleep: 'no' | 'due' | 'begun';
  terminating: boolean;
  ended: boolean;
  /** cyclictest: expiry not yet served [ns]; Infinity: none. */
  expiryNs: number;
  expirySerial: number;
  /** When the guest halts: cyclictest until the next expiry, one that works and halts for a drawn time [ns]; Infinity: it polls, or has halted. */
  haltDueNs: number;
  readonly cycle: WorkCycle;
  timerPhaseNs: number;
  /** Halts so far of a guest that works and halts in turn. */
  haltCycles: number;
  /** Host `call_rcu()` with interrupts off, to happen in the next exit handler. */
  deferredWakeupsDue: number;
}

/** Returns the vCPU about to call KVM_RUN for the first time, on CPU 1. */
export function createVcpu(scenario: Scenario): Vcpu {
  return {
    task: createVcpuTask(scenario),
    cpu: 1,
    loaded: false,
    exitClass: -1,
    exitSerial: 0,
    exitHandlerNs: 0,
    gapStartNs: -1,
    guestSinceNs: 0,
    wakeAtNs: Infinity,
    haltedAtNs: 0,
    timerOnHousekeeping: false,
    wokenRemotely: false,
    halted: false,
    wakePending: false,
    sleeping: false,
    pollUntilNs: 0,
    polling: { pollNs: 0 },
    migration: -1,
    runnableSinceNs: 0,
    wantsToRun: false,
    otherIoctlDue: false,
    vmmUntilNs: 0,
    systemCalls: 0,
    vmmSleep: 'no',
    terminating: false,
    ended: false,
    expiryNs: Infinity,
    expirySerial: 0,
    haltDueNs: Infinity,
    cycle: createWorkCycle(),
    timerPhaseNs: 0,
    haltCycles: 0,
    deferredWakeupsDue: 0,
  };
}

function createVcpuTask({ host, costs }: Scenario): Task {
  return {
    kind: 'vcpu',
    rank: host.vcpuClass === 'fifo' ? host.vcpuPriority : 0,
    runnable: true,
    state: at.load,
    remainingNs: costs.loadNs,
    reader: false,
    softirqDisabled: false,
    fresh: false,
    waitsSinceNs: 0,
    preemptedInReader: false,
    blocksGracePeriod: false,
  };
}
