import { isPending, type PendingReason } from '../kernel/rcu-pending.js';
import type { RecordedTick } from './recorded-tick.js';
import { mismatchesShown, type CpuReplay, type Mismatch, type Replay, type ReplayCounts } from './replay-result.js';
import { contexts, type TickContext } from './tick-columns.js';
import { lineOfRow, type TickTable } from './tick-table.js';

/** Counts decisions as they are recomputed. */
export interface ReplayTally {
  /** Takes what the model says of the tick of a row. */
  add(row: number, tick: RecordedTick, reason: PendingReason): void;
  /** Returns the counts so far. */
  result(): Omit<Replay, 'kernel' | 'policies' | 'parameters'>;
}

type Counts = { -readonly [K in keyof ReplayCounts]: ReplayCounts[K] };
type ContextCounts = Partial<Record<TickContext, { ticks: number; invoked: number }>>;
type CpuCounts = Counts & Pick<CpuReplay, 'nohzFull'> & { readonly contexts: ContextCounts };

/** Returns an empty tally for a table. */
export function createTally(table: TickTable, nohzFull: ReadonlySet<number>): ReplayTally {
  const total = emptyCounts();
  const perCpu = new Map<number, CpuCounts>();
  const reasons: Record<PendingReason, number> = {
    nothing: 0,
    skipped: 0,
    'deferred-wakeup': 0,
    'report-quiescent-state': 0,
    'callbacks-ready': 0,
    'need-grace-period': 0,
    'grace-period-changed': 0,
  };
  const outsideRaces: Mismatch[] = [];
  const inRaces: Mismatch[] = [];

  function contextOf(row: number): TickContext | null {
    const index = table.columns.ctx?.[row];
    return index === undefined ? null : (contexts[index] ?? null);
  }

  function cpuCounts(cpu: number): CpuCounts {
    let counts = perCpu.get(cpu);
    if (counts === undefined) {
      counts = { ...emptyCounts(), nohzFull: nohzFull.has(cpu), contexts: {} };
      perCpu.set(cpu, counts);
    }
    return counts;
  }

  function add(row: number, tick: RecordedTick, reason: PendingReason): void {
    const { invoked, race } = tick;
    const { cpu, jiffies } = tick.view;
    const match = isPending(reason) === invoked;
    const context = contextOf(row);
    const ofCpu = cpuCounts(cpu);
    count(total, match, invoked, race);
    count(ofCpu, match, invoked, race);
    reasons[reason]++;
    if (context !== null) {
      const here = (ofCpu.contexts[context] ??= { ticks: 0, invoked: 0 });
      here.ticks++;
      if (invoked) here.invoked++;
    }
    const kept = race ? inRaces : outsideRaces;
    if (!match && kept.length < mismatchesShown) {
      const seconds = table.columns.t?.[row] ?? null;
      kept.push({ line: lineOfRow(row), cpu, jiffies, seconds, context, invoked, reason, race });
    }
  }

  function result(): Omit<Replay, 'kernel' | 'policies' | 'parameters'> {
    const cpus = [...perCpu].sort(([a], [b]) => a - b);
    return {
      ...total,
      perCpu: Object.fromEntries(cpus.map(([cpu, counts]) => [`${cpu}`, counts])),
      reasons,
      firstMismatches: [...outsideRaces, ...inRaces],
    };
  }

  return { add, result };
}

function emptyCounts(): Counts {
  return { ticks: 0, invoked: 0, matches: 0, mismatches: 0, mismatchesOutsideRaces: 0, races: 0 };
}

function count(counts: Counts, match: boolean, invoked: boolean, race: boolean): void {
  counts.ticks++;
  if (invoked) counts.invoked++;
  if (race) counts.races++;
  if (match) counts.matches++;
  else {
    counts.mismatches++;
    if (!race) counts.mismatchesOutsideRaces++;
  }
}
