/** How a kernel series lays out the recorded fields of its per-CPU RCU data. */
export interface KernelLayout {
  /** Bit of the callback list's flags: the list is in use on this CPU. */
  readonly enabledBit: number;
  /** Bit of the callback list's flags: callbacks are offloaded (`rcu_nocbs`). */
  readonly offloadedBit: number;
  /** `RCU_NOCB_WAKE`: from this value of `nocb_defer_wakeup` on, the tick has a wake-up of rcuog to do. */
  readonly nocbWake: number;
  /** Whether `rcutree.nohz_full_patience_delay` exists. */
  readonly hasPatience: boolean;
}

/**
 * Layouts by kernel series. Lazy callbacks (6.2) moved `RCU_NOCB_WAKE` from 2 to 3, the simplified offloading of 6.12 moved
 * the offloaded bit from 5 to 1; series in between have yet other bits, so only those that were read are listed.
 *
 * @see include/linux/rcu_segcblist.h, kernel/rcu/tree.h
 */
const layouts: Readonly<Record<string, KernelLayout>> = {
  '6.1': { enabledBit: 1 << 0, offloadedBit: 1 << 5, nocbWake: 2, hasPatience: false },
  '6.12': { enabledBit: 1 << 0, offloadedBit: 1 << 1, nocbWake: 3, hasPatience: true },
};

/** The kernel series whose recordings can be replayed. */
export const kernelSeries: readonly string[] = Object.keys(layouts);

/** Returns the layout for a release such as `6.12.117+deb12-rt-amd64`, or null where it isn't known. */
export function kernelLayout(release: string): KernelLayout | null {
  const series = /^(\d+\.\d+)(?=[.+-]|$)/.exec(release)?.[1];
  return (series !== undefined && Object.hasOwn(layouts, series) && layouts[series]) || null;
}

/** Policies by the number under which the recording kernels carry them (`kvm_variant`). */
const variantPolicies = [
  'mainline',
  'last-guest-exit',
  'run-loop-flag-sched',
  'run-loop-flag',
  'pf-vcpu',
  'last-guest-exit-reset',
  'last-guest-exit-reset-sched',
  'patience-gapless',
  'run-loop-flag-sched+idle-entry',
  'guest-entry-flag',
  'last-qs-age',
] as const;

/** Highest `kvm_variant` that has a policy. */
export const largestVariant = variantPolicies.length - 1;

/**
 * Returns the id of the policy that a kernel followed, or null for a combination that no recorded kernel has: patience goes
 * with variant 0 (mainline's own) and 7 (gapless) only.
 *
 * @param variant - `kvm_variant` [0..10]; null: a kernel as shipped
 * @param patienceMs - `rcutree.nohz_full_patience_delay` [ms]
 */
export function kernelPolicy(variant: number | null, patienceMs: number): string | null {
  const policy = variantPolicies[variant ?? 0];
  if (policy === undefined) return null;
  if (policy === 'mainline') return patienceMs > 0 ? 'patience' : 'mainline';
  return patienceMs > 0 && policy !== 'patience-gapless' ? null : policy;
}
