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
