import type { Scenario } from '../../src/scenario/index.js';
import type { NaiveHost } from './naive-host.js';
import type { Segment } from './naive-task.js';

type Where = 'exit' | 'entry' | 'idle';

/** Returns how much longer interrupts are off behind an exit, before an entry or before idle, while RCU watches [ns]. */
export function maskedNs({ costs }: Scenario, where: Where): number {
  return Math.round((costs[`${where}MaskedUs`] ?? 0) * 1000);
}

/** Interrupts are off for longer on the vCPU thread's way, where the scenario has that. */
export function* masked({ scenario }: NaiveHost, where: 'exit' | 'entry'): Generator<Segment, void, void> {
  const lengthNs = maskedNs(scenario, where);
  if (lengthNs > 0) yield { state: `${where}Masked`, lengthNs };
}
