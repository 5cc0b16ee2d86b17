import { amount, amountIfSet, flag, group, quantilesIfSet } from './field.js';
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
  turnUs: quantilesIfSet({
    meaning:
      "Set: L0 is an emulator that runs the host's CPUs in turn on one thread. Every tick of the housekeeping CPU, which never stops, takes the first vCPU's CPU away for this long, as measured quantiles, and longer with something to do for RCU.",
    unit: 'us',
    min: 0,
    max: 1e6,
    whenNull: 'each CPU has a thread of its own',
    source: 'recording-h1000',
  }),
  sliceHz: amountIfSet({
    meaning:
      'Turns on that thread end on the grid of a timer of this frequency, wherever the tick falls, and what the housekeeping CPU does for RCU waits for its turns.',
    unit: 'Hz',
    min: 1,
    max: 1e6,
    whenNull: 'a turn ends with the tick, whatever it leaves to do; nothing without `turnUs`',
    source: 'recording-h1000',
  }),
  fromIdleUs: amountIfSet({
    meaning: 'What the housekeeping CPU needs to leave idle for an interrupt other than its tick, and to idle again.',
    unit: 'us',
    min: 0,
    max: 1e4,
    whenNull: 'nothing; no effect without `tailUs`',
    source: 'recording-v1000',
  }),
  tailUs: amountIfSet({
    meaning:
      'Set: turns are as in round robin: one ends whenever a timer expires, on either CPU or of the grid, and when a CPU halts. The housekeeping CPU works on for this long behind the last thing that it does for RCU, before it idles.',
    unit: 'us',
    min: 0,
    max: 1e4,
    whenNull: 'turns are planned at each tick, whatever happens in between; no effect without `sliceHz`',
    source: 'recording-v1000',
  }),
  behindSpanUs: amountIfSet({
    meaning:
      "By how much later than the housekeeping CPU the first vCPU's CPU has to set its timer for that share to go from none to all of the ticks: the timer that was set later expires later, by nanoseconds, and has the first turn.",
    unit: 'us',
    min: 1,
    max: 1e6,
    whenNull: 'the share is the same at all ticks; no effect without `tailUs`',
    source: 'recording-v1000',
  }),
  behindShare: amountIfSet({
    meaning: "Share of the ticks at which the first vCPU's CPU has the first turn.",
    unit: '',
    min: 0,
    max: 1,
    whenNull: 'none: the housekeeping CPU has it; nothing without `sliceHz`',
    source: 'recording-h1000',
  }),
});
