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

/** Ends the processes whose command line holds a text, at once and for good. Returns how many there were. */
export function endProcessesNaming(text: string): number {
  const ids = processesNaming(text);
  for (const id of ids) {
    try {
      process.kill(id, 'SIGKILL');
    } catch (error) {
      if ((error as { code?: string }).code !== 'ESRCH') throw error;
    }
  }
  return ids.length;
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
