import type { RecordingMeta } from '../recording-meta.js';
import { contexts, type OptionalColumn, type RequiredColumn } from '../tick-columns.js';
import type { Column, TickTable } from '../tick-table.js';
import type { KthreadStretch } from '../timeline/grace-periods.js';
import type { RawTicks } from '../timeline/raw-ticks.js';
import type { TickFieldName } from '../timeline/tick-fields.js';
import type { TraceTimeline } from '../timeline/timeline.js';
import { listHeads } from './ready-callbacks.js';
import { tickContext } from './tick-context.js';

/** Columns that are a field of the probe as it stands. */
const copies: Readonly<Partial<Record<RequiredColumn | OptionalColumn, TickFieldName>>> = {
  user: 'user',
  j: 'j',
  gps: 'gps',
  rgps: 'rgps',
  ngps: 'ngps',
  gpstart: 'gpstart',
  core: 'core',
  wrap: 'wrap',
  ndw: 'ndw',
  cbfl: 'cbfl',
  rv: 'rv',
  rnp_qsmask: 'nqsm',
  npat: 'npat',
  kvar: 'kvar',
  last_guest_exit_j: 'lge',
  lge_p2: 'lp2',
  lge_p3: 'lp3',
  in_run_loop: 'inrl',
  near_guest: 'near',
};

/**
 * Returns the ticks of a trace as the table that `replay` takes. Rows have the order of the recorder's tables.
 *
 * @param meta - what the trace can't say: how the kernel lays out its fields
 */
export function tickTableOfTrace(timeline: TraceTimeline, meta: RecordingMeta): TickTable {
  const { ticks } = timeline;
  const { rows } = ticks;
  const fill = (value: (row: number) => number): Column => Float64Array.from({ length: rows }, (_, row) => value(row));
  const columns: Record<string, Column> = {};
  for (const [column, field] of Object.entries(copies)) {
    if (ticks.has(field)) columns[column] = fill((row) => ticks.field(field, row));
  }
  const heads = listHeads(ticks);
  columns['cpu'] = fill((row) => ticks.own('cpu', row));
  columns['idle'] = fill((row) => ticks.own('idle', row));
  columns['noqs_decide'] = fill((row) => ticks.own('noqsReturn', row));
  columns['ready'] = fill((row) => (ticks.field('t0', row) === heads.get(ticks.own('cpu', row)) ? 0 : 1));
  columns['restnz'] = fill((row) => ticks.field('t2p', row) || 0);
  columns['invoked'] = fill((row) => ticks.own('invoked', row));
  columns['t'] = fill((row) => ticks.own('timeNs', row) / 1e9);
  columns['ctx'] = fill((row) => contexts.indexOf(tickContext(ticks, row)));
  columns['gp_kthread_race'] = Float64Array.from(races(ticks, timeline.gracePeriods.stretches));
  columns['cur_idle'] = fill((row) => (isIdleTask(ticks, row) ? 1 : 0));
  if (ticks.has('lqs')) {
    columns['last_qs_j_decide'] = fill((row) => ticks.own('lqsReturn', row));
    columns['pf_vcpu'] = fill((row) => ticks.field('cfl', row) % 2);
  }
  if (meta.kvmVariant === null) delete columns['kvar'];
  return { rows, columns: columns as TickTable['columns'] };
}

/** Returns whether the idle task was current at a tick. */
export function isIdleTask(ticks: RawTicks, row: number): boolean {
  return ticks.has('cfl')
    ? (ticks.field('cfl', row) & 2) !== 0
    : /^(?:<idle>$|swapper\/)/.test(ticks.text('task', row));
}

/** How much later than its end a stretch still counts: the probe's own time [ns]. */
const slackNs = 2000;

/**
 * Returns for each tick 1 if the grace-period kthread was starting or ending a grace period between its two probes: the
 * fields may then be older than what the kernel decided on.
 */
export function races(ticks: RawTicks, stretches: readonly KthreadStretch[]): number[] {
  const sorted = [...stretches].sort((a, b) => a.startNs - b.startNs);
  const found: number[] = [];
  for (let row = 0; row < ticks.rows; row++) {
    const fromNs = ticks.own('timeNs', row) - slackNs;
    const untilNs = ticks.own('returnNs', row);
    let at = firstStartingAfter(sorted, untilNs) - 1;
    let race = 0;
    // Stretches of one kthread follow each other, so the last few that began before the return decide.
    for (let looked = 0; at >= 0 && looked < 4 && race === 0; looked++, at--) {
      if ((sorted[at]?.endNs ?? 0) >= fromNs) race = 1;
    }
    found.push(race);
  }
  return found;
}

function firstStartingAfter(stretches: readonly KthreadStretch[], timeNs: number): number {
  let low = 0;
  let high = stretches.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((stretches[middle]?.startNs ?? 0) <= timeNs) low = middle + 1;
    else high = middle;
  }
  return low;
}
