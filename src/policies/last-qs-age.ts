/**
 * `last-qs-age` (P9): leave a CPU alone while its last quiescent state, of whatever kind, is young.
 *
 * - Author, date: Leonardo Bras, 2024-05-08, an idea; RFC v1 made generic.
 * - Source: leo-2024-05-08-last-qs.
 * - Condition: fewer than N jiffies have gone by since a quiescent state was noted, or an extended one began or ended, on
 *   this CPU.
 * - Side state: one jiffies value per pCPU, written wherever a quiescent state is noted, so twice for each VM exit.
 * - False positives: those of RFC v1, and nearly every tick on a kernel with preemptible RCU (below).
 * - False negatives: a CPU whose last quiescent state is older than N jiffies.
 * - What recorded kernels show: it skips nearly always, and grace periods reached 1001 jiffies. A tick in preemptible
 *   kernel code notes a quiescent state itself before it asks `rcu_pending()`, so the age it finds is zero; noted is not
 *   reported. Nobody brought this up in the discussion.
 *
 * The answer therefore rests on what the `quiescentState` hook wrote earlier in the same tick; the engine calls it first.
 */
import type { Policy, PolicyInstance } from './policy.js';

const never = Number.NEGATIVE_INFINITY;

function createLastQsAge(cpus: number, ageJiffies: number, exitCostNs: number): PolicyInstance {
  const quiescentStates = new Float64Array(cpus).fill(never);
  return {
    skips: (tick) => tick.jiffies - (quiescentStates[tick.cpu] ?? never) < ageJiffies,
    quiescentState(cpu, jiffies) {
      quiescentStates[cpu] = jiffies;
    },
    restore(cpu, { lastQuiescentState }) {
      if (lastQuiescentState !== undefined) quiescentStates[cpu] = lastQuiescentState;
    },
    exitCostNs,
  };
}

/** P9: skips while the last quiescent state noted on this CPU is young. */
export const lastQsAge: Policy = Object.freeze({
  id: 'last-qs-age',
  title: 'age of the last quiescent state',
  condition: 'skips while the last quiescent state noted on this CPU is younger than N jiffies',
  citation: { author: 'Leonardo Bras', date: '2024-05-08', source: 'leo-2024-05-08-last-qs' },
  create: (parameters, cpus) => createLastQsAge(cpus, parameters.lastQsAgeJiffies, 2 * parameters.jiffiesStoreNs),
} satisfies Policy);
