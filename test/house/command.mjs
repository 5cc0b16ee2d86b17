// @ts-check
import { spawn } from 'node:child_process';

/**
 * Returns the exit code and the output of a command, once it has ended.
 *
 * @param {string} program
 * @param {readonly string[]} args
 * @param {{ cwd?: string, show?: boolean, environment?: Record<string, string> }} [options] - show: the output goes to the
 *   terminal as it comes; environment: variables besides the present ones
 * @returns {Promise<{ code: number, output: string }>}
 */
export function runCommand(program, args, { cwd, show = false, environment = {} } = {}) {
  return new Promise((resolve) => {
    const child = spawn(program, args, {
      cwd,
      env: { ...process.env, ...environment },
      stdio: ['ignore', show ? 'inherit' : 'pipe', show ? 'inherit' : 'pipe'],
    });
    let output = '';
    child.stdout?.on('data', (chunk) => (output += chunk));
    child.stderr?.on('data', (chunk) => (output += chunk));
    child.on('error', (error) => resolve({ code: 127, output: `${program} did not start: ${error.message}` }));
    child.on('close', (code, signal) =>
      resolve({ code: code ?? 1, output: signal ? `${output}\nended by ${signal}` : output }),
    );
  });
}

/**
 * Returns what a command complains about: nothing when it exits with 0, else its output.
 *
 * @param {string} program
 * @param {readonly string[]} args
 * @param {string} cwd
 * @returns {Promise<string[]>}
 */
export async function complaints(program, args, cwd) {
  const { code, output } = await runCommand(program, args, { cwd });
  if (code === 0) return [];
  return [output.trim() || `${program} ${args.join(' ')} ended with ${code} and said nothing`];
}
