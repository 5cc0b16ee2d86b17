import type { RecordedSideState } from '../policies/policy.js';
import type { OptionalColumn } from './tick-columns.js';
import type { TickTable } from './tick-table.js';

/** A policy that a recording can answer for. */
export interface RecordedPolicy {
  /** Id in the registry of policies. */
  readonly id: string;
  /** Columns that hold what it looks at; without one of them it can't be asked. */
  readonly needs: readonly OptionalColumn[];
  /** Returns its side state at the tick of a row; absent: it has none. */
  readonly sideState?: (columns: TickTable['columns'], row: number) => RecordedSideState;
}

const lastGuestExit =
  (column: 'last_guest_exit_j' | 'lge_p2' | 'lge_p3') =>
  (columns: TickTable['columns'], row: number): RecordedSideState => ({
    lastGuestExit: columns[column]?.[row] || null,
  });

const flag =
  (column: 'in_run_loop' | 'near_guest', bit: number) =>
  (columns: TickTable['columns'], row: number): RecordedSideState => ({
    flag: ((columns[column]?.[row] ?? 0) & bit) !== 0,
  });

const runLoopSched = flag('in_run_loop', 1);

/**
 * The policies that recordings can answer for, in the order of the registry. The others either decide as one of these on
 * every recorded machine (the guest-exit quiescent states on nohz_full CPUs, interrupts from the guest on SVM) or look at
 * something that no recording holds.
 */
export const recordedPolicies: readonly RecordedPolicy[] = [
  { id: 'mainline', needs: [] },
  { id: 'last-guest-exit', needs: ['last_guest_exit_j'], sideState: lastGuestExit('last_guest_exit_j') },
  { id: 'last-guest-exit-reset', needs: ['lge_p2'], sideState: lastGuestExit('lge_p2') },
  { id: 'last-guest-exit-reset-sched', needs: ['lge_p3'], sideState: lastGuestExit('lge_p3') },
  { id: 'run-loop-flag', needs: ['in_run_loop'], sideState: flag('in_run_loop', 2) },
  { id: 'run-loop-flag-sched', needs: ['in_run_loop'], sideState: runLoopSched },
  { id: 'guest-entry-flag', needs: ['near_guest'], sideState: flag('near_guest', 1) },
  { id: 'pf-vcpu', needs: ['pf_vcpu'] },
  {
    id: 'last-qs-age',
    needs: ['last_qs_j_decide'],
    sideState: (columns, row) => ({ lastQuiescentState: columns.last_qs_j_decide?.[row] ?? 0 }),
  },
  { id: 'patience', needs: [] },
  { id: 'patience-gapless', needs: [] },
  { id: 'idle-entry', needs: ['cur_idle'] },
  { id: 'run-loop-flag-sched+idle-entry', needs: ['in_run_loop', 'cur_idle'], sideState: runLoopSched },
];

/** Returns the policies whose state the table records. */
export function policiesOfTable(table: TickTable): readonly RecordedPolicy[] {
  return recordedPolicies.filter((policy) => policy.needs.every((column) => table.columns[column] !== undefined));
}
