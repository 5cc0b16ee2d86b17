import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, existsSync, openSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** The program as it is shipped. */
export const program = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));

/** What a process wrote, and how it ended. */
export interface ProcessRun {
  readonly code: number | null;
  readonly signal: string | null;
  readonly out: string;
  readonly err: string;
}

/** A process that may be spoken to. */
export interface RunningProcess {
  /** Resolves once its output contains the text. */
  seen(text: string): Promise<string>;
  kill(signal: NodeJS.Signals): void;
  write(text: string): void;
  /** Writes a text, and resolves once there is room for more. */
  send(text: string): Promise<void>;
  /** Ends its input. */
  endInput(): void;
  /** Stops reading what it writes, as `head` does when it has enough. */
  closeOutput(): void;
  readonly ended: Promise<ProcessRun>;
}

/** Tells its parent, on stderr, once Ctrl-C is listened to: from then on a signal ends it in good order. */
const announce =
  'data:text/javascript,process.on("newListener",(n)=>{if(n==="SIGINT")setImmediate(()=>process.stderr.write("LISTENING\\n"))})';

/** Starts the built program; `npm test` builds it first. */
export function startQuiescent(args: readonly string[]): RunningProcess {
  return startProcess(process.execPath, ['--import', announce, requireProgram(), ...args]);
}

/** What a process reads, and the file that it writes to instead of a pipe. */
export interface Redirections {
  readonly input?: string;
  readonly output?: string;
}

/** Carries out a command line in a process of its own. */
export function runQuiescent(args: readonly string[], { input = '', output }: Redirections = {}): Promise<ProcessRun> {
  const file = output === undefined ? undefined : openSync(output, 'w');
  const child = startProcess(process.execPath, [requireProgram(), ...args], file);
  if (file !== undefined) closeSync(file);
  child.write(input);
  child.endInput();
  return child.ended;
}

/** Tells its parent, on stderr, at its end how much memory it had at most. */
const tellPeak =
  'data:text/javascript,process.on("exit",()=>process.stderr.write(`PEAK ${process.resourceUsage().maxRSS}`))';

/** Carries out a command line on an input that comes piece by piece, and measures the memory of the process. */
export async function runOnStream(
  args: readonly string[],
  pieces: Iterable<string>,
): Promise<ProcessRun & { readonly peakBytes: number }> {
  const child = startProcess(process.execPath, ['--import', tellPeak, requireProgram(), ...args]);
  for (const piece of pieces) await child.send(piece);
  child.endInput();
  const { err, ...run } = await child.ended;
  const [said = '', peak] = err.split('PEAK ');
  return { ...run, err: said, peakBytes: 1024 * Number(peak) };
}

/** Starts the program on a terminal of its own, 100 characters wide. */
export function startOnTerminal(args: readonly string[]): RunningProcess {
  const line = [process.execPath, requireProgram(), ...args].map((word) => `'${word}'`).join(' ');
  return startProcess('script', ['-qec', `stty cols 100; ${line}`, '/dev/null']);
}

function requireProgram(): string {
  if (existsSync(program)) return program;
  throw new Error(
    `the program is not built (\`npm run build:lib\` builds it, \`npm test\` does so by itself): ${program}`,
  );
}

function startProcess(command: string, args: readonly string[], output: number | 'pipe' = 'pipe'): RunningProcess {
  const env = { ...process.env, NODE_OPTIONS: '', NO_COLOR: '', COLUMNS: '', TERM: 'xterm' };
  const child = spawn(command, args, { env, stdio: ['pipe', output, 'pipe'] });
  const text = { out: '', err: '' };
  const waiting = new Set<() => void>();
  const take = (name: 'out' | 'err') => (chunk: string) => {
    text[name] += chunk;
    for (const look of waiting) look();
  };
  child.stdout?.setEncoding('utf8').on('data', take('out'));
  child.stderr?.setEncoding('utf8').on('data', take('err'));
  child.stdin?.on('error', () => undefined);
  const ended = new Promise<ProcessRun>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => resolve({ code, signal, ...text }));
  });
  return {
    seen: (wanted) =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          const all = text.out + text.err;
          if (!all.includes(wanted)) return;
          waiting.delete(look);
          resolve(all);
        };
        waiting.add(look);
        look();
        void ended.then((run) => reject(new Error(`ended before it wrote ${wanted}: ${JSON.stringify(run)}`)));
      }),
    kill: (signal) => void child.kill(signal),
    write: (input) => void child.stdin?.write(input),
    send: async (input) => {
      if (child.stdin?.write(input) === false) await Promise.race([once(child.stdin, 'drain'), ended]);
    },
    endInput: () => void child.stdin?.end(),
    closeOutput: () => void child.stdout?.destroy(),
    ended,
  };
}
