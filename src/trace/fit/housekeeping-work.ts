import { quantileText, type ScenarioSpec } from '../../scenario/index.js';
import { turnOrder } from './measured-steps.js';

/** Steps of a kernel on the housekeeping CPU, and what interrupts the vCPU's, in instructions; what each is: `measured-steps.ts`. */
export interface HousekeepingSteps {
  readonly housekeepingTick: number;
  readonly housekeepingRcu: number;
  readonly housekeepingTail: number;
  readonly fromIdle: number;
  readonly caller: number;
  readonly gpInit: number;
  readonly fqsScan: number;
  readonly gpCleanup: number;
  readonly tick: number;
  readonly rcuc: number;
}

/** An emulator that counts instructions, and ends turns by a timer. */
export interface CountingEmulator {
  /** What it counts for an instruction [ns]. */
  readonly instructionNs: number;
  /** Frequency of the timer whose expiries end turns [Hz]. */
  readonly sliceHz: number;
}

/** Returns the turns of round robin, and the housekeeping CPU's work in them with what it does to the vCPU's, of so many instructions. */
export function housekeepingWork(steps: HousekeepingSteps, { instructionNs, sliceHz }: CountingEmulator) {
  const ns = (instructions: number): number => instructions * instructionNs;
  const us = (instructions: number): number => ns(instructions) / 1000;
  const always = (instructions: number) => alwaysUs(us(instructions));
  return {
    nested: {
      turnUs: quantileText([us(steps.housekeepingTick)]),
      sliceHz,
      tailUs: us(steps.housekeepingTail),
      fromIdleUs: us(steps.fromIdle),
      ...turnOrder,
    },
    gracePeriods: { housekeepingDelayUs: quantileText([us(steps.housekeepingRcu)]) },
    costs: {
      tick: always(steps.tick),
      rcuc: always(steps.rcuc),
      gpInitNs: ns(steps.gpInit),
      fqsScanNs: ns(steps.fqsScan),
      gpCleanupNs: ns(steps.gpCleanup),
      callbackPathUs: us(steps.caller),
    },
  } satisfies ScenarioSpec;
}

/** Returns the spread of what always takes as long [us]. */
export function alwaysUs(lengthUs: number) {
  return { medianUs: lengthUs, p99Us: lengthUs, quantilesUs: quantileText([lengthUs]) };
}

/** The fields of that work, for which steps of a kernel stand in. */
export const fieldsOfHousekeepingWork = [
  'nested.turnUs',
  'nested.tailUs, .fromIdleUs',
  'nested.behindShare',
  'nested.behindSpanUs',
  'gracePeriods.housekeepingDelayUs',
  'costs.tick',
  'costs.rcuc',
  'costs.gpInitNs',
  'costs.gpCleanupNs',
  'costs.fqsScanNs',
  'costs.callbackPathUs',
] as const;
