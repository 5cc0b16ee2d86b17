import { formatDuration } from '../scenario/index.js';
import { percentDone, progressBar, startProgressLine } from './progress-line.js';
import type { Terminal } from './terminal.js';

/** Says on stderr how far a simulation is; silent unless someone looks. */
export interface Progress {
  update(doneNs: number): void;
  /** Takes the line away. */
  end(): void;
}

/** Shorter runs end before anyone has read the line [ms]. */
const patienceMs = 300;

/**
 * Returns a progress line for a simulation of `totalNs`.
 *
 * @param totalNs - simulated time, warm-up included [ns]
 */
export function startProgress(terminal: Terminal, totalNs: number): Progress {
  const line = startProgressLine(terminal, patienceMs);
  return {
    update: (doneNs) => line.update((tookMs) => progressLine(doneNs, totalNs, tookMs)),
    end: () => line.end(),
  };
}

/** Returns "[=====     ]  50% 30 of 61 s simulated, 12 times as fast as the clock, 2.5 s to go". */
function progressLine(doneNs: number, totalNs: number, tookMs: number): string {
  const share = Math.min(1, doneNs / totalNs);
  const rate = tookMs > 0 ? doneNs / 1e6 / tookMs : 0;
  const goal = totalNs / 1e9;
  const leftNs = share > 0 ? ((tookMs * (1 - share)) / share) * 1e6 : Infinity;
  const words = [
    percentDone(share),
    `${(doneNs / 1e9).toFixed(goal < 10 ? 2 : 0)} of ${Number(goal.toFixed(goal < 10 ? 2 : 0))} s simulated`,
    ...(rate > 0 ? [`${Number(rate.toPrecision(2))} x real time`] : []),
    ...(Number.isFinite(leftNs) ? [`${formatDuration(leftNs)} to go`] : []),
  ];
  return `${progressBar(share)} ${words.join(', ')}`;
}
