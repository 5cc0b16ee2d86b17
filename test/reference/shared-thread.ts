import type { DueEvent } from './due-events.js';
import type { Scenario } from '../../src/scenario/index.js';
import type { Turn } from './turn.js';

/** Something that the housekeeping CPU does at an event, after so much of its work. */
export interface Due {
  readonly event: DueEvent;
  readonly restNs: number;
  /** The time of the event, as far as this due knows. */
  readonly setToNs: number;
}

/** The thread of L0 that CPU 1, the vCPU's side, shares with the housekeeping CPU. */
export interface SharedThread {
  /** Infinite if each CPU has a thread of its own; where turns are planned, when the next one begins or is planned [ns]. */
  turnEndsNs: number;
  /** Turns of the housekeeping CPU, where they are planned. */
  planned: readonly Turn[];
  holder: 'vcpu' | 'housekeeping';
  /** How long the housekeeping CPU works until it idles [ns]. */
  workNs: number;
  /** How much of that is its tick [ns]. */
  tickWorkNs: number;
  dues: readonly Due[];
  /** When the work was last brought up to date. */
  sinceNs: number;
  /** The next tick of the housekeeping CPU. */
  edgeNs: number;
  /** When either CPU last set its timer. */
  housekeepingSetNs: number;
  cpu1SetNs: number;
  /** When the housekeeping CPU notices the last end of a grace period, and whether callers return then. */
  noticed: { readonly timeNs: number; readonly byCallers: boolean } | null;
}

/** Returns the thread at time 0. */
export function sharedThreadAtBoot({ nested }: Scenario): SharedThread {
  return {
    turnEndsNs: nested.turnUs === undefined ? Infinity : 0,
    planned: [],
    holder: 'vcpu',
    workNs: 0,
    tickWorkNs: 0,
    dues: [],
    sinceNs: 0,
    edgeNs: 0,
    housekeepingSetNs: 0,
    cpu1SetNs: 0,
    noticed: null,
  };
}

/** Whether each timer that expires ends a turn, and the housekeeping CPU works in its turns only. */
export function turnsAreRoundRobin({ nested }: Scenario): boolean {
  return nested.turnUs !== undefined && nested.sliceHz !== undefined && nested.tailUs !== undefined;
}
