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

/** What the menu governor keeps of the last eight stays in an idle state. */
export interface IdleGovernor {
  readonly recentNs: number[];
  next: number;
}

const remembered = 8;

/** What a stay that the tick ended counts as: long, for the tick should have been stopped (`menu_update()`) [ns]. */
export const tickWakeNs = 45_000_000;

/** Adds an observed stay [ns]. */
export function observeIdle(governor: IdleGovernor, idleNs: number): void {
  governor.recentNs[governor.next % remembered] = idleNs;
  governor.next++;
}

/**
 * Returns the predicted length of the next stay [ns]: the mean of the last ones (Infinity before the first), at most the
 * time to the next timer; where the tick is stopped, so that nothing would correct a guess below a tick, that time itself.
 *
 * @param nextTimerNs - time to the next timer that the CPU knows of [ns]
 * @see `menu_select()`, drivers/cpuidle/governors/menu.c; its variance test and correction factors are left out
 */
export function predictIdleNs(
  governor: IdleGovernor,
  nextTimerNs: number,
  tickStopped: boolean,
  tickNs: number,
): number {
  const { recentNs } = governor;
  const meanNs = recentNs.length === 0 ? Infinity : recentNs.reduce((sum, ns) => sum + ns, 0) / recentNs.length;
  const predictedNs = Math.min(meanNs, nextTimerNs);
  return tickStopped && predictedNs < tickNs ? nextTimerNs : predictedNs;
}
