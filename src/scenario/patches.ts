import { amount, choice, count, group } from './field.js';

export const patches = group('The parameters of the proposals, and what "soon" means when they are judged.', {
  patienceMs: count({
    meaning:
      'rcutree.nohz_full_patience_delay: how long a grace period may last before a nohz_full CPU is disturbed; rounded up to whole jiffies and capped at a second.',
    unit: 'ms',
    min: 0,
    max: 5000,
    default: 1000,
    source: 'commit-68d124b09999',
  }),
  lastGuestExitWindowMs: count({
    meaning: 'How long after a guest exit the last-guest-exit family leaves RCU core alone.',
    unit: 'ms',
    min: 1,
    max: 10_000,
    default: 1000,
    source: 'leo-2024-03-28-rfc-v1',
  }),
  lastGuestExitClock: choice({
    meaning:
      'What the last-guest-exit family stores at an exit: jiffies (one store) or a ktime (a clock read and a store).',
    choices: ['jiffies', 'ktime'],
    default: 'jiffies',
    source: 'leo-2024-03-28-rfc-v1',
  }),
  lastQsAgeJiffies: count({
    meaning: 'last-qs-age skips while the last quiescent state of the CPU is younger than this.',
    unit: 'jiffies',
    min: 1,
    max: 100_000,
    default: 1000,
    source: 'leo-2024-05-08-last-qs',
  }),
  soonUs: amount({
    meaning:
      'What counts as "soon" when a decision is judged: a skip whose CPU reaches an extended quiescent state later than this is a false positive, a wake on a CPU that reaches one earlier a false negative.',
    unit: 'us',
    min: 1,
    max: 1e6,
    default: 1000,
    source: 'assumed',
  }),
});
