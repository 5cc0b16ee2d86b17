import { amount, amountIfSet, amountOrNull, count, flag, group, quantilesIfSet } from './field.js';
import { spreadMs } from './spread.js';

export const gracePeriods = group('Who asks for grace periods, and what the other CPUs do about them.', {
  requestsPerSec: amount({
    meaning: 'Calls of synchronize_rcu() on the host (open loop); no effect with `thinkMs` or `backToBack`.',
    unit: '/s',
    min: 0,
    max: 10_000,
    default: 30,
    source: 'assumed',
  }),
  burst: count({
    meaning: 'Calls that arrive together.',
    unit: 'calls',
    min: 1,
    max: 1000,
    default: 1,
    source: 'assumed',
  }),
  backToBack: flag({
    meaning: 'A new grace period is always wanted: each begins when the one before ends.',
    default: false,
    source: 'semantics-derived',
  }),
  thinkMs: amountOrNull({
    meaning: 'Closed loop: one caller, which calls again this long after its last synchronize_rcu() returned.',
    unit: 'ms',
    min: 0,
    max: 1e6,
    whenNull: 'open loop, at `requestsPerSec`',
    source: 'recording-h1000',
  }),
  expeditedShare: amount({
    meaning: 'Share of the calls that ask for an expedited grace period; PREEMPT_RT makes those normal after boot.',
    unit: '',
    min: 0,
    max: 1,
    default: 0,
    source: 'kernel-6.12-rcu_normal_after_boot',
  }),
  othersIdle: amount({
    meaning:
      'Chance that some other CPU sits in an extended quiescent state, so that only a scan can end the grace period.',
    unit: '',
    min: 0,
    max: 1,
    default: 1,
    source: 'semantics-derived',
  }),
  othersReport: spreadMs({
    of: 'time until the slowest other busy CPU has reported by itself',
    median: 1,
    p99: 3,
    source: 'assumed',
  }),
  housekeepingDelayUs: quantilesIfSet({
    meaning:
      'Set: the callers run on the housekeeping CPU, whose callbacks are not offloaded, and everything that it does for RCU follows one of its ticks: it asks for a grace period, starts it, reports its own quiescent state (in place of `othersReport`), scans, and lets the callers return. This is the time from that tick to the deed, as measured quantiles.',
    unit: 'us',
    min: 0,
    max: 1e6,
    whenNull:
      'the callers run elsewhere: a grace period is asked for at once, and ends for them after `costs.callbackPathUs`',
    source: 'recording-h1000',
  }),
  followUpShare: amountIfSet({
    meaning:
      'Share of the returns of synchronize_rcu() after which its caller leaves callbacks that nobody waits for, and that need one more grace period.',
    unit: '',
    min: 0,
    max: 1,
    whenNull: 'none of them',
    source: 'recording-h1000',
  }),
  leafLockBusyShare: amountIfSet({
    meaning:
      "Chance that RCU core finds the lock of its leaf taken, and learns nothing, when it runs in the same tick as the housekeeping CPU's report.",
    unit: '',
    min: 0,
    max: 1,
    whenNull: 'never',
    source: 'kernel-6.12-note_gp_changes',
  }),
  deferredWakeupsPerSec: amount({
    meaning:
      "Host call_rcu() with interrupts off on the vCPU's CPU, which defers the wake-up of rcuog to the next tick or guest entry; the CPU is taken to lead its group of offloaded CPUs, for others never see it.",
    unit: '/s',
    min: 0,
    max: 10_000,
    default: 0,
    source: 'kernel-6.12-nocb_defer_wakeup',
  }),
  callbacksPerSec: amount({
    meaning: "Calls of call_rcu() on the vCPU's CPU where its callbacks are not offloaded.",
    unit: '/s',
    min: 0,
    max: 1e5,
    default: 0,
    source: 'assumed',
  }),
  wakeFromGp: flag({
    meaning: 'rcu_normal_wake_from_gp: the grace-period kthread wakes the callers of synchronize_rcu() itself.',
    default: false,
    source: 'kernel-6.12-rcu_normal_wake_from_gp',
  }),
});
