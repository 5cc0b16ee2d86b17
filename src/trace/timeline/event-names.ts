/**
 * The events that the timeline is made of, by who takes them. What `quiescent record` prints makes a trace of these and no
 * others: each has its source in `src/trace/recorder`.
 */
export const eventNames = {
  /** Where a CPU is, and whether a vCPU is loaded on it. */
  cpu: [
    'sched_switch',
    'user_enter',
    'user_exit',
    'vcpu_load',
    'vcpu_put',
    'kvm_sched_out',
    'kvm_sched_in',
    'kvm_entry',
    'kvm_exit',
    'kvm_vcpu_halt',
    'notectx',
    'rcu_watching',
    'rcu_dyntick',
    'cpu_idle',
  ],
  /** Between the two probes of a tick: RCU core invoked, rcuc woken. */
  tick: ['invoke', 'sched_waking'],
  /** From `rcu_gp_init()` to `rcu_gp_cleanup()`, and the scans between. */
  gracePeriod: ['gpinit', 'gpinitr', 'gpclean', 'gpcleanr', 'fqs', 'rcu_quiescent_state_report'],
} as const;

/** An event that says where a CPU is. */
export type CpuEventName = (typeof eventNames.cpu)[number];

/** An event of the grace-period kthread. */
export type GracePeriodEventName = (typeof eventNames.gracePeriod)[number];

/** An event that has one source and one name on every kernel. */
export type TracedEventName = CpuEventName | GracePeriodEventName | (typeof eventNames.tick)[number];
