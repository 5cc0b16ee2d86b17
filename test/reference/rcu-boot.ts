import type { Scenario } from '../../src/scenario/index.js';
import { gracePeriodKthread } from './grace-period-kthread.js';
import type { NaiveHost } from './naive-host.js';
import type { ExpeditedGracePeriod, GracePeriods, RcuData } from './rcu-state.js';

/** Returns what RCU knows on a CPU at time 0. */
export function nothingKnown(): RcuData {
  return {
    gpSeq: 0,
    coreNeedsQs: false,
    cpuNoQs: false,
    cpuNoQsExp: false,
    urgentQs: false,
    needHeavyQs: false,
    forcedTick: false,
    lastFqsResched: 0,
    inEqs: true,
    eqsCounter: 1,
    eqsSnapshot: 0,
    deferredWakeup: false,
    callbacks: { wait: 0, next: 0, unassigned: false, ready: false },
  };
}

/** Returns the grace periods at time 0: none yet, but perhaps a caller about to ask for one. */
export function noGracePeriods(scenario: Scenario, host: () => NaiveHost): GracePeriods {
  const { backToBack, thinkMs } = scenario.gracePeriods;
  let kthread: ReturnType<typeof gracePeriodKthread> | null = null;
  return {
    gpSeq: 0,
    gpStart: 0,
    startedNs: 0,
    leafSeq: 0,
    leafMask: new Set(),
    wanted: false,
    waitingCallers: [],
    servedCallers: [],
    firstScanDone: false,
    anotherCpuIdle: false,
    othersReportNs: 0,
    othersEventNs: Infinity,
    closedLoopCallNs: backToBack || thinkMs !== null ? 0 : Infinity,
    followUpNs: Infinity,
    nextWait: (why) => (kthread ??= gracePeriodKthread(host())).next(why).value,
    wait: { phase: 'idle', untilNs: Infinity },
  };
}

/** Returns the expedited grace period at time 0: there is none. */
export function noExpeditedGracePeriod(): ExpeditedGracePeriod {
  return {
    running: false,
    anotherAsked: false,
    startedNs: 0,
    startJiffies: 0,
    awaited: new Set(),
    othersAnswerNs: 0,
    escalated: false,
    waiterNs: Infinity,
  };
}
