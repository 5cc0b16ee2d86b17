import { install, type GraphModule, type Problem } from '../graph.js';
import { inputNames, type Inputs } from '../inputs.js';
import type { Runner } from '../runner.js';
import { readState, writeState } from '../state.js';

/** A page at work: its graph, its address, and the pace at which the reader's moves reach the graph. */
export interface Session {
  /** Where the inputs stand, moves included that the graph has not seen yet. */
  readonly inputs: Inputs;
  /** What was wrong with the address that the page was opened with. */
  readonly problems: readonly Problem[];
  /** Moves some inputs. */
  move(changes: Partial<Inputs>): void;
  /** Calls the listener when inputs moved, by the reader or by the address. */
  watch(listener: () => void): void;
}

/** What a session needs of the page around it. */
export interface SessionOptions {
  readonly window: Window;
  readonly module: GraphModule;
  readonly runner: Runner;
}

/** Quiet time after the last move before the address follows [ms]: browsers refuse to change it many times a second. */
const addressDelayMs = 200;

/**
 * Opens a session: installs the graph with the inputs of the address, and keeps both in step.
 *
 * A move reaches the graph when the picture of the one before is on the screen, and no sooner. So a slider that is dragged
 * always shows a picture that is one turn old, however slow the machine, instead of starting over at each pixel.
 */
export function openSession({ window, module, runner }: SessionOptions): Session {
  let known = window.location.hash;
  let { inputs, problems } = readState(known);
  const graph = install(module, { runner, inputs });
  let pending = false;
  let shown = false;
  let timer = 0;
  const listeners: (() => void)[] = [];
  const tell = (): void => {
    for (const listener of listeners) listener();
  };
  const flush = (): void => {
    if (!pending || !shown) return;
    pending = false;
    shown = !graph.set(inputs);
  };
  const writeAddress = (): void => {
    const state = writeState(inputs);
    // Where the address is not the one we know, the reader has just changed it, and the event that says so is on its way.
    if (state === null || window.location.hash !== known) return;
    window.history.replaceState(null, '', `#${state}`);
    known = window.location.hash;
  };
  const move = (changes: Partial<Inputs>): void => {
    inputs = { ...inputs, ...changes };
    if (problems.length > 0) problems = [];
    pending = true;
    flush();
    tell();
    window.clearTimeout(timer);
    timer = window.setTimeout(writeAddress, addressDelayMs);
  };
  module
    .variable({
      fulfilled(value) {
        const values = value as readonly unknown[];
        if (!inputNames.every((name, index) => values[index] === graph.inputs[name])) return;
        shown = true;
        flush();
      },
    })
    .define(null, [...inputNames, 'progress'], (...values: unknown[]) => values);
  window.addEventListener('hashchange', () => {
    known = window.location.hash;
    const state = readState(known);
    move(state.inputs);
    problems = state.problems;
    if (problems.length > 0) window.clearTimeout(timer);
    tell();
  });
  return {
    get inputs() {
      return inputs;
    },
    get problems() {
      return problems;
    },
    move,
    watch: (listener) => void listeners.push(listener),
  };
}
