/** A time at which the housekeeping CPU scanned, having got the thread back as a turn began. */
export interface ScanInTurns {
  /** From the edge of the tick to the scan [us]. */
  readonly delayUs: number;
  /** From that edge to the first end of a turn [us]. */
  readonly firstTurnUs: number;
  /** How long a turn lasts [us]. */
  readonly sliceUs: number;
  /** How late the other CPU's tick came, which tells who had the first turn; NaN: not known [us]. */
  readonly otherLateUs: number;
}

interface Bounds {
  readonly overUs: number;
  readonly upToUs: number;
}

/** The other CPU's tick is at once within this [us]. */
const atOnceUs = 3;
/** What so many of the most bounds allow is as likely: a few scans are out of the ordinary. */
const nearlyAll = 0.99;
/** Bounds are open below by this [us]. */
const grainUs = 0.001;

/**
 * Returns for how long the housekeeping CPU works from its tick on until it scans, from scans that turns put off [us]: the
 * middle of what nearly most of them allow.
 *
 * The kthread of a scan spins for the lock of its timer, and `PAUSE` hands the thread on until the turn ends: it scans as the
 * next one begins. So a scan tells no more than that the kthread began to spin in its own turn before that.
 *
 * @returns NaN where none of them tells anything
 */
export function likeliestWorkUs(scans: readonly ScanInTurns[]): number {
  const bounds = scans.flatMap((scan) => boundsOf(scan) ?? []);
  const allowed = (us: number): number => bounds.filter(({ overUs, upToUs }) => us > overUs && us <= upToUs).length;
  const places = bounds.flatMap(({ overUs, upToUs }) => [overUs + grainUs, upToUs]);
  const most = Math.max(0, ...places.map(allowed));
  const likely = places.filter((us) => allowed(us) >= nearlyAll * most);
  return likely.length === 0 ? NaN : (Math.min(...likely) + Math.max(...likely)) / 2;
}

/** What the housekeeping CPU had worked by the scan, at least and at most; null where the turns are not as they should be. */
function boundsOf({ delayUs, firstTurnUs, sliceUs, otherLateUs }: ScanInTurns): Bounds | null {
  const turns = Math.floor((delayUs - firstTurnUs) / sliceUs);
  const behind = otherLateUs < firstTurnUs - atOnceUs;
  const own = turns - 1;
  if (Number.isNaN(otherLateUs) || own < 0 || own % 2 !== (behind ? 0 : 1)) return null;
  const beforeUs = behind ? (own / 2) * sliceUs : firstTurnUs + ((own - 1) / 2) * sliceUs;
  const overUs = beforeUs + delayUs - firstTurnUs - turns * sliceUs;
  return { overUs, upToUs: overUs + sliceUs };
}
