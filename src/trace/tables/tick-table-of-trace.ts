import type { RecordingMeta } from '../recording-meta.js';
import {
  contexts,
  optionalColumns,
  requiredColumns,
  type OptionalColumn,
  type RequiredColumn,
} from '../tick-columns.js';
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

/** Columns of jiffies, sequence numbers and the like; all others hold flags and bytes. */
const wide: ReadonlySet<string> = new Set(
  Object.entries({ ...requiredColumns, ...optionalColumns })
    .filter(([, kind]) => kind !== 'flag' && kind !== 'byte' && kind !== 'context')
    .map(([name]) => name),
);

/**
 * Returns the ticks of a trace as the table that `replay` takes. Rows have the order of the recorder's tables.
 *
 * @param meta - what the trace can't say: how the kernel lays out its fields
 */
export function tickTableOfTrace(timeline: TraceTimeline, meta: RecordingMeta): TickTable {
  const { ticks } = timeline;
  const { rows } = ticks;
  const columns: Record<string, Column> = {};
  const fill = (name: string, value: (row: number) => number): void => {
    const column = wide.has(name) ? new Float64Array(rows) : new Uint8Array(rows);
    for (let row = 0; row < rows; row++) column[row] = value(row);
    columns[name] = column;
  };
  for (const [column, field] of Object.entries(copies)) {
    const values = ticks.values(field);
    if (values !== null) columns[column] = values;
  }
  const heads = listHeads(ticks);
  fill('cpu', (row) => ticks.own('cpu', row));
  fill('idle', (row) => ticks.own('idle', row));
  fill('noqs_decide', (row) => ticks.own('noqsReturn', row));
  // A probe without the list's addresses leaves it unknown; on CPUs with offloaded callbacks it plays no part.
  const isReady = (row: number): boolean => ticks.field('t0', row) !== heads.get(ticks.own('cpu', row));
  fill('ready', (row) => (ticks.has('t0') && isReady(row) ? 1 : 0));
  fill('restnz', (row) => ticks.field('t2p', row) || 0);
  fill('invoked', (row) => ticks.own('invoked', row));
  fill('t', (row) => ticks.own('timeNs', row) / 1e9);
  fill('ctx', (row) => contexts.indexOf(tickContext(ticks, row)));
  fill('us_since_guest_exit', (row) =>
    ticks.own('lastExitNs', row) >= 0
      ? Math.round((ticks.own('timeNs', row) - ticks.own('lastExitNs', row)) / 1000)
      : NaN,
  );
  columns['gp_kthread_race'] = races(ticks, timeline.gracePeriods.stretches);
  fill('cur_idle', (row) => (isIdleTask(ticks, row) ? 1 : 0));
  if (ticks.has('lqs')) {
    fill('last_qs_j_decide', (row) => ticks.own('lqsReturn', row));
    fill('pf_vcpu', (row) => ticks.field('cfl', row) % 2);
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
export function races(ticks: RawTicks, stretches: readonly KthreadStretch[]): Uint8Array {
  const sorted = [...stretches].sort((a, b) => a.startNs - b.startNs);
  const found = new Uint8Array(ticks.rows);
  for (let row = 0; row < ticks.rows; row++) {
    const fromNs = ticks.own('timeNs', row) - slackNs;
    const untilNs = ticks.own('returnNs', row);
    let at = firstStartingAfter(sorted, untilNs) - 1;
    let race = 0;
    // Stretches of one kthread follow each other, so the last few that began before the return decide.
    for (let looked = 0; at >= 0 && looked < 4 && race === 0; looked++, at--) {
      if ((sorted[at]?.endNs ?? 0) >= fromNs) race = 1;
    }
    found[row] = race;
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
