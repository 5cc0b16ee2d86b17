import type { PendingReason } from '../kernel/rcu-pending.js';
import type { TickContext } from './tick-columns.js';

/** How many ticks were recomputed, and how they compare with what the kernel did. */
export interface ReplayCounts {
  readonly ticks: number;
  /** Ticks on which the kernel invoked RCU core. */
  readonly invoked: number;
  readonly matches: number;
  /** Ticks on which the recomputed decision differs from the kernel's. */
  readonly mismatches: number;
  /** Those of them whose recorded fields were not in doubt. */
  readonly mismatchesOutsideRaces: number;
  /** Ticks flagged by the recorder: their fields may be older than the kernel's decision. */
  readonly races: number;
}

/** The same for one CPU. */
export interface CpuReplay extends ReplayCounts {
  readonly nohzFull: boolean;
  /** Ticks by where they hit; empty where the table doesn't say. */
  readonly contexts: Readonly<Partial<Record<TickContext, { readonly ticks: number; readonly invoked: number }>>>;
}

/** What a policy would have decided on the recorded inputs, on nohz_full CPUs (elsewhere no policy has a say). */
export interface PolicyReplay {
  readonly ticks: number;
  /** Ticks on which RCU core would have been invoked. */
  readonly wouldInvoke: number;
  /** Ticks on which that differs from what the recorded kernel did. */
  readonly differs: number;
}

/** A tick on which the model and the kernel disagree. */
export interface Mismatch {
  /** Line of the table, the header being line 1; of a raw trace, the line of the tick's probe. */
  readonly line: number;
  readonly cpu: number;
  readonly jiffies: number;
  /** Time of the tick [s]; null where the table doesn't say. */
  readonly seconds: number | null;
  /** Where it hit; null where the table doesn't say. */
  readonly context: TickContext | null;
  /** What the kernel did. */
  readonly invoked: boolean;
  /** What the model says. */
  readonly reason: PendingReason;
  readonly race: boolean;
}

/** The kernel of the recording. */
export interface ReplayedKernel {
  readonly run: string | null;
  readonly scenario: string | null;
  readonly release: string;
  readonly hz: number;
  readonly nohzFullCpus: readonly number[];
  /** The policy that it followed, and whose decisions the matches are about. */
  readonly policy: string;
  readonly patienceMs: number;
  readonly virtualTime: boolean;
}

/** With which parameters the other policies were asked. */
export interface ReplayParameters {
  /** [ms, 0..5000, default the kernel's own, or 1000 where it has none, commit 68d124b09999] */
  readonly patienceMs: number;
  /** [ms, 1..10000, default 1000: HZ jiffies, RFC v1] */
  readonly lastGuestExitWindowMs: number;
  /** [jiffies, 1..100000, default 1000] */
  readonly lastQsAgeJiffies: number;
}

/** A replayed recording. */
export interface Replay extends ReplayCounts {
  readonly kernel: ReplayedKernel;
  /** By CPU number. */
  readonly perCpu: Readonly<Record<string, CpuReplay>>;
  /** Ticks by what the model says of them under the kernel's own policy. */
  readonly reasons: Readonly<Record<PendingReason, number>>;
  /** By policy id, for each policy whose state the table records. */
  readonly policies: Readonly<Record<string, PolicyReplay>>;
  readonly parameters: ReplayParameters;
  /** The first mismatches, those outside races before the others, at most `mismatchesShown` of each. */
  readonly firstMismatches: readonly Mismatch[];
}

/** How many mismatches of a kind a replay keeps. */
export const mismatchesShown = 10;
