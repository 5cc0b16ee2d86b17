import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import { runCommandLine } from '../../src/cli/program.js';
import type { Interrupt, Terminal } from '../../src/cli/terminal.js';

/** How a made-up terminal differs from a pipe. */
export interface FakeTerminalOptions {
  readonly tty?: boolean;
  readonly columns?: number;
  readonly env?: Readonly<Record<string, string>>;
  /** Interrupts at this many pauses, counted from 1. */
  readonly interruptAt?: number;
  readonly interrupt?: Interrupt;
  readonly site?: string;
  /** Milliseconds that the clock advances with each look at it. */
  readonly msPerLook?: number;
}

/** What a command wrote, and how it ended. */
export interface Run {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** A terminal that keeps what is written to it; its clock is no real one. */
export function fakeTerminal(options: FakeTerminalOptions = {}): {
  terminal: Terminal;
  written: { out: string; err: string };
} {
  const { tty = false, columns, env = {}, interruptAt = Infinity, interrupt = 'SIGINT', msPerLook = 1 } = options;
  const written = { out: '', err: '' };
  const listeners = new Set<(interrupt: Interrupt) => void>();
  let pauses = 0;
  let nowMs = 0;
  const ring = (): void => {
    for (const listener of listeners) listener(interrupt);
  };
  const sink = (name: 'out' | 'err') => ({
    write: (text: string) => void (written[name] += text),
    isTTY: tty,
    columns,
  });
  const terminal: Terminal = {
    out: sink('out'),
    err: sink('err'),
    env,
    nowMs: () => (nowMs += msPerLook),
    pause: async () => {
      if (++pauses === interruptAt) ring();
    },
    onInterrupt(listener) {
      listeners.add(listener);
      if (pauses >= interruptAt) queueMicrotask(ring);
      return () => listeners.delete(listener);
    },
  };
  return { terminal, written };
}

/** Carries out a command line inside this process. */
export async function quiescent(args: readonly string[], options: FakeTerminalOptions = {}): Promise<Run> {
  const { terminal, written } = fakeTerminal(options);
  const code = await runCommandLine(args, terminal, options.site);
  return { code, ...written };
}

const directories: string[] = [];

afterAll(() => {
  for (const directory of directories) rmSync(directory, { recursive: true, force: true });
});

/** Returns a new directory with some files in it, by name; it is gone after the tests of the file. */
export function directoryWith(files: Readonly<Record<string, string>>): string {
  const directory = mkdtempSync(join(tmpdir(), 'quiescent-test-'));
  directories.push(directory);
  for (const [name, text] of Object.entries(files)) writeFileSync(join(directory, name), text);
  return directory;
}
