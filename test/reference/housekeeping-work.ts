import type { NaiveHost } from './naive-host.js';

/** Something that the housekeeping CPU does for RCU. */
export interface HousekeepingWork {
  /** When it does it, as far as it is known now; infinite if it has nothing of the kind to do [ns]. */
  readonly timeNs: number;
  /** Lets it do it at another time instead. */
  readonly putOff: (untilNs: number) => void;
}

/** Returns all that the housekeeping CPU has to do for RCU. */
export function housekeepingWork({ gracePeriods }: NaiveHost): readonly HousekeepingWork[] {
  return [
    {
      timeNs: gracePeriods.closedLoopCallNs,
      putOff(untilNs) {
        gracePeriods.closedLoopCallNs = untilNs;
      },
    },
    {
      timeNs: gracePeriods.followUpNs,
      putOff(untilNs) {
        gracePeriods.followUpNs = untilNs;
      },
    },
    {
      timeNs: gracePeriods.othersEventNs,
      putOff(untilNs) {
        gracePeriods.othersEventNs = untilNs;
      },
    },
    {
      timeNs: gracePeriods.wait.untilNs,
      putOff(untilNs) {
        gracePeriods.wait = { ...gracePeriods.wait, untilNs };
      },
    },
  ];
}
