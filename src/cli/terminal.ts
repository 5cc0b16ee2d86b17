/// <reference types="node" />
import { setImmediate } from 'node:timers/promises';

/** What ended a command early. */
export type Interrupt = 'SIGINT' | 'SIGTERM';

/** One of the two streams that a command writes to. */
export interface Sink {
  write(text: string): void;
  /** Someone looks at it, so colour and a progress bar make sense. */
  readonly isTTY: boolean;
  /** Characters in a line; undefined where nobody knows. */
  readonly columns: number | undefined;
}

/** Everything that a command knows of the machine it runs on. */
export interface Terminal {
  readonly out: Sink;
  readonly err: Sink;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** A clock that only runs forward [ms]. */
  nowMs(): number;
  /** Lets signals and requests be heard between two pieces of work. */
  pause(): Promise<void>;
  /** Calls the listener on Ctrl-C or a polite kill, until the function that comes back is called. */
  onInterrupt(listener: (interrupt: Interrupt) => void): () => void;
}

/** What a command is given, and what it leaves. */
export interface Session {
  readonly terminal: Terminal;
  /** Directory of the built page. */
  readonly site: string;
  exitCode: number;
}

/** Exit codes: see `quiescent --help`. */
export const exitCodes = { done: 0, no: 1, misuse: 2, internal: 70, SIGINT: 130, SIGTERM: 143 } as const;

const interrupts: readonly Interrupt[] = ['SIGINT', 'SIGTERM'];

/** Returns the terminal of this process. */
export function processTerminal(): Terminal {
  return {
    out: sinkOf(process.stdout),
    err: sinkOf(process.stderr),
    env: process.env,
    nowMs: () => performance.now(),
    pause: () => setImmediate(),
    onInterrupt(listener) {
      for (const name of interrupts) process.on(name, listener);
      return () => {
        for (const name of interrupts) process.off(name, listener);
      };
    },
  };
}

function sinkOf(stream: NodeJS.WriteStream): Sink {
  return {
    write: (text) => void stream.write(text),
    get isTTY() {
      return stream.isTTY === true;
    },
    get columns() {
      return stream.columns;
    },
  };
}

/** Returns the width to lay text out for: that of the terminal, of COLUMNS, or 80 characters, in a file 120. */
export function widthOf({ out, env }: Terminal): number {
  const told = Number(env['COLUMNS']);
  const width = [out.columns, told].find((each) => each !== undefined && Number.isInteger(each) && each > 0);
  return Math.min(400, Math.max(40, width ?? (out.isTTY ? 80 : 120)));
}
