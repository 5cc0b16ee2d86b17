// @ts-check
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

/**
 * Returns what the TypeScript inside tslab finds wrong with the built declarations, as a notebook cell would meet them:
 * in a sample of cells and in every declaration of ours that it reaches. Those of packages are left out.
 *
 * @param {string} root
 * @param {string} sample - path of the sample, relative to the root
 * @returns {string[]}
 */
export function tslabComplaints(root, sample) {
  if (!existsSync(join(root, 'dist/index.d.ts'))) return ['build first: dist/index.d.ts does not exist'];
  const fromTslab = createRequire(join(root, 'node_modules/tslab/package.json'));
  /** @type {import('typescript')} */
  const ts = fromTslab('@tslab/typescript-for-tslab');
  const program = ts.createProgram([join(root, sample)], {
    target: ts.ScriptTarget.ES2022,
    lib: ['lib.es2022.d.ts'],
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Node10,
    esModuleInterop: true,
    strict: true,
    noEmit: true,
    types: [],
  });
  // Not skipLibCheck: it would hide what is wrong with our own declarations, which are the point.
  const ours = program
    .getSourceFiles()
    .filter(({ fileName }) => fileName.startsWith(root) && !fileName.includes('/node_modules/'));
  return ours.flatMap((file) =>
    [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)].map(
      ({ messageText, start, code }) => {
        const { line } = file.getLineAndCharacterOfPosition(start ?? 0);
        return `${file.fileName.slice(root.length + 1)}:${line + 1} TS${code}: ${ts.flattenDiagnosticMessageText(messageText, ' ')}`;
      },
    ),
  );
}
