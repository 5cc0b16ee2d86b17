import { main } from '@observablehq/notebook-kit/runtime';
import type { GraphModule } from '../graph.js';
import { workerRunner } from '../worker-runner.js';
import type { Port } from '../worker-protocol.js';
import { controls } from './controls.js';
import { liveCcdf } from './live-ccdf.js';
import { liveTable } from './live-table.js';
import { provenance } from './provenance.js';
import { openSession } from './session.js';
import { createSpotlight } from './spotlight.js';
import { status } from './status.js';

// This script stands before the notebook's own, so all names of the graph exist when the first cell is defined.
const module = main as unknown as GraphModule;
const worker = new Worker(new URL('../worker.js', import.meta.url), { type: 'module' });
const session = openSession({ window, module, runner: workerRunner(worker as unknown as Port) });
const spotlight = createSpotlight();

const views = {
  controls: () => controls(document, session),
  status: () => status(document),
  figure: () => liveCcdf(document, spotlight),
  table: () => liveTable(document, spotlight),
  rcu: () => import('./rcu-figures.js').then(({ rcuFigures }) => rcuFigures(document, () => performance.now())),
  provenance: () => provenance(document, window),
  addressProblems: () => session.problems,
};

for (const [name, view] of Object.entries(views)) module.define(name, [], view);

let told = session.problems;
session.watch(() => {
  if (session.problems !== told) module.redefine('addressProblems', [], () => session.problems);
  told = session.problems;
});
