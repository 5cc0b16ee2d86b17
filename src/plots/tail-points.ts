/** One point of a survival curve, as `ccdf` of `src/stats` returns it. */
export interface TailPoint {
  /** Latency [µs]. */
  readonly us: number;
  /** Share of the samples that reach it [0..1]. */
  readonly p: number;
  /** Lower end of the share's confidence interval [0..1]. */
  readonly low: number;
  /** Upper end of the share's confidence interval [0..1]. */
  readonly high: number;
}

/** What tells a measured curve from a simulated one. */
export interface MeasuredCurve {
  /** Tool, number of values, resolution and overflow, in a few words. */
  readonly facts: string;
  /** Latency from which on the tool kept no buckets; null where it kept all [µs]. */
  readonly overflowUs: number | null;
  /** Whether the largest value is known; if not, it is at least `maxUs`. */
  readonly maxKnown: boolean;
}

/** The tail of one policy, or a measured one. */
export interface TailCurve {
  /** Id of the policy, or name of the measurement. */
  readonly policy: string;
  /** Absent: simulated. */
  readonly measured?: MeasuredCurve;
  /** Points with rising latency and falling share. */
  readonly points: readonly TailPoint[];
  /** Largest sample [µs]. */
  readonly maxUs: number;
}

/** The part of the plane that all curves need. */
export interface TailExtent {
  readonly xLow: number;
  readonly xHigh: number;
  readonly yLow: number;
}

/** Returns the extent of the curves on log-log axes, with a little room at the edges; without samples, a plausible one. */
export function tailExtent(curves: readonly TailCurve[]): TailExtent {
  let [xLow, xHigh, yLow] = [Infinity, 0, 1];
  for (const { points, maxUs } of curves) {
    xHigh = Math.max(xHigh, maxUs);
    for (const { us, p } of points) {
      if (us > 0) xLow = Math.min(xLow, us);
      if (p > 0) yLow = Math.min(yLow, p);
    }
  }
  if (!(xHigh > 0)) return { xLow: 0.1, xHigh: 100, yLow: 0.01 };
  return { xLow: Math.min(xLow, xHigh / 10) * 0.9, xHigh: xHigh * 1.12, yLow: Math.min(0.1, yLow * 0.6) };
}

/** Returns the smallest share: where the curve ends. */
export function lastShare(curve: TailCurve): number {
  return curve.points.reduce((last, { p }) => (p > 0 ? p : last), 1);
}

/**
 * Returns the points to draw: from the left edge, which all samples reach, to the largest sample; those that would fall on a
 * spot already drawn are left out.
 * @param spacing - factors of latency and of share that look the same
 */
export function drawnPoints(
  curve: TailCurve,
  { xLow, yLow }: TailExtent,
  spacing: { us: number; p: number },
): TailPoint[] {
  const drawn: TailPoint[] = [{ us: xLow, p: 1, low: 1, high: 1 }];
  let [us, p] = [xLow, 1];
  for (const point of curve.points) {
    if (!(point.us > xLow) || !(point.p > 0)) continue;
    if (point.us < us * spacing.us && point.p > p / spacing.p && point.us < curve.maxUs) continue;
    ({ us, p } = point);
    drawn.push({ us, p, low: Math.max(yLow, point.low), high: Math.max(yLow, point.high) });
  }
  return drawn;
}

/** Returns the part of the points whose band is wide enough to be seen beside the line. */
export function bandPoints(points: readonly TailPoint[], widest: number): TailPoint[] {
  const first = points.findIndex(({ low, high }) => high > low * widest);
  return first < 0 ? [] : points.slice(Math.max(0, first - 1));
}
