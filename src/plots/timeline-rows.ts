/** What a stretch of a lane is; it chooses the colour. */
export type SpanKind = 'guest' | 'user' | 'kernel' | 'interrupt' | 'rcuc' | 'idle' | 'grace-period' | 'other';

/** Something that lasts. */
export interface TimelineSpan {
  /** The lane it lies in; lanes are drawn in the order in which they first appear. */
  readonly lane: string;
  /** Begin and end, on the sample's clock [µs]. */
  readonly startUs: number;
  readonly endUs: number;
  /** A few words. */
  readonly label: string;
  readonly kind: SpanKind;
}

/** Something that happens at an instant, in kernel words. */
export interface TimelineStep {
  /** When, on the sample's clock [µs]. */
  readonly atUs: number;
  /** What happened and why. */
  readonly text: string;
}

/** The course of one sample. */
export interface Timeline {
  /** Id of the policy. */
  readonly policy: string;
  /** The sample itself, from when the guest missed the CPU to when it had it back [µs]. */
  readonly startUs: number;
  readonly endUs: number;
  readonly spans: readonly TimelineSpan[];
  /** In the order of their times. */
  readonly steps: readonly TimelineStep[];
}
