import { compare, definePolicy, policies, policyById, presets, scenario } from '../../dist/index.js';
import * as plots from '../../dist/plots/index.js';
import * as tables from '../../dist/tables/index.js';

/** What the cells of a notebook write, held against the declarations by the TypeScript that tslab brings. */
const host = scenario({ host: { hz: 250 }, guest: { exits: { msr: { ratePerSec: 100 } } }, run: { durationSec: 1 } });
const quiet = scenario({}, 'quiet');

const justLeft = definePolicy({
  id: 'just-left',
  state: () => ({ exitNs: -Infinity }),
  guestExit: (state, _jiffies, nowNs) => {
    state.exitNs = nowNs;
  },
  skips: (tick, state) => tick.nowNs - state.exitNs < 50_000,
});

const comparison = compare({ host: { hz: 1000 } }, { policies: ['mainline', policyById('patience'), justLeft] });
const wakes: number[] = comparison.policies.map((policy) => policy.wakes);
const digest: string = comparison.digest;
const ids: string[] = policies.map((policy) => policy.id);

export { digest, host, ids, plots, presets, quiet, tables, wakes };
