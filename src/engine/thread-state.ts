import type { Clock } from './clocks.js';

/** Something that comes when the housekeeping CPU has worked for so long. */
interface Due {
  readonly clock: Clock;
  /** How much work there is until then [ns]. */
  readonly restNs: number;
  /** When it comes if nothing else has the thread until then: what its clock was set to [ns]. */
  readonly timeNs: number;
}

/** What the housekeeping CPU of a shared thread has to do. */
export interface HousekeepingWork {
  /** How long it works before it idles [ns]; 0: it idles. */
  readonly restNs: number;
  /** How much of that is its tick, and what comes with it: other interrupts wait for that long [ns]. */
  readonly tickRestNs: number;
  readonly dues: readonly Due[];
}

/** Nothing to do: the housekeeping CPU idles. */
export const noWork: HousekeepingWork = { restNs: 0, tickRestNs: 0, dues: [] };

/** The one thread on which an emulator in virtual time runs the housekeeping CPU and the first vCPU's CPU. */
export interface SharedThread {
  holder: 'housekeeping' | 'vcpu';
  /** Up to when `work` has been brought up to date [ns]. */
  sinceNs: number;
  /** What the housekeeping CPU has to do before it idles. */
  work: HousekeepingWork;
  /** The next tick of the housekeeping CPU [ns]. */
  nextEdgeNs: number;
  /** When the housekeeping CPU last set its timer [ns]. */
  timerSetNs: number;
}

/** Returns the thread at time zero, when the vCPU's CPU has it. */
export function createSharedThread(): SharedThread {
  return { holder: 'vcpu', sinceNs: 0, work: noWork, nextEdgeNs: 0, timerSetNs: 0 };
}
