// @ts-check

/**
 * @typedef {object} Layer
 * @property {string} folder - its name under src/
 * @property {boolean} pure - whether it must compute the same bits everywhere: no Node, DOM, clock or approximate function
 * @property {boolean} node - whether it may import Node's own modules
 * @property {readonly string[]} packages - the npm packages that it may import
 */

/**
 * The folders of src/ in the order in which data flows: each may import from itself and from those before it.
 *
 * @type {readonly Layer[]}
 */
export const layers = [
  { folder: 'random', pure: true, node: false, packages: [] },
  { folder: 'scenario', pure: true, node: false, packages: ['zod'] },
  { folder: 'kernel', pure: true, node: false, packages: [] },
  { folder: 'policies', pure: true, node: false, packages: [] },
  { folder: 'engine', pure: true, node: false, packages: [] },
  { folder: 'record', pure: true, node: false, packages: [] },
  { folder: 'stats', pure: true, node: false, packages: [] },
  { folder: 'claims', pure: true, node: false, packages: ['zod'] },
  { folder: 'tables', pure: false, node: false, packages: ['arquero'] },
  { folder: 'plots', pure: false, node: false, packages: ['@observablehq/plot'] },
  { folder: 'trace', pure: false, node: true, packages: ['zod'] },
  { folder: 'sweep', pure: false, node: true, packages: ['piscina', 'bullmq'] },
  {
    folder: 'workbook',
    pure: false,
    node: false,
    packages: ['@observablehq/runtime', '@observablehq/inputs', '@observablehq/notebook-kit'],
  },
  { folder: 'jupyter', pure: false, node: true, packages: ['tslab', 'linkedom'] },
  { folder: 'cli', pure: false, node: true, packages: ['commander', 'zod'] },
];

/** The folders whose results must not depend on the machine. */
export const pureFolders = layers.filter((layer) => layer.pure).map((layer) => layer.folder);
