// @ts-check
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** @typedef {import('./tick-core.mjs').Counts} Counts */
/** @typedef {ReturnType<typeof import('./tick-core.mjs').twinConstants>} Constants */

/** Debian's Python, the one whose SimPy the tests install. */
const python = '/usr/bin/python3';

/** @param {string} name */
const beside = (name) => fileURLToPath(new URL(name, import.meta.url));

/**
 * Compiles the C twin into a folder and returns the path of the program.
 *
 * @param {string} folder
 */
export function buildCTwin(folder) {
  const program = join(folder, 'tick-core');
  output('gcc', [
    '-std=c17',
    '-O3',
    '-ffp-contract=off',
    '-Wall',
    '-Wextra',
    '-Werror',
    '-o',
    program,
    beside('tick-core.c'),
  ]);
  return program;
}

/**
 * Runs the C twin.
 *
 * @param {string} program - from `buildCTwin`
 * @param {Constants} constants
 * @returns {Counts & { seconds: number }} its counts and the processor time of the simulation
 */
export function runCTwin(program, constants) {
  return JSON.parse(output(program, [JSON.stringify(constants)]));
}

/**
 * Runs the SimPy twin.
 *
 * @param {Constants} constants
 * @returns {Counts & { seconds: number }} its counts and the processor time of the simulation
 */
export function runSimPyTwin(constants) {
  return JSON.parse(output(python, ['-B', beside('tick_core.py'), JSON.stringify(constants)]));
}

/**
 * Returns what a program prints.
 *
 * @param {string} program
 * @param {readonly string[]} args
 */
export function output(program, args) {
  const { status, signal, stdout, stderr, error } = spawnSync(program, args, { encoding: 'utf8', maxBuffer: 1 << 28 });
  if (error) throw new Error(`could not be run (npm test -- system installs what is missing): ${error.message}`);
  if (status !== 0) throw new Error(`${program} failed: ${stderr.trim() || `ended by ${signal ?? `code ${status}`}`}`);
  return stdout;
}
