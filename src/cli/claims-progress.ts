import type { ClaimsProgress } from '../claims/index.js';
import { percentDone, progressBar, startProgressLine } from './progress-line.js';
import type { Terminal } from './terminal.js';

/** Says on stderr which claim is being tested; silent unless someone looks. */
export interface ClaimsProgressLine {
  update(progress: ClaimsProgress): void;
  /** Takes the line away. */
  end(): void;
}

/** Returns a progress line for the claims. */
export function startClaimsProgress(terminal: Terminal): ClaimsProgressLine {
  const line = startProgressLine(terminal, 0);
  return {
    update: (progress) => line.update(() => claimsProgressLine(progress)),
    end: () => line.end(),
  };
}

function claimsProgressLine({ id, doing, done, of }: ClaimsProgress): string {
  const share = done / of;
  const words = doing === 'verdict' ? 'the experiment' : `with another ${doing}`;
  return `${progressBar(share)} ${percentDone(share)} ${id}: ${words}`;
}
