import { exits } from './exits.js';
import { amount, amountIfSet, choice, count, group, quantilesIfSet } from './field.js';
import { spreadUs } from './spread.js';

export const guest = group('The guest: what measures in it, what it does between, and why it leaves guest mode.', {
  instrument: choice({
    meaning:
      'What measures latency in the guest: `oslat` spins and records every gap, `cyclictest` waits for a timer and records how late it runs.',
    choices: ['oslat', 'cyclictest'],
    default: 'oslat',
    source: 'doc-rt-tests',
  }),
  intervalUs: count({
    meaning: 'Interval of cyclictest; no effect on oslat.',
    unit: 'us',
    min: 50,
    max: 1e6,
    default: 200,
    source: 'leo-2024-06-20-benchmark',
  }),
  clockDriftPpm: amount({
    meaning:
      "How much slower the guest's clock runs than the host's: without drift, timer and tick keep one phase for ever.",
    unit: 'ppm',
    min: 0,
    max: 1000,
    default: 20,
    source: 'assumed',
  }),
  workUs: amount({
    meaning: 'What the cyclictest thread does after each wake-up, before the guest idles again.',
    unit: 'us',
    min: 0,
    max: 1e6,
    default: 5,
    source: 'assumed',
  }),
  idle: choice({
    meaning: 'What a cyclictest guest does between two cycles: poll, or HLT.',
    choices: ['poll', 'hlt'],
    default: 'poll',
    source: 'leo-2024-06-20-benchmark',
  }),
  exits,
  userspace: spreadUs({ of: 'time an exit spends in the VMM', median: 15, p99: 60, source: 'assumed' }),
  systemCallUs: quantilesIfSet({
    meaning:
      'Set: the VMM spends its time in system calls, kernel work outside KVM_RUN; how long one lasts, as measured quantiles. The last one may outlast `userspace`.',
    unit: 'us',
    min: 0,
    max: 6e8,
    whenNull: 'the VMM stays in user mode',
    source: 'recording-h1000',
  }),
  betweenCallsUs: amountIfSet({
    meaning: 'How long the VMM is in user mode before each of its system calls, and after the last or its sleep.',
    unit: 'us',
    min: 0.1,
    max: 6e8,
    whenNull: '1 us; no effect without `systemCallUs` or `sleepUs`',
    source: 'recording-h1000',
  }),
  sleepUs: quantilesIfSet({
    meaning:
      'Set: the VMM sleeps in a system call, outside KVM_RUN, after it has handled an exit and before it runs the guest again; from the call to the timer that ends it, as measured quantiles.',
    unit: 'us',
    min: 0,
    max: 6e8,
    whenNull: 'it never sleeps',
    source: 'recording-a612',
  }),
  block: spreadUs({ of: 'time an exit that blocks sleeps on I/O', median: 80, p99: 2000, source: 'assumed' }),
  hlt: group('HLTs of the guest besides what `guest.idle` does.', {
    ratePerSec: amount({
      meaning: 'How often the guest halts of its own accord.',
      unit: '/s',
      min: 0,
      max: 100_000,
      default: 0,
      source: 'assumed',
    }),
    workUs: amountIfSet({
      meaning:
        'Set: the guest works this long, by its own clock, after each halt and then halts again until its timer ends the halt, in place of `ratePerSec`.',
      unit: 'us',
      min: 1,
      max: 1e6,
      whenNull: 'halts at random',
      source: 'recording-h1000',
    }),
    timerExitUs: amountIfSet({
      meaning:
        'Set: such a guest exits twice more a cycle, to acknowledge the timer that ended its halt, and to arm it, from when on the halt lasts; so long is each handled.',
      unit: 'us',
      min: 0,
      max: 1e6,
      whenNull: 'no such exits; no effect without `workUs`',
      source: 'recording-v1000',
    }),
    betweenUs: amountIfSet({
      meaning:
        'What such a guest executes between the end of a halt and the first of those exits, and between the second and its HLT.',
      unit: 'us',
      min: 0,
      max: 1e6,
      whenNull: 'nothing; no effect without `timerExitUs`',
      source: 'recording-v1000',
    }),
    length: spreadUs({ of: 'time from a HLT to the event that ends it', median: 300, p99: 3000, source: 'assumed' }),
  }),
});
