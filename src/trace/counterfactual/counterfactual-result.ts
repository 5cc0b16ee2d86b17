import type { Window } from '../../kernel/cpu-state.js';
import type { Replay } from '../replay-result.js';
import type { SpanContext } from '../timeline/spans.js';

/**
 * A count of which the trace gives the bounds only. Both hold while grace periods begin and end as recorded and each run of
 * RCU core gets the lock of its leaf; how often it did not is `undone`.
 */
export interface Bounds {
  readonly fewest: number;
  readonly most: number;
}

/** Stretches of time between a decision and what proved it wrong, with the bounds of their number and length. */
export interface JudgedEpisodes {
  readonly count: Bounds;
  readonly totalNs: Bounds;
  /** The longest that there may be [ns]. */
  readonly maxNs: number;
}

/** What a policy does to the ticks of one window. */
export interface WindowCounterfactual {
  readonly ticks: number;
  /** Ticks on which the recorded kernel invoked RCU core. */
  readonly kernel: number;
  /** Ticks on which the policy would, on the very inputs that the kernel saw. */
  readonly sameInputs: number;
  /** Ticks on which it would, with what it skipped before still to be done. */
  readonly carried: Bounds;
}

/** What a policy would have decided on the ticks of a trace, on its nohz_full CPUs. */
export interface PolicyCounterfactual {
  readonly id: string;
  readonly title: string;
  readonly ticks: number;
  /** On the very inputs that the kernel saw, one tick at a time. */
  readonly sameInputs: {
    readonly wouldInvoke: number;
    /** Invocations of the kernel's that the policy would skip, and skips of the kernel's on which it would invoke. */
    readonly saved: number;
    readonly added: number;
  };
  /**
   * Invocations of RCU core if the policy had been in force all along: what it skips stays to be done, so that a later tick
   * that it doesn't skip finds work which the recorded CPU had done before.
   */
  readonly invocations: Bounds;
  /** Invocations of the recorded kernel that it saves (below 0: that it adds). */
  readonly saved: Bounds;
  readonly windows: Readonly<Record<Window, WindowCounterfactual>>;
  /** Skips of pending work after which the CPU did not reach an extended quiescent state, nor the guest, soon. */
  readonly falsePositives: JudgedEpisodes;
  /** Invocations after which it reached one soon, the time of rcuc itself not counted. */
  readonly falseNegatives: JudgedEpisodes;
  readonly gracePeriods: DelayedGracePeriods;
  readonly sideState: SideStateCheck;
}

/** The price of what a policy skips: grace periods that would have waited longer for the CPU. */
export interface DelayedGracePeriods {
  /** Grace periods that a recorded CPU reported to by itself, in a tick that the policy would skip. */
  readonly delayed: number;
  /** How much longer they could last: until a scan finds the CPU in, or after, an extended quiescent state [ns]. */
  readonly addedAtMostNs: number;
  readonly longestAddedNs: number;
}

/** How far what a policy remembers could be rebuilt, held against what the recorded kernel wrote into its own variables. */
export interface SideStateCheck {
  /** `none`: it remembers nothing; `unchecked`: rebuilt, and the trace has no field to hold it against. */
  readonly kind: 'none' | 'checked' | 'unchecked';
  /** Ticks on nohz_full CPUs at which the two were compared. */
  readonly ticks: number;
  /** Those on which the decision differs. */
  readonly differs: number;
}

/** What a trace tells of one CPU. */
export interface TracedCpu {
  readonly cpu: number;
  readonly nohzFull: boolean;
  readonly ticks: number;
  /** Ticks on which RCU core was invoked. */
  readonly invoked: number;
  /** Those of them after which the next tick found the same work again: RCU core did not get the lock, or not run. */
  readonly undone: number;
  readonly rcucWakes: number;
  readonly rcucRuns: number;
  readonly rcucNs: number;
  readonly kvmExits: number;
  /** Time in each context [ns]. */
  readonly contextsNs: Readonly<Record<SpanContext, number>>;
  /** Gaps where the ring buffer lost events: what a policy remembers may be wrong after one. */
  readonly gaps: number;
}

/** Parameters of a counterfactual. */
export interface CounterfactualParameters {
  /** [ms, 0..5000, default 1000, commit 68d124b09999] */
  readonly patienceMs: number;
  /** [ms, 1..10000, default 1000: HZ jiffies, RFC v1] */
  readonly lastGuestExitWindowMs: number;
  /** [jiffies, 1..100000, default 1000] */
  readonly lastQsAgeJiffies: number;
  /** What "soon" means for false positives and negatives [us, 1..1000000, default 1000, assumed] */
  readonly soonUs: number;
}

/** A replayed raw trace. */
export interface TraceReplay {
  /** What the kernel decided and what the model says of it. */
  readonly replay: Replay;
  readonly trace: {
    /** From the first event to the last [ns]. */
    readonly durationNs: number;
    readonly events: number;
    /** Events that the ring buffers lost, as far as they say how many. */
    readonly lost: number;
  };
  readonly cpus: readonly TracedCpu[];
  readonly gracePeriods: {
    readonly count: number;
    readonly medianNs: number | null;
    readonly longestNs: number | null;
    readonly fqsProbes: number;
    readonly credited: number;
  };
  readonly policies: readonly PolicyCounterfactual[];
  readonly parameters: CounterfactualParameters;
  /** What a trace can't show, in sentences to be printed with the figures. */
  readonly limits: readonly string[];
}
