import type { Experiment } from '../experiment.js';
import { moreCycles, noteNeverRuns, rarerNotGone } from './exit-note.js';
import { afterMigration, afterTheEnd, pinnedAndAlone, whileHalted } from './false-positives.js';
import { neverUser, onlyVmxCanTell, reentryGuaranteed } from './guest-interrupts.js';
import {
  metInProduction,
  mirrorAtIdleExit,
  pollingKeepsTheTick,
  raceAtIdleEntry,
  stolenFromIdle,
  tickThatEndsIdle,
} from './halt-races.js';
import { aSecondGuards, noReportForASecond, ticksInALongSoftirq } from './long-stays.js';
import { hintsToL0, preemptedInTheTick, stallsMeanBroken } from './nested.js';
import {
  cappedAtASecond,
  fewMilliseconds,
  holeWhileIdle,
  longerPatience,
  pairEqualsSnapshot,
  roundedUp,
} from './patience.js';
import { betterPredictor, microsecondsToEntry, quiescentAfterwards } from './prediction.js';
import { onlyNearTheEntry, rareWindowsHitHarder, wakesAroundTheFlag } from './run-loop-windows.js';
import { nearlyAlwaysSkips, skipsCostTime } from './skip-costs.js';
import { jiffiesOrKtime, priceOfAStore, staleJiffies } from './snapshot.js';
import { skippedForASecond, wakeAfterExit, wakesByTheEnd } from './wake-after-exit.js';
import { sameRaceWhenZeroed, zeroedBeforeEntry, zeroingHelps } from './zeroing.js';

/** All experiments, in the order of the claims. */
export const experiments: readonly Experiment[] = [
  wakeAfterExit,
  skippedForASecond,
  staleJiffies,
  priceOfAStore,
  betterPredictor,
  quiescentAfterwards,
  noReportForASecond,
  afterMigration,
  whileHalted,
  afterTheEnd,
  zeroingHelps,
  zeroedBeforeEntry,
  pinnedAndAlone,
  aSecondGuards,
  microsecondsToEntry,
  ticksInALongSoftirq,
  preemptedInTheTick,
  neverUser,
  onlyVmxCanTell,
  reentryGuaranteed,
  onlyNearTheEntry,
  wakesAroundTheFlag,
  raceAtIdleEntry,
  stolenFromIdle,
  sameRaceWhenZeroed,
  metInProduction,
  stallsMeanBroken,
  fewMilliseconds,
  pairEqualsSnapshot,
  longerPatience,
  rarerNotGone,
  moreCycles,
  jiffiesOrKtime,
  hintsToL0,
  noteNeverRuns,
  holeWhileIdle,
  cappedAtASecond,
  roundedUp,
  wakesByTheEnd,
  mirrorAtIdleExit,
  pollingKeepsTheTick,
  skipsCostTime,
  rareWindowsHitHarder,
  nearlyAlwaysSkips,
  tickThatEndsIdle,
];
