import { rcuNohzFullCpu, rcuPending, type PendingReason } from '../../kernel/rcu-pending.js';
import type { RecordedTick } from '../recorded-tick.js';
import type { RecordingMeta } from '../recording-meta.js';

/** The reasons of the model in the recorder's words; a changed sequence number has two. */
const words: Readonly<Record<Exclude<PendingReason, 'skipped'>, string>> = {
  nothing: 'nothing',
  'deferred-wakeup': 'nocb_defer',
  'report-quiescent-state': 'core_needs_qs',
  'callbacks-ready': 'ready_cbs',
  'need-grace-period': 'need_gp',
  'grace-period-changed': 'gp_seq_differs',
};

/** What the recorder calls a skip by the proposal that the kernel followed: in the runs with HZ=1000, and in the older ones. */
const skipWords: Readonly<Record<string, readonly [string, string]>> = {
  'last-guest-exit': ['skip_P1_last_guest_exit', 'skip_rfcv1'],
  'last-guest-exit-reset': ['skip_P2_last_guest_exit_zero', 'skip_rfcv1'],
  'last-guest-exit-reset-sched': ['skip_P3_last_guest_exit_zero_sched', 'skip_rfcv1'],
  'run-loop-flag': ['skip_P4_run_loop_literal', 'skip_runloop_literal'],
  'run-loop-flag-sched': ['skip_P5_run_loop', 'skip_runloop'],
  'run-loop-flag-sched+idle-entry': ['skip_P5_run_loop', 'skip_runloop'],
  'guest-entry-flag': ['skip_P6_near_guest', 'skip_near_guest'],
  'pf-vcpu': ['skip_P7b_PF_VCPU', 'skip_pf_vcpu'],
  'last-qs-age': ['skip_P9_last_qs', 'skip_last_qs'],
  patience: ['skip_patience', 'skip_patience'],
};

/** What the model says of a recorded tick, in the recorder's words. */
export interface RecorderVerdict {
  /** Whether RCU core is invoked. */
  readonly pending: boolean;
  readonly reason: string;
}

/**
 * Returns the model's decision of a tick as the recorder names it. It names a skip also where nothing was pending.
 *
 * @param skips - whether the kernel's own policy asks to skip this tick
 * @param newer - the words of the runs with HZ=1000
 */
export function recorderVerdict(
  tick: RecordedTick,
  meta: RecordingMeta,
  skips: boolean,
  newer: boolean,
): RecorderVerdict {
  const { view, state, node, data } = tick;
  const spared = rcuNohzFullCpu(meta.nohzFullCpus.includes(view.cpu), state, view.jiffies, meta.hz);
  const skip = spared && (tick.userOrIdle || skips);
  if (skip && !data.nocbDeferWakeup) return { pending: false, reason: skipWord(tick, meta.policy, newer) };
  const reason = rcuPending(state, node, data, false);
  const wrapped = reason === 'grace-period-changed' && node.gpSeq === data.gpSeq;
  return { pending: reason !== 'nothing', reason: wrapped ? 'gpwrap' : words[reason as keyof typeof words] };
}

function skipWord(tick: RecordedTick, policy: string, newer: boolean): string {
  if (tick.userOrIdle) return tick.userMode ? 'skip_user' : 'skip_idle';
  if (policy === 'patience-gapless') return tick.view.gpInProgress ? 'skip_patience' : 'skip_P13_no_gp';
  const word = skipWords[policy];
  return word === undefined ? `skip_${policy}` : word[newer ? 0 : 1];
}

/** Returns what kind of wake-up a pending tick of a nohz_full CPU led to, in the recorder's words. */
export function wakeKind(tick: RecordedTick, reason: string): string {
  if (reason === 'core_needs_qs') return 'report_qs';
  if (reason !== 'gp_seq_differs') return reason;
  const known = tick.data.gpSeq;
  const current = tick.node.gpSeq;
  const knownRuns = inProgress(known);
  const ended = Math.floor(current / 4) - Math.floor(known / 4);
  if (inProgress(current)) return ended === 0 && !knownRuns ? 'learn_start' : 'learn_end_and_start';
  return ended === 1 && knownRuns ? 'learn_end' : 'learn_missed_gps';
}

function inProgress(gpSeq: number): boolean {
  return gpSeq % 4 !== 0;
}
