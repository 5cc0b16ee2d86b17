/**
 * Returns how long a SCHED_OTHER task runs before another one gets its turn, at the next tick [ns].
 *
 * @param cpus - CPUs of the host
 * @see `sysctl_sched_base_slice` and `get_update_sysctl_factor()`, kernel/sched/fair.c, Linux 6.12
 */
export function fairSliceNs(cpus: number): number {
  const doublings = cpus >= 8 ? 3 : cpus >= 4 ? 2 : 1;
  return 700_000 * (1 + doublings);
}
