import { quantileText } from '../../scenario/index.js';
import { emulatedSteps as steps } from './emulated-steps.js';
import type { Finding } from './finding.js';
import { steppedFields, toldOfHalts, type EmulatedHalts } from './emulated-halts.js';

/** Share of the ticks at which the vCPU's CPU has the first turn, as guests that run all the time show it. */
const usualBehindShare = 0.25;
const calibrated =
  'instructions as calibrated on hlt_nh of H1000_v0, _v1, _v2 and _v4, times what the emulator counts for one';

/** Returns the cycle with the steps that were calibrated for the probes of the lab kernels, and turns as they were planned for it. */
export function fitCalibratedHalts({ periodUs, haltUs, sliceHz, instructionNs }: EmulatedHalts): Finding {
  const ns = (instructions: number): number => instructions * instructionNs;
  const us = (instructions: number): number => ns(instructions) / 1000;
  const spread = (usual: number, p99: number) => ({ medianUs: us(usual), p99Us: us(p99) });
  const windowNs = ns(steps.window);
  return {
    spec: {
      nested: { turnUs: quantileText([us(steps.housekeepingTick)]), sliceHz, behindShare: usualBehindShare },
      gracePeriods: { housekeepingDelayUs: quantileText(steps.housekeepingDelays.map(us)) },
      guest: {
        hlt: {
          workUs: periodUs + us(steps.arming),
          length: { medianUs: haltUs, p99Us: haltUs, quantilesUs: quantileText([haltUs]) },
        },
      },
      costs: {
        tick: spread(steps.tick, steps.tick),
        rcuc: spread(steps.rcuc.median, steps.rcuc.p99),
        gpCleanupNs: ns(steps.gpCleanup),
        fqsScanNs: ns(steps.fqsScan),
        exitNs: ns(steps.exit),
        entryNs: ns(steps.entry),
        windowNs,
        tailNs: windowNs,
        loopNs: windowNs,
        preEntryNs: windowNs,
        blockNs: ns(steps.block),
        switchNs: ns(steps.switch),
        idleEntryNs: ns(steps.idleEntry),
        wakeupNs: ns(steps.wakeup),
        idleExitNs: ns(steps.idleExit),
        schedInNs: ns(steps.schedIn),
      },
    },
    identified: toldOfHalts,
    unidentified: [
      ...steppedFields(standInFor, calibrated),
      ...steppedFields(['nested.behindShare'], `${usualBehindShare}, about as in guests that never halt`),
    ],
  };
}

/** Fields that the steps stand in for. */
const standInFor = [
  'nested.turnUs',
  'gracePeriods.housekeepingDelayUs',
  'costs.tick',
  'costs.rcuc',
  'costs.gpCleanupNs',
  'costs.fqsScanNs',
  'costs.exitNs, .entryNs, .windowNs, .blockNs, .switchNs, .idleEntryNs, .wakeupNs, .idleExitNs, .schedInNs',
];
