/** A time that the housekeeping CPU has on the thread of L0 that it shares with CPU 1, which does not execute meanwhile. */
export interface Turn {
  readonly startNs: number;
  readonly lengthNs: number;
}
