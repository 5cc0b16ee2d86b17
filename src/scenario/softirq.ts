import { amount, flag, group } from './field.js';
import { spreadUs } from './spread.js';

export const softirq = group("Softirq work on the vCPU's CPU.", {
  ratePerSec: amount({
    meaning: "Bursts of softirq work on the vCPU's CPU.",
    unit: '/s',
    min: 0,
    max: 100_000,
    default: 0.5,
    source: 'assumed',
  }),
  length: spreadUs({ of: 'work in a burst', median: 30, p99: 300, source: 'paul-2024-04-08-interrupted-guest' }),
  oneHandler: flag({
    meaning: 'A burst is one long handler, which the limits of 2 ms and 10 restarts cannot cut.',
    default: false,
    source: 'kernel-6.12-max_softirq_time',
  }),
});
