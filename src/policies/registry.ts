import { guestEntryFlag } from './guest-entry-flag.js';
import { idleEntry, withIdleEntry } from './idle-entry.js';
import { irqFromGuest } from './irq-from-guest.js';
import { lastGuestExitResetSched } from './last-guest-exit-reset-sched.js';
import { lastGuestExitReset } from './last-guest-exit-reset.js';
import { lastGuestExit } from './last-guest-exit.js';
import { lastQsAge } from './last-qs-age.js';
import { lenientTask } from './lenient-task.js';
import { mainline } from './mainline.js';
import { oracle } from './oracle.js';
import { patienceGapless } from './patience-gapless.js';
import { patienceQs } from './patience-qs.js';
import { patience } from './patience.js';
import { pfVcpu } from './pf-vcpu.js';
import type { Policy } from './policy.js';
import { qsOnGuestExitIdeal } from './qs-on-guest-exit-ideal.js';
import { qsOnGuestExit } from './qs-on-guest-exit.js';
import { runLoopFlagSched } from './run-loop-flag-sched.js';
import { runLoopFlag } from './run-loop-flag.js';

/** Every built-in policy, in the order of the discussion; the oracle last. */
export const policies: readonly Policy[] = Object.freeze([
  mainline,
  lastGuestExit,
  lastGuestExitReset,
  lastGuestExitResetSched,
  runLoopFlag,
  runLoopFlagSched,
  guestEntryFlag,
  irqFromGuest,
  pfVcpu,
  lenientTask,
  lastQsAge,
  qsOnGuestExit,
  qsOnGuestExitIdeal,
  patience,
  patienceQs,
  patienceGapless,
  idleEntry,
  oracle,
]);

const byId: ReadonlyMap<string, Policy> = new Map(policies.map((policy) => [policy.id, policy]));
const modifier = '+idle-entry';

/**
 * Returns the built-in policy of that id; `<id>+idle-entry` lays the idle-entry rule over one.
 *
 * @throws Error that lists the ids, if there is no such policy
 * @example
 * policyById('run-loop-flag-sched+idle-entry').title; // 'run-loop flag with sched hooks, idle entry spared'
 */
export function policyById(id: string): Policy {
  const policy = byId.get(id);
  if (policy !== undefined) return policy;
  const base = id.endsWith(modifier) ? byId.get(id.slice(0, -modifier.length)) : undefined;
  if (base === mainline) return idleEntry;
  if (base !== undefined) return withIdleEntry(base);
  throw new Error(
    `unknown policy; known: ${[...byId.keys()].join(', ')}, and '${modifier}' after one of them: '${id}'`,
  );
}

/**
 * Returns the policies of a list, in its order: ids are looked up, policies of one's own pass through.
 *
 * @throws Error if the list is empty, names an unknown policy or has two of the same id
 * @example
 * policiesByIds(['mainline', 'patience', myPolicy]);
 */
export function policiesByIds(list: readonly (string | Policy)[]): Policy[] {
  if (list.length === 0) throw new Error("no policy to compare; name at least one, such as 'mainline': []");
  const chosen = list.map((entry) => (typeof entry === 'string' ? policyById(entry) : checkedPolicy(entry)));
  const seen = new Set<string>();
  for (const { id } of chosen) {
    if (seen.has(id)) throw new Error(`policy named twice; name each once, or give yours another id: '${id}'`);
    seen.add(id);
  }
  return chosen;
}

function checkedPolicy(entry: Policy): Policy {
  const candidate: Partial<Policy> | null | undefined = entry;
  if (typeof candidate?.id === 'string' && typeof candidate.create === 'function') return entry;
  throw new Error(`a policy is named by its id or a policy made by definePolicy: ${String(entry)}`);
}

/** Returns whether an id belongs to a built-in policy. */
export function isBuiltIn(id: string): boolean {
  return byId.has(id);
}
