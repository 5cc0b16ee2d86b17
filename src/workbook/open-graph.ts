import { Runtime } from '@observablehq/runtime';
import { install, type GraphModule, type GraphOptions, type InstalledGraph } from './graph.js';

/** A graph in a runtime of its own. */
export interface OpenGraph {
  readonly module: GraphModule;
  readonly graph: InstalledGraph;
  /** Ends whatever is being computed. */
  dispose(): void;
}

/**
 * Returns the workbook's graph at work outside a page.
 * @example
 * const { module, graph, dispose } = openGraph({ runner: inlineRunner() });
 * graph.set({ hz: 250, durationSec: 5 });
 * const { digest } = (await module.value('result')) as Summary;
 * dispose();
 */
export function openGraph(options: GraphOptions): OpenGraph {
  const runtime = new Runtime();
  const module = runtime.module();
  return { module, graph: install(module, options), dispose: () => runtime.dispose() };
}
