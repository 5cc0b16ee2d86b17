import { formatDuration } from '../scenario/index.js';
import type { Terminal } from './terminal.js';

/** Says on stderr how far a simulation is; silent unless someone looks. */
export interface Progress {
  update(doneNs: number): void;
  /** Takes the line away. */
  end(): void;
}

const silent: Progress = { update: () => undefined, end: () => undefined };
const clearLine = '\r\x1b[K';
const redrawMs = 100;
/** Shorter runs end before anyone has read the line [ms]. */
const patienceMs = 300;

/**
 * Returns a progress line for a simulation of `totalNs`.
 *
 * @param totalNs - simulated time, warm-up included [ns]
 */
export function startProgress({ err, nowMs }: Terminal, totalNs: number): Progress {
  if (!err.isTTY) return silent;
  const startMs = nowMs();
  let drawnMs = startMs + patienceMs - redrawMs;
  let visible = false;
  return {
    update(doneNs) {
      const atMs = nowMs();
      if (atMs - drawnMs < redrawMs) return;
      drawnMs = atMs;
      visible = true;
      err.write(clearLine + progressLine(doneNs, totalNs, atMs - startMs, err.columns || 80));
    },
    end() {
      if (visible) err.write(clearLine);
    },
  };
}

/** Returns "[=====     ]  50% 30 of 61 s simulated, 12 times as fast as the clock, 2.5 s to go", cut to the width. */
export function progressLine(doneNs: number, totalNs: number, tookMs: number, width: number): string {
  const share = Math.min(1, doneNs / totalNs);
  const rate = tookMs > 0 ? doneNs / 1e6 / tookMs : 0;
  const goal = totalNs / 1e9;
  const leftNs = share > 0 ? ((tookMs * (1 - share)) / share) * 1e6 : Infinity;
  const words = [
    `${String(Math.floor(100 * share)).padStart(3)}%`,
    `${(doneNs / 1e9).toFixed(goal < 10 ? 2 : 0)} of ${Number(goal.toFixed(goal < 10 ? 2 : 0))} s simulated`,
    ...(rate > 0 ? [`${Number(rate.toPrecision(2))} x real time`] : []),
    ...(Number.isFinite(leftNs) ? [`${formatDuration(leftNs)} to go`] : []),
  ];
  const room = 20;
  const bar = `[${'='.repeat(Math.round(room * share)).padEnd(room)}]`;
  return `${bar} ${words.join(', ')}`.slice(0, width - 1);
}
