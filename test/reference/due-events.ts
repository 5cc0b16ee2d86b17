import type { NaiveHost } from './naive-host.js';

/** An event that waits for the housekeeping CPU to get to it. */
export interface DueEvent {
  /** When it comes, as far as it is known now; infinite if it doesn't [ns]. */
  readonly timeNs: (host: NaiveHost) => number;
  readonly setTo: (host: NaiveHost, timeNs: number) => void;
}

const closedLoopCall: DueEvent = {
  timeNs: ({ gracePeriods }) => gracePeriods.closedLoopCallNs,
  setTo({ gracePeriods }, timeNs) {
    gracePeriods.closedLoopCallNs = timeNs;
  },
};

const followUp: DueEvent = {
  timeNs: ({ gracePeriods }) => gracePeriods.followUpNs,
  setTo({ gracePeriods }, timeNs) {
    gracePeriods.followUpNs = timeNs;
  },
};

const othersReport: DueEvent = {
  timeNs: ({ gracePeriods }) => gracePeriods.othersEventNs,
  setTo({ gracePeriods }, timeNs) {
    gracePeriods.othersEventNs = timeNs;
  },
};

/** The grace-period kthread acts. */
export const kthreadActs: DueEvent = {
  timeNs: ({ gracePeriods }) => gracePeriods.wait.untilNs,
  setTo({ gracePeriods }, untilNs) {
    gracePeriods.wait = { ...gracePeriods.wait, untilNs };
  },
};

/** What the vCPU waits for comes. */
export const endOfWait: DueEvent = {
  timeNs: ({ vcpu }) => vcpu.waits?.eventNs ?? Infinity,
  setTo({ vcpu }, eventNs) {
    if (vcpu.waits !== null) vcpu.waits = { ...vcpu.waits, eventNs };
  },
};

/** What the housekeeping CPU does for RCU, in the order in which its tick looks at it. */
export const rcuEvents: readonly DueEvent[] = [closedLoopCall, followUp, othersReport, kthreadActs];
