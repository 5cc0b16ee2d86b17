import type { ClaimsProgress } from '../claims/index.js';
import type { Terminal } from './terminal.js';

/** Says on stderr which claim is being tested; silent unless someone looks. */
export interface ClaimsProgressLine {
  update(progress: ClaimsProgress): void;
  /** Takes the line away. */
  end(): void;
}

const silent: ClaimsProgressLine = { update: () => undefined, end: () => undefined };
const clearLine = '\r\x1b[K';
const redrawMs = 100;
const barWidth = 20;

/** Returns a progress line for the claims. */
export function startClaimsProgress({ err, nowMs }: Terminal): ClaimsProgressLine {
  if (!err.isTTY) return silent;
  let drawnMs = -Infinity;
  return {
    update(progress) {
      const atMs = nowMs();
      if (atMs - drawnMs < redrawMs) return;
      drawnMs = atMs;
      err.write(clearLine + claimsProgressLine(progress, err.columns || 80));
    },
    end() {
      if (drawnMs > -Infinity) err.write(clearLine);
    },
  };
}

function claimsProgressLine({ id, doing, done, of }: ClaimsProgress, width: number): string {
  const share = done / of;
  const bar = `[${'='.repeat(Math.round(barWidth * share)).padEnd(barWidth)}]`;
  const words = doing === 'verdict' ? 'the experiment' : `with another ${doing}`;
  return `${bar} ${String(Math.floor(100 * share)).padStart(3)}% ${id}: ${words}`.slice(0, width - 1);
}
