import type { Finding } from './finding.js';
import { steppedFields, toldOfHalts, type EmulatedHalts } from './emulated-halts.js';
import { alwaysUs, fieldsOfHousekeepingWork, housekeepingWork } from './housekeeping-work.js';
import { measuredSteps as steps, measuredSource } from './measured-steps.js';

/** Returns the cycle with the steps of a stock kernel under the usual probes, and turns as the emulator's round robin lets the CPUs have them. */
export function fitMeasuredHalts({ periodUs, haltUs, sliceHz, instructionNs, polls }: EmulatedHalts): Finding {
  const ns = (instructions: number): number => instructions * instructionNs;
  const us = (instructions: number): number => ns(instructions) / 1000;
  const work = housekeepingWork(steps, { instructionNs, sliceHz });
  const lengthUs = haltUs + us(steps.timerStart);
  return {
    spec: {
      ...work,
      guest: {
        hlt: {
          workUs: periodUs + us(steps.beforeWork),
          timerExitUs: us(steps.timerExit),
          betweenUs: us(steps.between),
          length: alwaysUs(lengthUs),
        },
      },
      costs: {
        ...work.costs,
        exitNs: ns(steps.exit),
        entryNs: ns(steps.entry),
        windowNs: ns(steps.window),
        tailNs: ns(steps.tail),
        loopNs: ns(steps.loop),
        preEntryNs: ns(steps.preEntry),
        blockNs: ns(steps.block),
        switchNs: ns(steps.switch),
        idleEntryNs: ns(steps.idleEntry),
        ipiNs: ns(steps.interrupt),
        wakeupNs: ns(steps.wakeup + (polls ? steps.polling : 0)),
        remoteTimerUs: us(steps.remoteTimer),
        tickRestartUs: us(steps.tickRestart),
        idleExitNs: ns(steps.idleExit),
        schedInNs: ns(steps.schedIn),
      },
    },
    identified: toldOfHalts,
    unidentified: steppedFields(standInFor, measuredSource),
  };
}

/** Fields that the steps stand in for. */
const standInFor = [
  ...fieldsOfHousekeepingWork,
  'guest.hlt.timerExitUs, .betweenUs',
  'costs.remoteTimerUs, .tickRestartUs',
  'costs.exitNs, .entryNs, .windowNs, .tailNs, .loopNs, .preEntryNs, .blockNs, .switchNs, .idleEntryNs, .ipiNs, .wakeupNs, .idleExitNs, .schedInNs',
];
