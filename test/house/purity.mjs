// @ts-check
import { readFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { join } from 'node:path';
import ts from 'typescript';
import { pureFolders } from './layers.mjs';
import { sourceFiles } from './source-files.mjs';

/** The members of Math that every engine computes to the same bits. */
const exactMath = new Set(
  ['abs', 'ceil', 'clz32', 'floor', 'fround', 'imul', 'max', 'min', 'round', 'sign', 'sqrt', 'trunc'].concat([
    'E',
    'LN10',
    'LN2',
    'LOG10E',
    'LOG2E',
    'PI',
    'SQRT1_2',
    'SQRT2',
  ]),
);

/** Globals that let time, the machine or the page into a result. */
const forbiddenGlobals = new Set(
  [
    ['Date', 'Temporal', 'performance', 'setTimeout', 'setInterval', 'setImmediate', 'clearTimeout', 'clearInterval'],
    ['queueMicrotask', 'requestAnimationFrame', 'requestIdleCallback', 'process', 'require', 'Buffer', 'console'],
    ['document', 'window', 'self', 'globalThis', 'global', 'navigator', 'location', 'localStorage', 'sessionStorage'],
    ['crypto', 'fetch', 'XMLHttpRequest', 'WebSocket', 'Worker', 'Intl', 'eval', 'Function', 'WeakRef'],
    ['FinalizationRegistry', 'SharedArrayBuffer', 'Atomics'],
  ].flat(),
);

const builtins = new Set(builtinModules);

/**
 * Returns what keeps the core folders from computing the same bits everywhere, each with its place.
 *
 * @param {string} root
 * @returns {string[]}
 */
export function impurities(root) {
  const paths = sourceFiles(
    root,
    pureFolders.map((folder) => `src/${folder}`),
    /\.(ts|mts|js|mjs)$/,
  );
  return impuritiesIn(new Map(paths.map((path) => [path, readFileSync(join(root, path), 'utf8')])));
}

/**
 * Returns the impurities of some files given as text. Names are resolved by TypeScript's binder, without any library: a
 * name that nothing in the file declares is a global, so parameters and members called `document` are fine, and so are
 * comments and strings.
 *
 * @param {ReadonlyMap<string, string>} texts - by path
 * @returns {string[]}
 */
export function impuritiesIn(texts) {
  const options = { noLib: true, noResolve: true, allowJs: true, types: [], target: ts.ScriptTarget.ESNext };
  const host = /** @type {import('typescript').CompilerHost} */ ({
    fileExists: (path) => texts.has(path),
    readFile: (path) => texts.get(path),
    getSourceFile: (path, version) => {
      const text = texts.get(path);
      return text === undefined ? undefined : ts.createSourceFile(path, text, version, true);
    },
    getDefaultLibFileName: () => 'lib.d.ts',
    writeFile: () => {},
    getCurrentDirectory: () => '',
    getCanonicalFileName: (path) => path,
    useCaseSensitiveFileNames: () => true,
    getNewLine: () => '\n',
  });
  const program = ts.createProgram([...texts.keys()], options, host);
  const checker = program.getTypeChecker();
  return [...texts.keys()].flatMap((path) => {
    const file = program.getSourceFile(path);
    return file ? impuritiesOf(file, checker) : [];
  });
}

/**
 * @param {import('typescript').SourceFile} file
 * @param {import('typescript').TypeChecker} checker
 * @returns {string[]}
 */
function impuritiesOf(file, checker) {
  /** @type {string[]} */
  const found = [];
  /** @param {import('typescript').Node} node */
  const visit = (node) => {
    const problem = problemOf(node, checker);
    if (problem) {
      const { line } = file.getLineAndCharacterOfPosition(node.getStart(file));
      found.push(`${file.fileName}:${line + 1} ${problem}: ${node.getText(file).split('\n')[0]?.slice(0, 80)}`);
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
  return found;
}

/**
 * @param {import('typescript').Node} node
 * @param {import('typescript').TypeChecker} checker
 * @returns {string | undefined}
 */
function problemOf(node, checker) {
  if (ts.isBinaryExpression(node)) {
    const { kind } = node.operatorToken;
    const power = kind === ts.SyntaxKind.AsteriskAsteriskToken || kind === ts.SyntaxKind.AsteriskAsteriskEqualsToken;
    return power ? 'powers differ between engines' : undefined;
  }
  if (ts.isPropertyAccessExpression(node)) return localeProblem(node.name.text);
  if (ts.isStringLiteralLike(node) && isModuleSpecifier(node)) return moduleProblem(node.text);
  if (ts.isIdentifier(node) && isGlobal(node, checker)) return globalProblem(node);
  return undefined;
}

/** @param {string} member */
function localeProblem(member) {
  return /^(toLocale|localeCompare)/.test(member)
    ? 'the order and spelling of a locale differ between machines'
    : undefined;
}

/** @param {string} specifier */
function moduleProblem(specifier) {
  const machine = specifier.startsWith('node:') || builtins.has(specifier.split('/')[0] ?? '');
  return machine ? "the core may not import Node's modules" : undefined;
}

/** @param {import('typescript').Identifier} node */
function globalProblem(node) {
  if (forbiddenGlobals.has(node.text)) return 'the core may not use this global';
  if (node.text !== 'Math') return undefined;
  const { parent } = node;
  if (ts.isPropertyAccessExpression(parent) && parent.expression === node) {
    return exactMath.has(parent.name.text) ? undefined : `Math.${parent.name.text} differs between engines or runs`;
  }
  if (ts.isTypeQueryNode(parent)) return undefined;
  return 'name the function of Math that is meant';
}

/** @param {import('typescript').Node} node */
function isModuleSpecifier(node) {
  const { parent } = node;
  if (ts.isImportDeclaration(parent) || ts.isExportDeclaration(parent)) return true;
  if (ts.isExternalModuleReference(parent)) return true;
  if (ts.isLiteralTypeNode(parent) && ts.isImportTypeNode(parent.parent)) return true;
  return ts.isCallExpression(parent) && parent.expression.kind === ts.SyntaxKind.ImportKeyword;
}

/**
 * @param {import('typescript').Identifier} node
 * @param {import('typescript').TypeChecker} checker
 */
function isGlobal(node, checker) {
  const { parent } = node;
  if (ts.isPropertyAccessExpression(parent) && parent.name === node) return false;
  if (ts.isQualifiedName(parent) && parent.right === node) return false;
  const symbol = ts.isShorthandPropertyAssignment(parent)
    ? checker.getShorthandAssignmentValueSymbol(parent)
    : checker.getSymbolAtLocation(node);
  return !symbol?.declarations?.length;
}
