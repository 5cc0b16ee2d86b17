import type { TracedGracePeriod, TracedGracePeriods } from '../timeline/grace-periods.js';

/** Finds the grace periods of a trace. */
export interface GracePeriodLookup {
  /** Returns `rcu_state.gp_seq` at a time; NaN before the first grace period that the trace shows whole. */
  gpSeqAt(timeNs: number): number;
  /** Returns the grace period of a sequence number, if the trace shows it whole. */
  bySeq(gpSeq: number): TracedGracePeriod | undefined;
}

/** Returns a lookup over the grace periods of a trace. */
export function gracePeriodLookup({ periods }: TracedGracePeriods): GracePeriodLookup {
  const seqs = new Map(periods.map((period) => [period.gpSeq, period]));
  return {
    bySeq: (gpSeq) => seqs.get(gpSeq),
    gpSeqAt(timeNs) {
      let low = 0;
      let high = periods.length;
      while (low < high) {
        const middle = (low + high) >>> 1;
        if ((periods[middle]?.startNs ?? 0) <= timeNs) low = middle + 1;
        else high = middle;
      }
      const period = periods[low - 1];
      if (period === undefined) return NaN;
      return timeNs < period.endNs ? period.gpSeq : afterEnd(period.gpSeq);
    },
  };
}

/** `rcu_seq_endval()`: the sequence number once the grace period is over. */
function afterEnd(gpSeq: number): number {
  return (Math.floor(gpSeq / 4) + 1) * 4;
}
