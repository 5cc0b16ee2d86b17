import { amount, choice, group } from './field.js';
import { spreadUs } from './spread.js';

interface ExitWords {
  /** What kind of exit, as a noun phrase. */
  readonly kind: string;
  readonly ratePerSec: number;
  readonly arrival: 'poisson' | 'periodic';
  readonly medianUs: number;
  readonly p99Us: number;
  readonly userspaceShare: number;
  readonly blockShare: number;
}

/** Returns the schema of one class of VM exits. */
function exitClass(words: ExitWords) {
  const share = { unit: '', min: 0, max: 1, source: 'assumed' };
  return group(`Exits of one class: ${words.kind}.`, {
    ratePerSec: amount({
      meaning: `How often the guest would cause ${words.kind}, a second of wall time; one that falls where the guest is not running is absorbed.`,
      unit: '/s',
      min: 0,
      max: 1e6,
      default: words.ratePerSec,
      source: 'assumed',
    }),
    arrival: choice({
      meaning: 'At random (Poisson) or at fixed distance, like a guest timer.',
      choices: ['poisson', 'periodic'],
      default: words.arrival,
      source: 'assumed',
    }),
    handler: spreadUs({
      of: `host kernel time to handle ${words.kind}`,
      median: words.medianUs,
      p99: words.p99Us,
      source: 'assumed',
    }),
    userspaceShare: amount({
      ...share,
      meaning: 'Share of these exits that go on to the VMM in userspace.',
      default: words.userspaceShare,
    }),
    blockShare: amount({
      ...share,
      meaning: 'Share of these exits whose handler sleeps on I/O in the kernel.',
      default: words.blockShare,
    }),
  });
}

const plain = { arrival: 'poisson', userspaceShare: 0, blockShare: 0 } as const;

export const exits = group(
  'The five classes of VM exits. Together the default rates make the 17,000 exits a second that the benchmark of 2024-06-20 gives for a guest that runs cyclictest every 200 us (58.7 to 61.4 million entries in an hour); how they divide is an assumption.',
  {
    fastpath: exitClass({
      ...plain,
      kind: 'an exit handled with interrupts off (TSC-deadline write, ICR write, preemption timer)',
      ratePerSec: 10_000,
      arrival: 'periodic',
      medianUs: 0.3,
      p99Us: 0.8,
    }),
    msr: exitClass({ ...plain, kind: 'an exit handled in the kernel', ratePerSec: 6180, medianUs: 0.8, p99Us: 3 }),
    io: exitClass({ ...plain, kind: 'an exit to the VMM', ratePerSec: 800, medianUs: 1, p99Us: 3, userspaceShare: 1 }),
    fault: exitClass({ ...plain, kind: 'an EPT violation that may sleep', ratePerSec: 20, medianUs: 3, p99Us: 12 }),
    heavy: exitClass({
      ...plain,
      kind: 'an exit with long kernel work that does not sleep',
      ratePerSec: 0,
      medianUs: 2000,
      p99Us: 20_000,
    }),
  },
);
