/** What the flags of an event say of the code that it interrupted or stands in. */
export interface FtraceFlags {
  readonly irqsOff: boolean;
  readonly needResched: boolean;
  /** `none` is a task's own context. */
  readonly context: 'none' | 'softirq' | 'hardirq' | 'hardirq-in-softirq' | 'nmi';
  /** `preempt_count` without the interrupt bits, cut off at 15. */
  readonly preemptDepth: number;
  readonly migrateDisable: number;
}

/** Characters of the 5-character form; the 7-character form of older PREEMPT_RT kernels has two lazy columns between them. */
const places = {
  5: { context: 2, preempt: 3, migrate: 4 },
  7: { context: 3, preempt: 4, migrate: 6 },
} as const;

const contextLetters: Readonly<Record<string, FtraceFlags['context']>> = {
  '.': 'none',
  s: 'softirq',
  h: 'hardirq',
  H: 'hardirq-in-softirq',
  z: 'nmi',
  Z: 'nmi',
};

/**
 * Returns the meaning of an event's flags, or null for what is neither of the two forms.
 *
 * @param flags - 5 characters (irqs-off, need-resched, context, preempt-depth, migrate-disable) or 7 (need-resched-lazy after
 *   the second, preempt-lazy-depth after the fifth)
 * @example
 * decodeFlags('dNh1.')?.preemptDepth; // 1
 */
export function decodeFlags(flags: string): FtraceFlags | null {
  const { length } = flags;
  if (length !== 5 && length !== 7) return null;
  const place = places[length];
  const context = contextLetters[flags[place.context] ?? ''];
  const preemptDepth = depth(flags, place.preempt);
  const migrateDisable = depth(flags, place.migrate);
  if (context === undefined || preemptDepth < 0 || migrateDisable < 0) return null;
  if (!/^[.dDbBX][.nNpPbBlL]/.test(flags)) return null;
  return {
    irqsOff: flags[0] === 'd' || flags[0] === 'D',
    needResched: flags[1] !== '.',
    context,
    preemptDepth,
    migrateDisable,
  };
}

/** Returns the preempt depth, as the one character in which it is written ('.' is none), or null without flags. */
export function preemptLetter(flags: string | null): string | null {
  if (flags === null) return null;
  return flags[flags.length === 7 ? places[7].preempt : places[5].preempt] ?? null;
}

/** Returns whether the event stands in a hard interrupt (or an NMI); null without flags. */
export function inHardirq(flags: string | null): boolean | null {
  if (flags === null) return null;
  const letter = flags[flags.length === 7 ? places[7].context : places[5].context];
  return letter !== '.' && letter !== 's';
}

function depth(flags: string, at: number): number {
  const letter = flags[at];
  return letter === '.' ? 0 : parseInt(letter ?? '', 16) || -1;
}
