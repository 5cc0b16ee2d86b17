import type { Terminal } from './terminal.js';

/** One line on stderr that is drawn over itself; silent unless someone looks. */
export interface ProgressLine {
  /** Draws the line that `lineOf` returns, unless the last was drawn just before. */
  update(lineOf: (tookMs: number, width: number) => string): void;
  /** Takes the line away. */
  end(): void;
}

const silent: ProgressLine = { update: () => undefined, end: () => undefined };
const clearLine = '\r\x1b[K';
const redrawMs = 100;
const barRoom = 20;

/**
 * Returns a progress line that has not been drawn yet.
 *
 * @param patienceMs - what takes no longer shows none [ms]
 */
export function startProgressLine({ err, nowMs }: Terminal, patienceMs: number): ProgressLine {
  if (!err.isTTY) return silent;
  const startMs = nowMs();
  let drawnMs = startMs + patienceMs - redrawMs;
  let visible = false;
  return {
    update(lineOf) {
      const atMs = nowMs();
      if (atMs - drawnMs < redrawMs) return;
      drawnMs = atMs;
      visible = true;
      const width = err.columns || 80;
      err.write(clearLine + lineOf(atMs - startMs, width).slice(0, width - 1));
    },
    end() {
      if (visible) err.write(clearLine);
    },
  };
}

/** Returns `[=====     ]` for a share of the whole [0..1]. */
export function progressBar(share: number): string {
  return `[${'='.repeat(Math.round(barRoom * share)).padEnd(barRoom)}]`;
}

/** Returns ` 50%`, rounded down. */
export function percentDone(share: number): string {
  return `${String(Math.floor(100 * share)).padStart(3)}%`;
}
