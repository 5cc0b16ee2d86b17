import type { HaltCycle } from './halt-cycle.js';
import type { NaiveCpu } from './naive-cpu.js';
import type { NaiveTask } from './naive-task.js';
import type { Arrivals, ExitClass } from './world-draws.js';

/** Why the guest stopped executing. */
export interface GuestExit {
  readonly class: ExitClass | 'timer' | 'host interrupt';
  /** Number in the stream of its class; -1 for those that are not drawn. */
  readonly serial: number;
  readonly handlerNs: number;
}

export interface NaiveVcpu {
  readonly task: NaiveTask;
  /** Where it is, or will wake up or arrive. */
  cpu: NaiveCpu;
  loaded: boolean;
  toldToEnd: boolean;
  ended: boolean;
  wantsToRunSinceNs: number;
  otherIoctlDue: boolean;
  deferredWakeupsDue: number;
  exit: GuestExit;

  sleeping: boolean;
  /** The instant that it waits for, and when that is told to it. */
  waits: { readonly untilNs: number; readonly eventNs: number; readonly halt: boolean } | null;
  /** Where the timer of its last wait is: on its own CPU, on the housekeeping CPU, or there no more. */
  timer: 'local' | 'remote' | 'served';
  wakeUpHasCome: boolean;
  /** How often the guest has halted. */
  halts: number;
  haltPollNs: number;
  pollEndsNs: number;

  /** The migration that waits for the task to leave its CPU. */
  migrationWaiting: { readonly downtimeNs: number; readonly leftBehindNs: number | null } | null;
  /** When the task arrives on its new CPU; infinite while no migration is under way. */
  arrivesNs: number;

  /** Until when something holds the tick of its CPU. */
  tickDependencyEndsNs: number;

  readonly drawnExits: Readonly<Record<ExitClass, Arrivals>>;
  readonly haltCycle: HaltCycle;
  /** While the guest executes, when it ends that by itself; infinite otherwise. */
  armed: { timerNs: number; haltNs: number; drawn: boolean };

  readonly instrument: {
    readonly phaseNs: number;
    cycle: number;
    hasExecuted: boolean;
    gapBeganNs: number;
    /** When the guest will have done its work and halts. */
    haltDueNs: number;
  };
}
