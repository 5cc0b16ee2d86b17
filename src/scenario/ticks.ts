import { amount, amountIfSet, flag, group } from './field.js';
import { spreadMs } from './spread.js';

export const ticks = group("What makes the scheduling-clock tick run on the vCPU's CPU.", {
  timersPerSec: amount({
    meaning: "Timer-wheel timers pinned to the vCPU's CPU; each fires one tick there even when the tick is stopped.",
    unit: '/s',
    min: 0,
    max: 10_000,
    default: 4,
    source: 'assumed',
  }),
  phaseUs: amountIfSet({
    meaning: "Phase of the tick of the vCPU's CPU behind that of the housekeeping CPU; less than one tick.",
    unit: 'us',
    min: 0,
    max: 1e4,
    whenNull: 'as `host.skewTick` has it',
    source: 'assumed',
  }),
  keptOn: flag({
    meaning: 'A tick dependency (CPU-time timer, sampling perf event, unstable TSC) holds the tick on all the time.',
    default: false,
    source: 'kernel-6.12-tick_dep_bits',
  }),
  dependencyPerSec: amount({
    meaning: 'How often something starts to hold the tick on for a while.',
    unit: '/s',
    min: 0,
    max: 1000,
    default: 0,
    source: 'assumed',
  }),
  dependencyLength: spreadMs({
    of: 'time for which a dependency holds the tick on',
    median: 20,
    p99: 200,
    source: 'assumed',
  }),
  otherIrqsPerSec: amount({
    meaning:
      "Host interrupts on the vCPU's CPU that are no ticks; their exit may stop the tick, their entry may force it.",
    unit: '/s',
    min: 0,
    max: 100_000,
    default: 10,
    source: 'assumed',
  }),
});
