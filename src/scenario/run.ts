import { amount, count, group } from './field.js';

export const run = group('How long, and with which random numbers.', {
  durationSec: amount({
    meaning: 'Simulated time that is measured, after the warm-up.',
    unit: 's',
    min: 0.001,
    max: 1e6,
    default: 60,
    source: 'assumed',
  }),
  warmupSec: amount({
    meaning: 'Simulated time before measuring begins.',
    unit: 's',
    min: 0,
    max: 1e5,
    default: 1,
    source: 'assumed',
  }),
  seed: count({
    meaning: 'Seed of all random streams; the same seed gives the same bits everywhere.',
    unit: '',
    min: 0,
    max: 4_294_967_295,
    default: 1,
    source: 'assumed',
  }),
});
