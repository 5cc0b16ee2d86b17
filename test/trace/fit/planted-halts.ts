import type { RecordedGracePeriod } from '../../../src/trace/run/grace-period-table.js';
import { contexts, type TickContext } from '../../../src/trace/tick-columns.js';
import type { TickTable } from '../../../src/trace/tick-table.js';

/** What the steps of a halting guest take on a machine whose CPUs share one thread [us]. */
export const plantedSteps = {
  /** From the exit that arms the guest's timer to the exit by HLT. */
  armed: 16,
  halt: 1187,
  blocked: 13,
  idle: 32,
  /** From the timer to the switch, to the load of the vCPU, to the guest. */
  wake: 41,
  switch: 13,
  load: 15,
  /** From the entry of the guest to the exit that arms its timer. */
  work: 355,
  /** A tick of the vCPU's CPU, and how far into it the recorder looks. */
  tick: 140,
  probe: 40,
  /** Turns of the housekeeping CPU at its ticks. */
  turns: [88, 92, 92, 92, 96],
} as const;

interface Row {
  readonly t: number;
  readonly context: TickContext;
  readonly since: number;
}

const tickUs = 1000;

/** Returns the ticks that a recorder would have seen of halts and ticks in step, by arithmetic alone, without the engine. */
export function plantedHalts(seconds: number): { table: TickTable; gracePeriods: RecordedGracePeriod[] } {
  const steps = plantedSteps;
  const rows: Row[] = [];
  const turnOf = (edge: number): number => steps.turns[(edge / tickUs) % steps.turns.length]!;
  const edgeFrom = (us: number): number => Math.ceil(us / tickUs) * tickUs;
  let exit = 217;
  let cycles = 0;
  /** Goes on for a while from `from`; edges in it cost a turn and, where the tick runs, a tick. */
  const pass = (from: number, lengthUs: number, context: TickContext | null): number => {
    let end = from + lengthUs;
    for (let edge = edgeFrom(from); edge < end; edge += tickUs) {
      end += turnOf(edge);
      if (context === null) continue;
      rows.push({ t: edge + turnOf(edge) + steps.probe, context, since: edge + turnOf(edge) + steps.probe - exit });
      end += steps.tick;
    }
    return end;
  };
  while (exit < seconds * 1e6) {
    let now = pass(exit, steps.blocked, 'run_loop');
    now = pass(now, steps.idle - steps.blocked, 'idle_entry_window');
    const edge = edgeFrom(now);
    const seen = edge + turnOf(edge) + steps.probe;
    // The first edge still finds the tick on, the timer's own wake-up restarts it.
    if (edge < now + tickUs) rows.push({ t: seen, context: 'idle', since: seen - exit });
    const timer = exit - steps.armed + steps.halt;
    const before = Math.floor(timer / tickUs) * tickUs;
    now = pass(Math.max(timer, before + turnOf(before)), steps.wake, null);
    now = pass(now, steps.switch, 'kernel');
    now = pass(now, steps.load, 'run_loop');
    // Now and then the guest works longer, so that edges fall everywhere in the cycle.
    cycles++;
    const due = now + steps.work + (cycles % 5 === 0 ? (cycles * 53) % 613 : 0);
    for (let inside = edgeFrom(now); inside < due; inside += tickUs) {
      const tickAt = inside + turnOf(inside);
      rows.push({ t: tickAt + steps.probe, context: 'guest_exit_window', since: steps.probe - 2 });
      now = tickAt + steps.tick;
    }
    exit = pass(Math.max(now, due), steps.armed, 'guest_exit_window');
  }
  return { table: tableOf(rows), gracePeriods: gracePeriodsOf(seconds) };
}

/** A grace period every 25 ms, four ticks long. */
function gracePeriodsOf(seconds: number): RecordedGracePeriod[] {
  return Array.from({ length: Math.floor(seconds * 40) }, (_, i) => {
    const startSec = i * 0.025 + 0.000302;
    return { startSec, endSec: startSec + 0.00405, jiffies: 4, firstScanSec: startSec + 0.004019 };
  });
}

function tableOf(rows: readonly Row[]): TickTable {
  const column = (value: (row: Row) => number) => Float64Array.from(rows, value);
  const names = 'user idle j gps rgps ngps gpstart core noqs_decide wrap ndw cbfl ready restnz invoked pf_vcpu';
  const columns = {
    ...Object.fromEntries(names.split(' ').map((name) => [name, column(() => 0)])),
    cpu: column(() => 1),
    t: column(({ t }) => t / 1e6),
    ctx: column(({ context }) => contexts.indexOf(context)),
    us_since_guest_exit: column(({ since }) => Math.round(since)),
  };
  return { rows: rows.length, columns: columns as unknown as TickTable['columns'] };
}
