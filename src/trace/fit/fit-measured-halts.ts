import { quantileText } from '../../scenario/index.js';
import type { Finding } from './finding.js';
import { steppedFields, toldOfHalts, type EmulatedHalts } from './emulated-halts.js';
import { measuredSteps as steps, measuredSource, turnOrder } from './measured-steps.js';

/** Returns the cycle with the steps of a stock kernel under the usual probes, and turns as the emulator's round robin lets the CPUs have them. */
export function fitMeasuredHalts({ periodUs, haltUs, sliceHz, instructionNs, polls }: EmulatedHalts): Finding {
  const ns = (instructions: number): number => instructions * instructionNs;
  const us = (instructions: number): number => ns(instructions) / 1000;
  const always = (lengthUs: number) => ({ medianUs: lengthUs, p99Us: lengthUs, quantilesUs: quantileText([lengthUs]) });
  const lengthUs = haltUs + us(steps.timerStart);
  return {
    spec: {
      nested: {
        turnUs: quantileText([us(steps.housekeepingTick)]),
        sliceHz,
        tailUs: us(steps.housekeepingTail),
        fromIdleUs: us(steps.fromIdle),
        ...turnOrder,
      },
      gracePeriods: { housekeepingDelayUs: quantileText([us(steps.housekeepingRcu)]) },
      guest: {
        hlt: {
          workUs: periodUs + us(steps.beforeWork),
          timerExitUs: us(steps.timerExit),
          betweenUs: us(steps.between),
          length: always(lengthUs),
        },
      },
      costs: {
        tick: always(us(steps.tick)),
        rcuc: always(us(steps.rcuc)),
        gpInitNs: ns(steps.gpInit),
        fqsScanNs: ns(steps.fqsScan),
        gpCleanupNs: ns(steps.gpCleanup),
        callbackPathUs: us(steps.caller),
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
  'nested.turnUs',
  'nested.tailUs, .fromIdleUs',
  'nested.behindShare',
  'nested.behindSpanUs',
  'gracePeriods.housekeepingDelayUs',
  'guest.hlt.timerExitUs, .betweenUs',
  'costs.tick',
  'costs.rcuc',
  'costs.gpInitNs',
  'costs.gpCleanupNs',
  'costs.fqsScanNs',
  'costs.callbackPathUs',
  'costs.remoteTimerUs, .tickRestartUs',
  'costs.exitNs, .entryNs, .windowNs, .tailNs, .loopNs, .preEntryNs, .blockNs, .switchNs, .idleEntryNs, .ipiNs, .wakeupNs, .idleExitNs, .schedInNs',
];
