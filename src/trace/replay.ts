import { isPending, rcuNohzFullCpu, rcuPending, type PendingReason } from '../kernel/rcu-pending.js';
import { policyById } from '../policies/index.js';
import type { PolicyInstance, PolicyParameters } from '../policies/policy.js';
import { checkBelongTogether } from './belong-together.js';
import { policiesOfTable, recordedPolicies, type RecordedPolicy } from './recorded-policies.js';
import { recordedTick, type RecordedTick } from './recorded-tick.js';
import type { RecordingMeta } from './recording-meta.js';
import { createTally } from './replay-tally.js';
import type { PolicyReplay, Replay, ReplayParameters } from './replay-result.js';
import { largestCpu } from './tick-columns.js';
import type { TickTable } from './tick-table.js';

/**
 * Returns how the model's `rcuPending`, under the policy that the recorded kernel followed, compares with what that kernel
 * decided tick by tick, and what each policy whose state the table records would have decided on the same inputs.
 *
 * @param options - parameters of the policies asked beside the kernel's own; the defaults are in `ReplayParameters`
 * @throws RecordingError where table and meta don't belong together
 * @example
 * const result = replay(parseTickTable(csv), parseRecordingMeta(json));
 * result.mismatchesOutsideRaces; // 0, if the model is right
 */
export function replay(table: TickTable, meta: RecordingMeta, options: Partial<ReplayParameters> = {}): Replay {
  checkBelongTogether(table, meta);
  const parameters: ReplayParameters = {
    patienceMs: options.patienceMs ?? (meta.patienceMs > 0 ? meta.patienceMs : 1000),
    lastGuestExitWindowMs: options.lastGuestExitWindowMs ?? 1000,
    lastQsAgeJiffies: options.lastQsAgeJiffies ?? 1000,
  };
  const kernel = createAsked(recordedPolicyById(meta.policy), {
    ...ownParameters,
    hz: meta.hz,
    patienceMs: meta.patienceMs,
  });
  const others = policiesOfTable(table).map((policy) =>
    createAsked(policy, { ...ownParameters, ...parameters, hz: meta.hz }),
  );
  const nohzFull = new Set(meta.nohzFullCpus);
  const tally = createTally(table, nohzFull);
  for (let row = 0; row < table.rows; row++) {
    const tick = recordedTick(table, meta, row);
    const onNohzFull = nohzFull.has(tick.view.cpu);
    const spared = rcuNohzFullCpu(onNohzFull, tick.state, tick.view.jiffies, meta.hz);
    tally.add(row, tick, decide(kernel, table, tick, row, spared));
    if (onNohzFull) for (const policy of others) ask(policy, table, tick, row, spared);
  }
  return {
    ...tally.result(),
    kernel: {
      run: meta.run,
      scenario: meta.scenario,
      release: meta.kernel,
      hz: meta.hz,
      nohzFullCpus: meta.nohzFullCpus,
      policy: meta.policy,
      patienceMs: meta.patienceMs,
      virtualTime: meta.virtualTime,
    },
    policies: Object.fromEntries(others.map((policy) => [policy.recorded.id, policy.counts])),
    parameters,
  };
}

/** The figures under which the recorded kernels ran; what a store costs plays no part in a decision. */
export const ownParameters: Omit<PolicyParameters, 'hz' | 'patienceMs'> = {
  lastGuestExitWindowMs: 1000,
  lastGuestExitClock: 'jiffies',
  lastQsAgeJiffies: 1000,
  jiffiesStoreNs: 0,
  ktimeStoreNs: 0,
  quiescentStateNoteNs: 0,
  flagStoreNs: 0,
};

interface Asked {
  readonly recorded: RecordedPolicy;
  readonly instance: PolicyInstance;
  readonly counts: { -readonly [K in keyof PolicyReplay]: PolicyReplay[K] };
}

function createAsked(recorded: RecordedPolicy, parameters: PolicyParameters): Asked {
  const instance = policyById(recorded.id).create(parameters, largestCpu + 1);
  return { recorded, instance, counts: { ticks: 0, wouldInvoke: 0, differs: 0 } };
}

function recordedPolicyById(id: string): RecordedPolicy {
  return recordedPolicies.find((policy) => policy.id === id) as RecordedPolicy;
}

function decide(asked: Asked, table: TickTable, tick: RecordedTick, row: number, spared: boolean): PendingReason {
  const { recorded, instance } = asked;
  if (recorded.sideState !== undefined) instance.restore?.(tick.view.cpu, recorded.sideState(table.columns, row));
  const skip = spared && (tick.userOrIdle || instance.skips(tick.view));
  return rcuPending(tick.state, tick.node, tick.data, skip);
}

function ask(asked: Asked, table: TickTable, tick: RecordedTick, row: number, spared: boolean): void {
  const invokes = isPending(decide(asked, table, tick, row, spared));
  asked.counts.ticks++;
  if (invokes) asked.counts.wouldInvoke++;
  if (invokes !== tick.invoked) asked.counts.differs++;
}
