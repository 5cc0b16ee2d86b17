/** Halt polling of one vCPU (`kvm_vcpu_halt()`, virt/kvm/kvm_main.c). */
export interface HaltPolling {
  /** How long the next halt polls [ns]. */
  pollNs: number;
}

const growStartNs = 10_000;
const growFactor = 2;
const shrinkFactor = 2;

/**
 * Adapts the polling time to how long the last halt lasted: longer than the limit shrinks it, shorter but missed grows it.
 *
 * @param blockNs - from the halt to the wake-up [ns]
 * @param limitNs - module parameter halt_poll_ns [ns, default 200000; 0: never poll]
 */
export function adaptHaltPolling(polling: HaltPolling, blockNs: number, limitNs: number): void {
  if (blockNs <= polling.pollNs) return;
  if (polling.pollNs > 0 && blockNs > limitNs) {
    const shrunk = Math.floor(polling.pollNs / shrinkFactor);
    polling.pollNs = shrunk < growStartNs ? 0 : shrunk;
  } else if (polling.pollNs < limitNs && blockNs < limitNs) {
    polling.pollNs = Math.min(limitNs, Math.max(growStartNs, polling.pollNs * growFactor));
  }
}

/** One idle state of the processor. */
export interface CState {
  readonly name: 'C1' | 'C1E' | 'C6';
  /** Time to leave it [ns]. */
  readonly exitNs: number;
  /** Shortest stay for which it pays [ns]. */
  readonly residencyNs: number;
  /**
   * The interrupt that ends the stay is handled inside the extended quiescent state (CPUIDLE_FLAG_IRQ_ENABLE); else mwait
   * returns with interrupts off, RCU watches again first, and a tick handled then does not count as one from idle.
   */
  readonly irqsInEqs: boolean;
}

/**
 * The idle states by processor, shallowest first (drivers/idle/intel_idle.c, Linux 6.12; for the order of interrupt and
 * RCU's watching see `cpuidle_enter_state()`, drivers/cpuidle/cpuidle.c).
 */
export const cStates: Readonly<Record<'skx' | 'icx' | 'spr', readonly CState[]>> = {
  skx: [
    { name: 'C1', exitNs: 2_000, residencyNs: 2_000, irqsInEqs: true },
    { name: 'C1E', exitNs: 10_000, residencyNs: 20_000, irqsInEqs: false },
    { name: 'C6', exitNs: 133_000, residencyNs: 600_000, irqsInEqs: false },
  ],
  icx: [
    { name: 'C1', exitNs: 1_000, residencyNs: 1_000, irqsInEqs: true },
    { name: 'C1E', exitNs: 4_000, residencyNs: 4_000, irqsInEqs: false },
    { name: 'C6', exitNs: 170_000, residencyNs: 600_000, irqsInEqs: false },
  ],
  spr: [
    { name: 'C1', exitNs: 1_000, residencyNs: 1_000, irqsInEqs: false },
    { name: 'C1E', exitNs: 2_000, residencyNs: 4_000, irqsInEqs: false },
    { name: 'C6', exitNs: 290_000, residencyNs: 800_000, irqsInEqs: false },
  ],
};

/** Returns the deepest state allowed whose target residency the predicted idle time reaches, else the shallowest. */
export function chooseCState(states: readonly CState[], deepest: CState['name'], predictedNs: number): CState {
  const limit = states.findIndex((state) => state.name === deepest);
  const fitting = states.filter((state, depth) => depth <= limit && state.residencyNs <= predictedNs);
  const chosen = fitting.at(-1) ?? states[0];
  if (chosen === undefined) throw new RangeError('no idle state in the table');
  return chosen;
}

/** Predicts the next idle period from the last eight, as a menu-like governor does. */
export interface IdleGovernor {
  readonly recentNs: number[];
  next: number;
}

const remembered = 8;

/** Adds an observed idle period [ns]. */
export function observeIdle(governor: IdleGovernor, idleNs: number): void {
  governor.recentNs[governor.next % remembered] = idleNs;
  governor.next++;
}

/** Returns the predicted length of the next idle period [ns]; Infinity before anything was observed. */
export function predictIdleNs(governor: IdleGovernor): number {
  if (governor.recentNs.length === 0) return Infinity;
  return governor.recentNs.reduce((sum, ns) => sum + ns, 0) / governor.recentNs.length;
}
