import { quantileText } from '../../scenario/index.js';
import type { Finding } from './finding.js';
import type { TurnGrid } from './turn-grid.js';

/** Returns the turns of CPUs that share one thread. */
export function fitTurns({ sliceHz, tickUs, behindShare, ticks }: TurnGrid): Finding {
  const turnUs = quantileText([Number(tickUs.toPrecision(4))]);
  return {
    spec: { nested: { turnUs, sliceHz, behindShare: Number(behindShare.toFixed(3)) } },
    identified: [
      { path: 'nested.sliceHz', from: 'meta: the timer that ends turns on the thread that all CPUs share' },
      { path: 'nested.turnUs, nested.behindShare', from: `how late ${ticks} ticks hit the guest, on the timer’s grid` },
    ],
    unidentified: [],
  };
}
