import type { NaiveCpu } from './naive-cpu.js';
import type { NaiveTask } from './naive-task.js';
import type { Arrivals, ExitClass, HandledClass } from './world-draws.js';

/** Why the guest stopped executing. */
export interface GuestExit {
  readonly class: ExitClass | 'timer' | 'host interrupt';
  /** Number in the stream of its class; -1 for those without draws. */
  readonly serial: number;
  readonly handlerNs: number;
}

/** A class of exits that the guest causes by its own clock. */
export interface OwnClock {
  readonly class: HandledClass;
  /** From its coming back to the next exit, if nothing else keeps it from executing. */
  readonly distanceNs: number;
  /** Infinite from such an exit until the guest executes again. */
  dueNs: number;
  /** How many exits of the class there were. */
  exits: number;
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
  /** The instant that it waits for. */
  waits: { readonly untilNs: number; readonly halt: boolean } | null;
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
  readonly ownClocks: readonly OwnClock[];
  /** While the guest executes, when it ends that by itself; infinite otherwise. */
  armed: { timerNs: number; haltNs: number; ownClockNs: number; drawn: boolean };

  readonly instrument: {
    readonly phaseNs: number;
    cycle: number;
    hasExecuted: boolean;
    gapBeganNs: number;
    /** When the guest will have done its work and halts. */
    haltDueNs: number;
  };
}
