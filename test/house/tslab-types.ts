import * as quiescent from '../../dist/index.js';
import * as plots from '../../dist/plots/index.js';
import * as tables from '../../dist/tables/index.js';

/** What the cells of a notebook write, held against the declarations by the TypeScript that tslab brings. */
const host = quiescent.scenario({ host: { hz: 250 }, run: { durationSec: 1 } });
const mine = quiescent.definePolicy({
  id: 'mine',
  title: 'skips every second jiffy',
  condition: 'skips while jiffies are even',
  skips: (tick) => tick.jiffies % 2 === 0,
});
const comparison = quiescent.compare({ host: { hz: 1000 } }, { policies: ['mainline', mine] });
const wakes: number[] = comparison.policies.map((policy) => policy.wakes);

export { host, mine, plots, tables, wakes };
