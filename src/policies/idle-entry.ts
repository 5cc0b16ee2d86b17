/**
 * `idle-entry` (P14): leave the idle task alone while it is on its way into idle; a modifier that fits over any policy.
 *
 * - Author, date: Sean Christopherson, 2024-04-17, last sentence of the discussion: a generic remedy would be not to wake
 *   rcuc while the idle task is being switched in. No patch followed that we know of.
 * - Source: sean-2024-04-17-idle-entry.
 * - Condition: the policy below says so, or the idle task is current on this CPU (E15c, E15e).
 * - Side state: none but that of the policy below.
 * - False positives: an idle task that does not reach its extended quiescent state, held up by interrupts.
 * - False negatives: none just before idle; all others of the policy below, among them the stretch between the switch to a
 *   woken vCPU and `kvm_sched_in()` under `run-loop-flag-sched`.
 * - What recorded kernels show: over `run-loop-flag-sched` the wakes at idle entry are gone, those on the wake-up path before
 *   `kvm_sched_in()` remain.
 */
import { mainline } from './mainline.js';
import type { Policy } from './policy.js';

const idleEntryId = 'idle-entry';
const suffix = `+${idleEntryId}`;

/**
 * Returns the base policy with the idle-entry rule laid over it; its id is `<base>+idle-entry`, over mainline `idle-entry`.
 *
 * @example
 * compare({}, { policies: ['run-loop-flag-sched', withIdleEntry(runLoopFlagSched)] });
 */
export function withIdleEntry(base: Policy): Policy {
  if (base.id === idleEntryId || base.id.endsWith(suffix)) {
    throw new Error(`the idle-entry rule is there already; lay it over a policy without it: '${base.id}'`);
  }
  const overMainline = base.id === mainline.id;
  return Object.freeze({
    id: overMainline ? idleEntryId : base.id + suffix,
    title: overMainline ? 'idle entry spared' : `${base.title}, idle entry spared`,
    condition: overMainline
      ? 'skips while the idle task is current, RCU still watching'
      : `${base.condition}; also skips while the idle task is current, RCU still watching`,
    citation: { author: 'Sean Christopherson', date: '2024-04-17', source: 'sean-2024-04-17-idle-entry' },
    create(parameters, cpus) {
      const instance = base.create(parameters, cpus);
      return { ...instance, skips: (tick) => tick.currentIsIdle || instance.skips(tick) };
    },
  } satisfies Policy);
}

/** P14 over mainline: skips while the idle task is current. */
export const idleEntry: Policy = withIdleEntry(mainline);
