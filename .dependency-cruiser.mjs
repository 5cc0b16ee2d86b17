import { layers } from './test/house/layers.mjs';

const anyOf = (names) => `(${names.join('|')})`;
const folders = layers.map((layer) => layer.folder);
const escaped = (name) => name.replaceAll('/', '\\/').replaceAll('.', '\\.');

const order = layers.map(({ folder }, index) => ({
  name: `order-${folder}`,
  comment: `src/${folder} may import only from itself and from the folders before it`,
  severity: 'error',
  from: { path: `^src/${folder}/` },
  to: { path: '^src/', pathNot: `^src/${anyOf(folders.slice(0, index + 1))}/` },
}));

const packages = layers.map(({ folder, node, packages: own }) => {
  const allowed = node ? [...own, '@types/node'] : own;
  return {
    name: `packages-${folder}`,
    comment: `src/${folder} may use ${own.length === 0 ? 'no package' : `only ${own.join(', ')}`}`,
    severity: 'error',
    from: { path: `^src/${folder}/` },
    to: {
      path: 'node_modules',
      ...(allowed.length > 0 && { pathNot: `node_modules/${anyOf(allowed.map(escaped))}/` }),
    },
  };
});

export default {
  forbidden: [
    ...order,
    ...packages,
    {
      name: 'no-node-builtins',
      comment: 'this folder also runs in a browser or must not see the machine',
      severity: 'error',
      from: { path: `^src/${anyOf(layers.filter((layer) => !layer.node).map((layer) => layer.folder))}/` },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'known-folders-only',
      comment: 'a new folder needs its place in test/house/layers.mjs',
      severity: 'error',
      from: {},
      to: { path: '^src/[^/]+/', pathNot: `^src/${anyOf(folders)}/` },
    },
    { name: 'no-circular', severity: 'error', from: {}, to: { circular: true } },
    { name: 'no-orphans', severity: 'error', from: { orphan: true, pathNot: '\\.d\\.ts$' }, to: {} },
    { name: 'no-unresolvable', severity: 'error', from: {}, to: { couldNotResolve: true } },
    { name: 'no-tests-in-source', severity: 'error', from: { path: '^src/' }, to: { path: '^test/' } },
    {
      name: 'declared-packages-only',
      comment: 'the source may import only what package.json names under dependencies',
      severity: 'error',
      from: { path: '^src/' },
      to: {
        dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'],
        dependencyTypesNot: ['npm', 'type-only'],
        pathNot: 'node_modules/@types/',
      },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['types', 'import', 'node', 'default'] },
  },
};
