import type { Identified, Unidentified } from './finding.js';

/** What the meta file of a guest that works and halts on an emulator tells. */
export interface EmulatedHalts {
  /** How long the guest means to work and to halt [us]. */
  readonly periodUs: number;
  readonly haltUs: number;
  readonly sliceHz: number;
  readonly instructionNs: number;
  /** Halts may be polled. */
  readonly polls: boolean;
}

/** What the meta file tells of the cycle. */
export const toldOfHalts: readonly Identified[] = [
  { path: 'guest.hlt', from: 'guest_args: what the guest programs' },
  { path: 'nested.sliceHz', from: 'meta: the timer that ends turns on the thread that all CPUs share' },
];

/** Returns that the recording tells none of these fields, for which steps of the kernel stand in. */
export function steppedFields(paths: readonly string[], standsIn: string): Unidentified[] {
  const reason = 'ticks keep step with the halts, and hit few places of the cycle';
  return paths.map((path) => ({ path, reason, standsIn }));
}
