import { amount, flag, group } from './field.js';
import { spreadUs } from './spread.js';

export const nested = group('A host that is itself a guest: L0 takes its CPUs away.', {
  stealPerSec: amount({
    meaning: "How often L0 takes the vCPU's CPU away from this host.",
    unit: '/s',
    min: 0,
    max: 10_000,
    default: 0,
    source: 'paul-2024-04-08-nested',
  }),
  length: spreadUs({ of: 'time for which L0 keeps the CPU', median: 1000, p99: 20_000, source: 'assumed' }),
  hint: flag({
    meaning: 'L0 takes a hint not to preempt a CPU that RCU waits for.',
    default: false,
    source: 'paul-2024-04-08-nested',
  }),
  timekeeperToo: flag({
    meaning: 'L0 takes the housekeeping CPU away as well, so that jiffies stand still and then jump.',
    default: true,
    source: 'semantics-derived',
  }),
});
