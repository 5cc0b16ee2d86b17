/// <reference types="node" />
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';

/**
 * Returns the ids of the processes whose command line holds a text: the path of a run's own directory finds the kernels that
 * this run started, and no others.
 */
export function processesNaming(text: string): number[] {
  const processes = existsSync('/proc/self/cmdline') ? fromProc() : fromPs();
  return processes.filter(({ id, command }) => id !== process.pid && command.includes(text)).map(({ id }) => id);
}

/**
 * Ends the processes whose command line holds a text, at once and for good; settles when they are gone. Throws where one does
 * not go within five seconds.
 */
export async function endProcessesNaming(text: string): Promise<void> {
  for (let attempt = 0; attempt < 100; attempt++) {
    const ids = processesNaming(text);
    if (ids.length === 0) return;
    for (const id of ids) end(id);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`processes do not end: ${processesNaming(text).join(', ')}`);
}

function end(id: number): void {
  try {
    process.kill(id, 'SIGKILL');
  } catch (error) {
    if ((error as { code?: string }).code !== 'ESRCH') throw error;
  }
}

function fromProc(): { id: number; command: string }[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((name) => ({ id: Number(name), command: readIfThere(`/proc/${name}/cmdline`).replaceAll('\0', ' ') }));
}

/** A process may end between the listing and the reading. */
function readIfThere(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

function fromPs(): { id: number; command: string }[] {
  const listing = execFileSync('ps', ['-A', '-o', 'pid=,args='], { encoding: 'utf8' });
  return listing.split('\n').map((line) => ({ id: Number.parseInt(line, 10), command: line }));
}
