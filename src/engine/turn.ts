/** A turn of the housekeeping CPU on the thread that it shares with the first vCPU's CPU. */
export interface Turn {
  readonly startNs: number;
  readonly lengthNs: number;
}
