/** Global RCU state: the fields of `rcu_state` that a CPU's tick or the grace-period kthread reads. */
export interface RcuState {
  /** `rcu_state.gp_seq`: bits 0-1 say whether a grace period is in progress, the rest counts them. */
  gpSeq: number;
  /** `rcu_state.gp_start` [jiffies]; written before `gpSeq` at a grace-period start. */
  gpStart: number;
}

/** The leaf `rcu_node` of the CPUs that are modelled one by one. */
export interface RcuNode {
  /** `rnp->gp_seq`; lags `rcu_state.gp_seq` while the kthread initialises or cleans up. */
  gpSeq: number;
  /** `rnp->qsmask` as a bit set over CPU numbers: a set bit is a CPU from which a quiescent state is awaited. */
  qsmask: number;
}

/** Per-CPU `rcu_data`, with the fields that decide whether a tick wakes RCU core. */
export interface RcuData {
  readonly cpu: number;
  /** `rdp->gp_seq`: what this CPU knows; advanced only by `noteGpChanges` on this CPU. */
  gpSeq: number;
  /** `rdp->gpwrap`: the CPU was away so long that its sequence number can't be compared. */
  gpWrap: boolean;
  /** `rdp->core_needs_qs`: the current grace period waits for this CPU, as far as it knows. */
  coreNeedsQs: boolean;
  /** `rdp->cpu_no_qs.b.norm`: no quiescent state was noted since the CPU learnt of the grace period. */
  cpuNoQs: boolean;
  /** `rdp->cpu_no_qs.b.exp`: an expedited grace period waits for this CPU. */
  cpuNoQsExp: boolean;
  /** Callbacks of this CPU are invoked elsewhere (`rcu_nocbs`); always true on nohz_full CPUs. */
  offloaded: boolean;
  /** `rcu_segcblist_ready_cbs()`: callbacks wait to be invoked here. */
  callbacksReady: boolean;
  /** `!rcu_segcblist_restempty(..., RCU_NEXT_READY_TAIL)`: callbacks without a grace period assigned. */
  callbacksUnassigned: boolean;
  /** The `gp_seq` at whose completion assigned callbacks become ready (RCU_WAIT_TAIL); 0: none wait. */
  callbacksAwaitSeq: number;
  /** The same for the callbacks behind them (RCU_NEXT_READY_TAIL). */
  callbacksNextSeq: number;
  /**
   * `rdp->nocb_defer_wakeup >= RCU_NOCB_WAKE`: a wake-up of rcuog was deferred to this CPU's next tick. The kernel marks the
   * leader of the rcuog group (`wake_nocb_gp_defer()`); the modelled CPU is taken to be that.
   */
  nocbDeferWakeup: boolean;
  /** `rdp->rcu_urgent_qs`: the next tick asks for a reschedule. */
  urgentQs: boolean;
  /** `rdp->rcu_need_heavy_qs`. */
  needHeavyQs: boolean;
  /** `rdp->rcu_forced_tick`: RCU holds the tick on (TICK_DEP_BIT_RCU). */
  forcedTick: boolean;
  /** `rdp->watching_snap`: context-tracking counter at the first scan of the grace period. */
  watchingSnap: number;
  /** `rdp->last_fqs_resched` [jiffies]. */
  lastFqsResched: number;
  /** `rcu_cpu_has_work`: RCU core was invoked and has not run yet. */
  hasWork: boolean;
  /** `rdp->ticks_this_gp`: ticks since the CPU learnt of the grace period. */
  ticksThisGp: number;
}

/** `RCU_SEQ_STATE_MASK`: a grace period is in progress while any of these bits is set. */
export const RCU_SEQ_STATE_MASK = 3;

/** Adding this to an idle sequence number gives the next idle one. */
export const RCU_SEQ_STEP = 4;

/** Returns whether a grace period is in progress (`rcu_seq_state(gp_seq) != 0`). */
export function gpInProgress(gpSeq: number): boolean {
  return gpSeq % RCU_SEQ_STEP !== 0;
}

/** Returns whether the CPU has callbacks of its own, for which its tick must run (`rcu_needs_cpu()`). */
export function rcuNeedsCpu(rdp: RcuData): boolean {
  return !rdp.offloaded && (rdp.callbacksReady || rdp.callbacksUnassigned || rdp.callbacksAwaitSeq > 0);
}

/** Returns fresh `rcu_data` of a CPU that knows everything and owes nothing. */
export function createRcuData(cpu: number, offloaded: boolean): RcuData {
  return {
    cpu,
    gpSeq: 0,
    gpWrap: false,
    coreNeedsQs: false,
    cpuNoQs: false,
    cpuNoQsExp: false,
    offloaded,
    callbacksReady: false,
    callbacksUnassigned: false,
    callbacksAwaitSeq: 0,
    callbacksNextSeq: 0,
    nocbDeferWakeup: false,
    urgentQs: false,
    needHeavyQs: false,
    forcedTick: false,
    watchingSnap: 0,
    lastFqsResched: 0,
    hasWork: false,
    ticksThisGp: 0,
  };
}
