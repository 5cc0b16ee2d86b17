/**
 * What a policy may read at a tick that interrupted neither user mode nor an idle extended quiescent state
 * (those two are skipped under every policy, as in mainline).
 */
export interface TickView {
  /** CPU number of the tick. */
  cpu: number;
  /** Jiffies as this CPU reads them: up to one tick stale [jiffies]. */
  jiffies: number;
  /** Monotonic time [ns]. */
  nowNs: number;
  /** A normal grace period is in progress. */
  gpInProgress: boolean;
  /** `rcu_state.gp_start` [jiffies]; meaningful while `gpInProgress`. */
  gpStart: number;
  /** VMX only: the tick is the interrupt that ended the guest's run, handled before interrupts are enabled (E9v). */
  irqFromGuest: boolean;
  /** `current->flags & PF_VCPU`: from guest entry to just after the interrupt window behind an exit (E6..E11). */
  pfVcpu: boolean;
  /** The vCPU's task is current on this CPU, wherever in the kernel it is. */
  currentIsVcpu: boolean;
  /** The idle task is current on this CPU, RCU watching. */
  currentIsIdle: boolean;
  /** Time to this CPU's next extended quiescent state if nothing else happens [ns]; only the oracle may look. */
  nextEqsNs: number;
}

/** The parameters of the proposals; scenario group `patches`. */
export interface PolicyParameters {
  /** Ticks a second [100, 250, 300, 1000]. */
  readonly hz: number;
  /** `rcutree.nohz_full_patience_delay` [ms, 0..5000, default 1000]. */
  readonly patienceMs: number;
  /** How long after a guest exit the last-guest-exit family skips [ms, default 1000: HZ jiffies]. */
  readonly lastGuestExitWindowMs: number;
  /** What the last-guest-exit family stores: a jiffies value or a ktime. */
  readonly lastGuestExitClock: 'jiffies' | 'ktime';
  /** `last-qs-age` skips while the last noted quiescent state is younger than this [jiffies]. */
  readonly lastQsAgeJiffies: number;
  /** Cost of storing jiffies at an exit [ns]. */
  readonly jiffiesStoreNs: number;
  /** Cost of reading and storing a ktime at an exit [ns]. */
  readonly ktimeStoreNs: number;
  /** Cost of noting a quiescent state at an exit [ns]. */
  readonly quiescentStateNoteNs: number;
  /** Cost of a plain flag store [ns]. */
  readonly flagStoreNs: number;
}

/** Side state of a policy as a recorded kernel showed it at one tick; `undefined` where the recording has no such column. */
export interface RecordedSideState {
  /** Jiffies of the CPU's last guest exit; null: never (or zeroed). */
  lastGuestExit?: number | null;
  /** The run-loop (or near-entry) flag of this CPU. */
  flag?: boolean;
  /** Jiffies of the last quiescent state noted on this CPU. */
  lastQuiescentState?: number;
}

/**
 * One policy at work in one simulated host. Hooks are called where the patch would have its code; each gets the CPU, its
 * jiffies and the time. A hook that is absent costs nothing.
 */
export interface PolicyInstance {
  /** S of `rcu_pending`: should this tick leave RCU core alone, provided that `rcuNohzFullCpu` agrees? Must be pure. */
  skips(tick: TickView): boolean;
  /** In the guest-entry path, interrupts off (E6). */
  guestEnter?(cpu: number, jiffies: number, nowNs: number): void;
  /** In the guest-exit path, interrupts off (E8). */
  guestExit?(cpu: number, jiffies: number, nowNs: number): void;
  /** `vcpu_load()`: at the top of each vCPU ioctl (E2). */
  vcpuLoad?(cpu: number, wantsToRun: boolean): void;
  /** `vcpu_put()`: at the end of each vCPU ioctl (E16). */
  vcpuPut?(cpu: number): void;
  /** `kvm_sched_in()`: a loaded vCPU's task is switched in. */
  schedIn?(cpu: number): void;
  /** `kvm_sched_out()`: a loaded vCPU's task is switched out. */
  schedOut?(cpu: number): void;
  /** Where a quiescent state is noted or an extended one begins or ends on the CPU. */
  quiescentState?(cpu: number, jiffies: number): void;
  /** Takes the side state that a recording shows, for replay. */
  restore?(cpu: number, recorded: RecordedSideState): void;
  /** What the policy adds to every VM exit [ns]. */
  readonly exitCostNs: number;
  /** What the exit path does to RCU besides (P10, P10i); default nothing. */
  readonly onGuestExit?: 'note-quiescent-state' | 'report-quiescent-state';
  /** The oracle alone is free of the one-second rule. */
  readonly ignoresOneSecondRule?: boolean;
}

/** Where a proposal was made. */
export interface Citation {
  /** Who proposed it. */
  readonly author: string;
  /** Date of the message or commit, ISO 8601. */
  readonly date: string;
  /** Id of an entry in data/sources.json. */
  readonly source: string;
}

/** A way to decide whether a tick skips RCU core work. */
export interface Policy {
  /** Stable id, kebab-case, as on the command line. */
  readonly id: string;
  /** One line for tables and legends. */
  readonly title: string;
  /** Its condition in words, one sentence. */
  readonly condition: string;
  readonly citation: Citation;
  /** Returns the policy at work, with fresh side state for CPUs 0..cpus-1. */
  create(parameters: PolicyParameters, cpus: number): PolicyInstance;
}
