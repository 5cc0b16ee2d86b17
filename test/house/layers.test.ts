import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { runCommand } from './command.mjs';
import { layers } from './layers.mjs';
import { plantedTree, repository } from './planted-tree.js';

/** Returns the rules that a source tree breaks, each as `rule: from -> to`. */
async function brokenRules(files: Readonly<Record<string, string>>): Promise<string[]> {
  const root = plantedTree({ 'package.json': '{ "dependencies": { "zod": "4.6.7", "arquero": "8.0.3" } }', ...files });
  copyFileSync(join(repository, 'tsconfig.json'), join(root, 'tsconfig.json'));
  const cruise = join(repository, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs');
  const config = join(repository, '.dependency-cruiser.mjs');
  const { output } = await runCommand(process.execPath, [cruise, '-c', config, '-T', 'json', 'src'], { cwd: root });
  const violations: { rule: { name: string }; from: string; to: string }[] = JSON.parse(output).summary.violations;
  return violations
    .map(({ rule, from, to }) => `${rule.name}: ${from} -> ${to.replace(/^.*node_modules\//, '')}`)
    .toSorted();
}

describe('the layer check', () => {
  it('finds every planted violation, and nothing in a good tree', async () => {
    const rules = await brokenRules({
      'src/index.ts': "export * from './kernel/good.js';\nexport * from './random/upward.js';\n",
      'src/random/upward.ts': "import type { Good } from '../kernel/good.js';\nexport type Up = Good;\n",
      'src/kernel/good.ts': "import { one } from '../scenario/one.js';\nexport type Good = typeof one;\n",
      'src/scenario/one.ts': "import { z } from 'zod';\nexport const one = z.literal(1);\n",
      'src/stats/table.ts': "import { table } from 'arquero';\nexport { table };\nexport * from './node.js';\n",
      'src/stats/node.ts': "export { EOL } from 'node:os';\n",
      'src/plots/round.ts': "export * from './about.js';\n",
      'src/plots/about.ts': "export * from './round.js';\n",
      'src/tables/alone.ts': 'export const alone = 1;\n',
      'src/tables/good.ts': "export { table } from 'arquero';\n",
      'src/tables/lost.ts': "export * from './nowhere.js';\n",
      'src/record/root.ts': "export * from '../index.js';\n",
      'src/cli/new.ts': "export * from '../attic/old.js';\n",
      'src/attic/old.ts': 'export const old = 1;\n',
    });
    expect(rules).toEqual([
      'known-folders-only: src/cli/new.ts -> src/attic/old.ts',
      'no-circular: src/plots/about.ts -> src/plots/round.ts',
      'no-node-builtins: src/stats/node.ts -> os',
      'no-orphans: src/tables/alone.ts -> src/tables/alone.ts',
      'no-unresolvable: src/tables/lost.ts -> ./nowhere.js',
      'order-cli: src/cli/new.ts -> src/attic/old.ts',
      'order-random: src/random/upward.ts -> src/kernel/good.ts',
      'order-record: src/record/root.ts -> src/index.ts',
      'packages-stats: src/stats/table.ts -> arquero/src/index.js',
    ]);
  });

  it.each([
    ['arquero', ['tables']],
    ['@observablehq/plot', ['plots']],
    ['@observablehq/runtime', ['workbook']],
    ['tslab', ['jupyter']],
    ['commander', ['cli']],
    ['zod', ['scenario', 'claims', 'trace', 'cli']],
  ])('lets %s into %j only', (name, folders) => {
    expect(layers.filter(({ packages }) => packages.includes(name)).map(({ folder }) => folder)).toEqual(folders);
  });
});
