import { expect, it } from 'vitest';
import { plantedTree } from './planted-tree.js';
import { tslabComplaints } from './tslab-declarations.mjs';

it('declarations that need a newer TypeScript than the one in tslab are found', () => {
  const root = plantedTree({
    'cells.ts': "import { pick } from './dist/index.js';\nexport const n: number = pick('a');\n",
    'dist/index.js': 'export const pick = () => 1;\n',
    'dist/index.d.ts': 'export declare function pick<T extends string>(name: NoInfer<T>): string;\n',
  });
  expect(tslabComplaints(root, 'cells.ts')).toEqual([
    "dist/index.d.ts:1 TS2304: Cannot find name 'NoInfer'.",
    "cells.ts:2 TS2322: Type 'string' is not assignable to type 'number'.",
  ]);
});

it('a tree that is not built is told to build', () => {
  expect(tslabComplaints(plantedTree({}), 'cells.ts')).toEqual(['build first: dist/index.d.ts does not exist']);
});
