import { createRcuData, gpInProgress, type RcuData, type RcuNode, type RcuState } from '../kernel/rcu-data.js';
import type { TickView } from '../policies/policy.js';
import type { RecordingMeta } from './recording-meta.js';
import type { Column, TickTable } from './tick-table.js';

/** One recorded tick in the model's own terms. */
export interface RecordedTick {
  readonly state: RcuState;
  readonly node: RcuNode;
  readonly data: RcuData;
  /** What a policy may read. */
  readonly view: TickView;
  /** The tick interrupted user mode or an idle extended quiescent state: every policy skips. */
  readonly userOrIdle: boolean;
  /** It interrupted user mode. */
  readonly userMode: boolean;
  /** What the kernel did: RCU core was invoked. */
  readonly invoked: boolean;
  /** The recorded fields may be older than the kernel's decision. */
  readonly race: boolean;
}

/** Returns the tick of one row, its fields read as the recorded kernel lays them out. */
export function recordedTick(table: TickTable, meta: RecordingMeta, row: number): RecordedTick {
  const { columns } = table;
  const { layout } = meta;
  const cpu = at(columns.cpu, row);
  const flags = at(columns.cbfl, row);
  const state: RcuState = { gpSeq: at(columns.gps, row), gpStart: at(columns.gpstart, row) };
  const listEnabled = (flags & layout.enabledBit) !== 0;
  const data = createRcuData(cpu, (flags & layout.offloadedBit) !== 0);
  data.gpSeq = at(columns.rgps, row);
  data.gpWrap = at(columns.wrap, row) === 1;
  data.coreNeedsQs = at(columns.core, row) === 1;
  data.cpuNoQs = at(columns.noqs_decide, row) === 1;
  data.callbacksReady = listEnabled && at(columns.ready, row) === 1;
  data.callbacksUnassigned = listEnabled && at(columns.restnz, row) === 1;
  data.nocbDeferWakeup = at(columns.ndw, row) >= layout.nocbWake;
  const view: TickView = {
    cpu,
    jiffies: at(columns.j, row),
    nowNs: Math.round(optional(columns.t, row) * 1e9),
    gpInProgress: gpInProgress(state.gpSeq),
    gpStart: state.gpStart,
    irqFromGuest: false,
    pfVcpu: optional(columns.pf_vcpu, row) === 1,
    currentIsVcpu: optional(columns.rv, row) === 1,
    currentIsIdle: optional(columns.cur_idle, row) === 1,
    nextEqsNs: Number.POSITIVE_INFINITY,
  };
  return {
    state,
    node: { gpSeq: at(columns.ngps, row), qsmask: optional(columns.rnp_qsmask, row) },
    data,
    view,
    userOrIdle: at(columns.user, row) === 1 || at(columns.idle, row) === 1,
    userMode: at(columns.user, row) === 1,
    invoked: at(columns.invoked, row) === 1,
    race: optional(columns.gp_kthread_race, row) === 1 || optional(columns.jiffy_race, row) === 1,
  };
}

function at(column: Column, row: number): number {
  return column[row] as number;
}

function optional(column: Column | undefined, row: number): number {
  return column?.[row] ?? 0;
}
