import type { Scenario } from '../../src/scenario/index.js';
import { msToJiffies, tickNs } from './naive-jiffies.js';
import { scanDelays } from './scan-delays.js';

/** Returns how often RCU has warned of a grace period that has ended after so long. */
export function gracePeriodStalls(scenario: Scenario, lastedNs: number): number {
  const timeout = scenario.host.stallTimeoutSec * scenario.host.hz;
  return warnings(Math.floor(lastedNs / tickNs(scenario)), timeout, timeout);
}

/** Returns how often RCU has warned of an expedited grace period; nohz_full CPUs get a little longer. */
export function expeditedStalls(scenario: Scenario, lastedJiffies: number): number {
  const { hz, stallTimeoutSec, expStallTimeoutMs, isolation } = scenario.host;
  const timeout = expStallTimeoutMs > 0 ? Math.max(2, msToJiffies(scenario, expStallTimeoutMs)) : stallTimeoutSec * hz;
  const first = isolation === 'nohz_full' ? timeout + 1 + scanDelays(scenario).first + hz : timeout;
  return warnings(lastedJiffies, first, timeout);
}

/** The first warning comes at its time, later ones three timeouts and three jiffies apart. */
function warnings(jiffies: number, first: number, timeout: number): number {
  return jiffies < first ? 0 : 1 + Math.floor((jiffies - first) / (3 * timeout + 3));
}
