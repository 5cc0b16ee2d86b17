import type { SpanKind, Timeline } from '../../src/plots/index.js';

/** Returns a tick that hits the guest, wakes rcuc, and costs the guest forty microseconds. */
export function syntheticTimeline(): Timeline {
  const span = (lane: string, startUs: number, endUs: number, label: string, kind: SpanKind) => ({
    lane,
    startUs,
    endUs,
    label,
    kind,
  });
  return {
    policy: 'mainline',
    startUs: 812.4,
    endUs: 855.9,
    spans: [
      span('guest', 800, 812.4, 'guest runs (E7)', 'guest'),
      span('guest', 855.9, 866, 'guest runs (E7)', 'guest'),
      span('vCPU thread', 812.4, 817.1, 'exit, E8..E10', 'kernel'),
      span('vCPU thread', 848.2, 855.9, 'loop tail and entry', 'kernel'),
      span('interrupts', 812.9, 815.6, 'tick', 'interrupt'),
      span('rcuc', 817.1, 848.2, 'rcu_core: notices the grace period', 'rcuc'),
      span('grace period', 800, 866, 'in progress, started 2 jiffies ago', 'grace-period'),
    ],
    steps: [
      { atUs: 812.4, text: 'the tick is due; the guest exits' },
      { atUs: 813.1, text: 'rcu_pending(user=0): Q4 holds (leaf gp_seq 1284, here 1276), mainline does not skip' },
      { atUs: 813.4, text: 'rcuc is woken; it must wait until preemption is enabled (E11)' },
      { atUs: 817.1, text: 'preempt_enable: kvm_sched_out, rcuc runs at FIFO 11 over the vCPU at FIFO 1' },
      { atUs: 848.2, text: 'rcuc sleeps; kvm_sched_in' },
      { atUs: 855.9, text: 'the guest runs again' },
    ],
  };
}
