import { describe, expect, it } from 'vitest';
import { plantedTree } from './planted-tree.js';
import { impurities, impuritiesIn } from './purity.mjs';

const findings = (text: string): string[] => impuritiesIn(new Map([['src/kernel/planted.ts', text]]));

describe('the purity check', () => {
  it.each([
    ['an approximate function', 'export const a = Math.log(2);'],
    ['a random number', 'export const a = Math.random();'],
    ['Math by a computed name', "export const a = Math['log'](2);"],
    ['Math taken apart', 'export const { sqrt, log } = Math;'],
    ['Math handed on', 'export const a = [Math].map((m) => m.exp(1));'],
    ['a power', 'export const a = 2 ** 3;'],
    ['an assigned power', 'export let a = 2;\na **= 3;'],
    ['a date', 'export const a = new Date(0);'],
    ['the process', 'export const a = process.argv;'],
    ['a clock', 'export const a = performance.now();'],
    ['a timer', 'setTimeout(() => {}, 1);'],
    ['printing', 'console.log(1);'],
    ['the page', 'export const a = document.body;'],
    ['the window', 'export const a = window;'],
    ['the global object', "export const a = globalThis['Date'];"],
    ['a global in shorthand', 'export const a = { performance };'],
    ['text turned into code', "export const a = eval('1');"],
    ['the order of a locale', "export const a = 'a'.localeCompare('b');"],
    ['the spelling of a locale', 'export const a = (1).toLocaleString();'],
    ['an import of Node', "import { readFileSync } from 'node:fs';\nexport { readFileSync };"],
    ['an import of Node without its prefix', "export { join } from 'path/posix';"],
    ['a late import of Node', "export const a = () => import('node:os');"],
    ['a type of Node', "export type A = import('node:fs').Stats;"],
    ['a required module', "export const a = require('fs');"],
  ])('finds %s', (_what, text) => {
    expect(findings(text)).not.toEqual([]);
  });

  it.each([
    ['comments', '/** `new Date()`, 2 ** 3, Math.log */\nexport const a = 1; // process.exit()'],
    ['strings', "export const a = 'process, Date, Math.log, import node:fs, 2 ** 3';"],
    ['members with the name of a global', 'export const a = { process: 1, document: 2 }.document;'],
    ['parameters with the name of a global', 'export const a = (document: { body: number }) => document.body;'],
    ['declared names', "import { performance } from './performance.js';\nexport const a = performance(1);"],
    ['exact functions and constants', 'export const a = Math.max(Math.sqrt(2), Math.floor(Math.PI), Math.imul(2, 3));'],
  ])('lets %s pass', (_what, text) => {
    expect(findings(text)).toEqual([]);
  });

  it('names the file, the line and the culprit', () => {
    const root = plantedTree({ 'src/random/planted.ts': 'export const a = 1;\nexport const b = a ** 2;\n' });
    expect(impurities(root)).toEqual(['src/random/planted.ts:2 powers differ between engines: a ** 2']);
  });

  it('leaves the folders outside the core alone', () => {
    const root = plantedTree({ 'src/cli/planted.ts': 'console.log(new Date());\n' });
    expect(impurities(root)).toEqual([]);
  });
});
