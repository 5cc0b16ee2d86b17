import { gpInProgress, type RcuData, type RcuNode } from '../../kernel/rcu-data.js';

/**
 * What a CPU would know of grace periods if a policy had been in force all along. Of a grace period that it learns of late
 * the trace does not say whether it still waited for this CPU, so there are two: one to which it never reports, which makes
 * the fewest wake-ups, and one to which it always does, which makes the most.
 */
export interface CarriedRcuData {
  gpSeq: number;
  coreNeedsQs: boolean;
  cpuNoQs: boolean;
  readonly reports: boolean;
}

/** Returns a CPU that knows what the recorded one knew. */
export function carriedFrom({ gpSeq, coreNeedsQs, cpuNoQs }: RcuData, reports: boolean): CarriedRcuData {
  return { gpSeq, coreNeedsQs, cpuNoQs, reports };
}

/** Returns whether the CPU knows just what the recorded one knew; a quiescent state that the tick notes counts. */
export function knowsTheSame(carried: CarriedRcuData, recorded: RcuData, preemptible: boolean): boolean {
  const noQs = carried.cpuNoQs && !preemptible;
  return carried.gpSeq === recorded.gpSeq && carried.coreNeedsQs === recorded.coreNeedsQs && noQs === recorded.cpuNoQs;
}

/** Returns the data on which a tick is decided: what was carried along, and the rest as recorded. */
export function withCarried(recorded: RcuData, carried: CarriedRcuData): RcuData {
  const { gpSeq, coreNeedsQs, cpuNoQs } = carried;
  return { ...recorded, gpSeq, coreNeedsQs, cpuNoQs };
}

/**
 * Does to the carried data what RCU core and the switch away from rcuc do: learn, report if a quiescent state was noted
 * before, note one.
 */
export function runCarriedCore(carried: CarriedRcuData, node: RcuNode): void {
  const inProgress = gpInProgress(node.gpSeq);
  if (carried.gpSeq !== node.gpSeq) {
    carried.gpSeq = node.gpSeq;
    carried.coreNeedsQs = carried.reports && inProgress;
    carried.cpuNoQs = carried.coreNeedsQs;
  }
  if (carried.coreNeedsQs && !carried.cpuNoQs) carried.coreNeedsQs = false;
  carried.cpuNoQs = false;
}

/** Brings the carried data up to date, as a guest exit would that reports by itself. */
export function learnAndReport(carried: CarriedRcuData, gpSeq: number): void {
  carried.gpSeq = gpSeq;
  carried.coreNeedsQs = false;
  carried.cpuNoQs = false;
}
