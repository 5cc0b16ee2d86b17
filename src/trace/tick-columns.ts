/**
 * What may stand in a column: `flag` 0 or 1 · `byte` up to 255 · `cpu` a CPU number · `count` a whole number (jiffies among
 * them) · `sequence` a 64-bit grace-period number · `seconds` · `context` a name from `contexts` ·
 * `since` whole microseconds, empty in rows before the first of what it counts from.
 */
export type ColumnKind = 'flag' | 'byte' | 'cpu' | 'count' | 'sequence' | 'seconds' | 'context' | 'since';

/** Where a tick hit, in the words of the recorder. */
export const contexts = [
  'user',
  'idle',
  'guest_exit_window',
  'run_loop',
  'idle_entry_window',
  'idle_exit_window',
  'rcuc',
  'kernel',
] as const;

/** One of `contexts`. */
export type TickContext = (typeof contexts)[number];

/** Columns without which a tick can't be recomputed. */
export const requiredColumns = {
  /** CPU of the tick. */
  cpu: 'cpu',
  /** The tick interrupted user mode. */
  user: 'flag',
  /** The tick interrupted an idle extended quiescent state. */
  idle: 'flag',
  /** `jiffies_64`. */
  j: 'count',
  /** `rcu_state.gp_seq`. */
  gps: 'sequence',
  /** `rdp->gp_seq`. */
  rgps: 'sequence',
  /** `rnp->gp_seq` of the CPU's leaf. */
  ngps: 'sequence',
  /** `rcu_state.gp_start` [jiffies]. */
  gpstart: 'count',
  /** `rdp->core_needs_qs`. */
  core: 'flag',
  /** `rdp->cpu_no_qs.b.norm` when the decision was taken: after the tick itself may have noted a quiescent state. */
  noqs_decide: 'flag',
  /** `rdp->gpwrap`. */
  wrap: 'flag',
  /** `rdp->nocb_defer_wakeup`. */
  ndw: 'byte',
  /** Flags of the callback list; their bits differ between kernels. */
  cbfl: 'byte',
  /** Callbacks are ready to be invoked. */
  ready: 'flag',
  /** Callbacks have no grace period assigned. */
  restnz: 'flag',
  /** The kernel did invoke RCU core: what `rcu_pending()` really returned. */
  invoked: 'flag',
} as const satisfies Record<string, ColumnKind>;

/** Columns that some recordings have: flags of races, side state of the proposals, where the tick hit. */
export const optionalColumns = {
  /** Time of the tick. */
  t: 'seconds',
  /** Where the tick hit. */
  ctx: 'context',
  /** How long before the tick the guest exited last. */
  us_since_guest_exit: 'since',
  /** A vCPU is loaded on the CPU and its task is current. */
  rv: 'flag',
  /** `rnp->qsmask`. */
  rnp_qsmask: 'count',
  /** The grace-period kthread was starting or ending a grace period meanwhile: the fields may be older than the decision. */
  gp_kthread_race: 'flag',
  /** Jiffies advanced between the recorded fields and the decision. */
  jiffy_race: 'flag',
  /** `nohz_full_patience_delay_jiffies`. */
  npat: 'count',
  /** Which of the built-in proposals the kernel followed. */
  kvar: 'byte',
  /** Last guest exit on the CPU [jiffies, 0 never]; the same under the zeroing rules of the two reset variants. */
  last_guest_exit_j: 'count',
  lge_p2: 'count',
  lge_p3: 'count',
  /** Bit 0: run-loop flag with scheduler hooks; bit 1: without. */
  in_run_loop: 'byte',
  /** Flag that stands near guest entry only. */
  near_guest: 'flag',
  /** Last quiescent state noted on the CPU when the decision was taken [jiffies]. */
  last_qs_j_decide: 'count',
  /** `current->flags & PF_VCPU`. */
  pf_vcpu: 'flag',
  /** The idle task was current. */
  cur_idle: 'flag',
} as const satisfies Record<string, ColumnKind>;

/** Name of a column without which there is no replay. */
export type RequiredColumn = keyof typeof requiredColumns;

/** Name of a column that a recording may lack. */
export type OptionalColumn = keyof typeof optionalColumns;

/** Returns what a value of the kind has to be, for messages. */
export function expectation(kind: ColumnKind): string {
  switch (kind) {
    case 'flag':
      return '0 or 1 expected';
    case 'byte':
      return 'a whole number 0..255 expected';
    case 'cpu':
      return `a CPU number 0..${largestCpu} expected`;
    case 'count':
      return 'a whole number 0..2^53-1 expected';
    case 'sequence':
      return 'a 64-bit sequence number within 2^53 of zero expected';
    case 'seconds':
      return 'seconds expected';
    case 'since':
      return 'whole microseconds expected, or nothing';
    case 'context':
      return `one of ${contexts.join(', ')} expected`;
  }
}

/** The kernel's own limit on x86 (`NR_CPUS`), less one. */
export const largestCpu = 8191;
