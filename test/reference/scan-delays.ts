import type { Scenario } from '../../src/scenario/index.js';

/** Waits of the grace-period kthread [jiffies]. */
interface ScanDelays {
  readonly first: number;
  readonly next: number;
  /** Age of a grace period at which a CPU is asked for its quiescent state (`jiffies_to_sched_qs`). */
  readonly toSchedQs: number;
}

/** Returns the waits before the first and the later scans, as the kernel computes or is told them. */
export function scanDelays({ host }: Scenario): ScanDelays {
  const { hz, cpus, fqsFirstJiffies, fqsNextJiffies } = host;
  const computed = 1 + Number(hz > 250) + Number(hz > 500) + Math.floor(cpus / 256);
  const first = Math.min(fqsFirstJiffies ?? computed, hz);
  const next = Math.max(1, Math.min(fqsNextJiffies ?? computed, hz));
  return { first, next, toSchedQs: Math.max(first + 2 * next, Math.floor(hz / 10) + Math.floor(cpus / 256)) };
}
