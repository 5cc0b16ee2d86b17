import { gpInProgress } from '../../kernel/rcu-data.js';
import { preemptLetter } from '../ftrace/ftrace-flags.js';
import { recordedTick } from '../recorded-tick.js';
import type { RecordingMeta } from '../recording-meta.js';
import type { TickTable } from '../tick-table.js';
import type { RawTicks } from '../timeline/raw-ticks.js';
import type { TickFieldName } from '../timeline/tick-fields.js';
import type { TraceTimeline } from '../timeline/timeline.js';
import { unsigned64, type Cell } from './csv-row.js';
import { kernelSkips } from './kernel-skips.js';
import { recorderVerdict, wakeKind } from './recorder-reason.js';
import { tickContext } from './tick-context.js';
import { isIdleTask, tickTableOfTrace } from './tick-table-of-trace.js';

const columns =
  't,cpu,comm,flags,ctx,inloop,lastkvm,us_since_guest_exit,user,idle,preempt,j,gp_age_j,gps,rgps,ngps,gpstart,core,noqs_entry,noqs_decide,core_ret,wrap,urg,ftick,ndw,kst,hasw_in,hasw_out,cbfl,ready,restnz,ctn,ctnmi,rv,cs,ip,npat,invoked,woke,pred,reason,match,gp_kthread_race,kvar,last_guest_exit_j,in_run_loop'.split(
    ',',
  );
const newerColumns =
  'lge_p2,lge_p3,near_guest,last_qs_j,last_qs_j_decide,curflags,pf_vcpu,cur_idle,idlewin,kind,rnp_qsmask'.split(',');

/** A table in the recorder's form. */
export interface RecorderTable {
  readonly columns: readonly string[];
  /** Returns the cells of a row. */
  row(row: number): Cell[];
  readonly rows: number;
}

/**
 * Returns the ticks of a trace as the recorder tabulates them (`*.ticks.csv`): every column, the columns of the newer probes
 * where the trace has their fields.
 */
export function recorderTickRows(timeline: TraceTimeline, meta: RecordingMeta): RecorderTable {
  const { ticks } = timeline;
  const table = tickTableOfTrace(timeline, meta);
  const skips = kernelSkips(table, meta);
  const newer = ticks.has('lp2');

  function cellsOf(row: number): Cell[] {
    const tick = recordedTick(table, meta, row);
    const { pending, reason } = recorderVerdict(tick, meta, skips(tick, row), newer);
    const verdict: Record<string, Cell> = {
      pred: Number(pending),
      reason,
      match: Number(pending === tick.invoked),
      gp_kthread_race: table.columns.gp_kthread_race?.[row] ?? 0,
    };
    const wakes = tick.invoked && meta.nohzFullCpus.includes(tick.view.cpu);
    const kind = wakes ? wakeKind(tick, reason) : '';
    const cells: Record<string, Cell> = {
      ...tickCells(ticks, table, row),
      ...verdict,
      ...(newer && { ...newerCells(ticks, row), kind }),
    };
    return names.map((name) => cells[name] ?? null);
  }

  const names = newer ? [...columns, ...newerColumns] : columns;
  return { columns: names, rows: ticks.rows, row: cellsOf };
}

function tickCells(ticks: RawTicks, table: TickTable, row: number): Record<string, Cell> {
  const own = (name: Parameters<RawTicks['own']>[0]): number => ticks.own(name, row);
  const field = (name: TickFieldName): Cell => (ticks.has(name) ? ticks.field(name, row) : null);
  const flags = ticks.text('flags', row);
  const gps = ticks.field('gps', row);
  const rv = ticks.field('rv', row) || 0;
  const letter = preemptLetter(flags);
  return {
    t: (own('timeNs') / 1e9).toFixed(6),
    cpu: own('cpu'),
    comm: ticks.text('task', row),
    flags,
    ctx: tickContext(ticks, row),
    inloop: rv,
    lastkvm: ['', 'entry', 'exit'][own('lastKvm')] ?? '',
    us_since_guest_exit: own('lastExitNs') >= 0 ? Math.round((own('timeNs') - own('lastExitNs')) / 1000) : null,
    user: field('user'),
    idle: own('idle'),
    preempt: letter === '.' ? 0 : letter,
    j: field('j'),
    gp_age_j: gpInProgress(gps) ? ticks.field('j', row) - ticks.field('gpstart', row) : null,
    gps: unsigned64(gps),
    rgps: unsigned64(ticks.field('rgps', row)),
    ngps: unsigned64(ticks.field('ngps', row)),
    gpstart: field('gpstart'),
    core: field('core'),
    noqs_entry: field('noqs'),
    noqs_decide: own('noqsReturn'),
    core_ret: own('coreReturn'),
    wrap: field('wrap'),
    urg: field('urg'),
    ftick: field('ftick'),
    ndw: field('ndw'),
    kst: field('kst'),
    hasw_in: field('hasw'),
    hasw_out: own('haswReturn'),
    cbfl: field('cbfl'),
    ready: table.columns.ready[row] ?? 0,
    restnz: table.columns.restnz[row] ?? 0,
    ctn: field('ctn'),
    ctnmi: ticks.text('ctnmi', row),
    rv,
    cs: field('cs'),
    ip: ticks.text('ip', row),
    npat: field('npat'),
    invoked: own('invoked'),
    woke: own('woke'),
    kvar: field('kvar'),
    last_guest_exit_j: field('lge'),
    in_run_loop: field('inrl'),
  };
}

function newerCells(ticks: RawTicks, row: number): Record<string, Cell> {
  const flags = ticks.field('cfl', row);
  const idle = isIdleTask(ticks, row);
  const idleWindow = ticks.own('idleLeaving', row) === 1 ? 'eqs_exit' : 'switch';
  return {
    lge_p2: ticks.field('lp2', row),
    lge_p3: ticks.field('lp3', row),
    near_guest: ticks.field('near', row),
    last_qs_j: ticks.field('lqs', row),
    last_qs_j_decide: ticks.own('lqsReturn', row),
    curflags: `0x${flags.toString(16)}`,
    pf_vcpu: flags & 1,
    cur_idle: Number(idle),
    idlewin: idle ? idleWindow : '',
    rnp_qsmask: `0x${ticks.field('nqsm', row).toString(16)}`,
  };
}
