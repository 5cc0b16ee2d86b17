import type { RecordedRun } from '../run/recorded-run.js';
import { countGracePeriod, countTick, createTally, type Tally } from './tally.js';

/** Into how many blocks a recording is cut for its intervals. */
export const blockCount = 20;

/** Returns what a recording shows, block by block of equal length; a grace period belongs to the block in which it ends. */
export function tallyRecording({ startSec, endSec, ticks, gracePeriods }: RecordedRun): Tally[] {
  const blockSec = (endSec - startSec) / blockCount;
  const blocks = Array.from({ length: blockCount }, () => createTally(blockSec));
  const blockAt = (timeSec: number): Tally | undefined =>
    blocks[Math.min(blockCount - 1, Math.floor((timeSec - startSec) / blockSec))];
  for (const { timeSec, context, invoked } of ticks) {
    const block = blockAt(timeSec);
    if (block !== undefined) countTick(block, context, invoked);
  }
  for (const period of gracePeriods) {
    const block = blockAt(period.endSec);
    if (block !== undefined) countGracePeriod(block, period.jiffies);
  }
  return blocks;
}
