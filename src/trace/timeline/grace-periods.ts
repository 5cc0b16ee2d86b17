/** A scan of the CPUs from which a grace period still waits. */
export interface FqsScan {
  readonly timeNs: number;
  /** Age of the grace period by then; NaN where the trace's probe does not say [jiffies]. */
  readonly ageJiffies: number;
}

/** One normal grace period, from the return of `rcu_gp_init()` to the entry of `rcu_gp_cleanup()`. */
export interface TracedGracePeriod {
  /** `rcu_state.gp_seq` while it runs. */
  readonly gpSeq: number;
  readonly startNs: number;
  readonly endNs: number;
  /** `rcu_state.gp_start` [jiffies]. */
  readonly gpStart: number;
  /** Jiffies at its end. */
  readonly endJiffies: number;
  /** CPUs looked at by force-quiescent-state scans, and those of them that were credited with a quiescent state. */
  readonly probes: number;
  readonly credited: number;
  /** Its scans; empty where the trace does not hold them. */
  readonly scans: readonly FqsScan[];
  /** Task that reported the last quiescent state; null where the trace does not hold the reports. */
  readonly lastReportBy: string | null;
}

/** One look of a force-quiescent-state scan at one CPU. */
export interface FqsProbe {
  readonly timeNs: number;
  /** The CPU looked at; -1 where the trace does not say. */
  readonly cpu: number;
  /** The first look of a grace period takes a snapshot, the later ones compare with it. */
  readonly kind: 'snapshot' | 'recheck';
  /** 1: a quiescent state was found; 0: not; -1: not, and the CPU is to be hurried. */
  readonly result: number;
}

/** A stretch in which the grace-period kthread starts or ends a grace period: what others read meanwhile may be old. */
export interface KthreadStretch {
  readonly startNs: number;
  readonly endNs: number;
}

/** What a trace says of grace periods. */
export interface TracedGracePeriods {
  readonly periods: readonly TracedGracePeriod[];
  readonly probes: readonly FqsProbe[];
  readonly stretches: readonly KthreadStretch[];
  /** Whether the trace shows scans one by one, so that a grace period without any had none. */
  readonly showsScans: boolean;
}
