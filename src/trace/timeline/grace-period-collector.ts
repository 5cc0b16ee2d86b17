import { argsError, eachField, fieldError } from '../ftrace/event-fields.js';
import { eventArgs, type FtraceEvent } from '../ftrace/ftrace-event.js';
import { readInteger, readSequence } from '../recorded-number.js';
import type { GracePeriodEventName } from './event-names.js';
import { createTextTable } from './text-table.js';
import type { FqsProbe, FqsScan, KthreadStretch, TracedGracePeriod, TracedGracePeriods } from './grace-periods.js';

/** Makes grace periods of the probes in the grace-period kthread. */
export interface GracePeriodCollector {
  observe(event: FtraceEvent): void;
  result(): TracedGracePeriods;
}

type Open = Pick<TracedGracePeriod, 'gpSeq' | 'startNs' | 'gpStart'> & {
  probes: number;
  credited: number;
  readonly scans: FqsScan[];
  lastReportBy: string | null;
};

const snapshotNames = /^(?:dyntick_save_progress_counter|rcu_watching_snap_save)(_r)?$/;
const recheckNames = /^(?:rcu_implicit_dynticks_qs|rcu_watching_snap_recheck)(_r)?$/;

/** Returns a collector that has seen no grace period. */
export function createGracePeriodCollector(): GracePeriodCollector {
  const periods: TracedGracePeriod[] = [];
  const probes: FqsProbe[] = [];
  const stretches: KthreadStretch[] = [];
  const reporters = createTextTable();
  let open: Open | null = null;
  let stretchStartNs: number | null = null;
  let probedCpu = -1;
  let showsScans = false;

  function endStretch(event: FtraceEvent): void {
    stretches.push({ startNs: stretchStartNs ?? event.timeNs, endNs: event.timeNs });
    stretchStartNs = null;
  }

  function probe(event: FtraceEvent, kind: FqsProbe['kind'], returned: boolean): void {
    if (!returned) {
      probedCpu = numberField(event, 'cpu', false);
      return;
    }
    const result = numberField(event, 'ret', true);
    probes.push({ timeNs: event.timeNs, cpu: Number.isNaN(probedCpu) ? -1 : probedCpu, kind, result });
    probedCpu = -1;
    if (open === null) return;
    open.probes++;
    if (result === 1) open.credited++;
  }

  const handlers: Readonly<Record<GracePeriodEventName, (event: FtraceEvent) => void>> = {
    gpinit: (event) => {
      stretchStartNs = event.timeNs;
    },
    gpinitr: (event) => {
      endStretch(event);
      open = {
        gpSeq: sequenceField(event, 'gps'),
        startNs: event.timeNs,
        gpStart: numberField(event, 'gpstart', false),
        probes: 0,
        credited: 0,
        scans: [],
        lastReportBy: null,
      };
    },
    gpclean: (event) => {
      stretchStartNs = event.timeNs;
      if (open === null) return;
      const gpStart = numberField(event, 'gpstart', true);
      periods.push({ ...open, gpStart, endNs: event.timeNs, endJiffies: numberField(event, 'j', true) });
      open = null;
    },
    gpcleanr: endStretch,
    fqs: (event) => {
      showsScans = true;
      if (open === null) return;
      open.scans.push({
        timeNs: event.timeNs,
        ageJiffies: numberField(event, 'j', false) - numberField(event, 'gpstart', false),
      });
    },
    rcu_quiescent_state_report: (event) => {
      // Reports of tasks that were preempted in a reader name the state the other way round: preempt_rcu.
      if (open !== null && eventArgs(event).startsWith('rcu_'))
        open.lastReportBy = reporters.texts[reporters.numberOf(event.task)] ?? null;
    },
  };

  return {
    observe(event) {
      if (Object.hasOwn(handlers, event.name)) return handlers[event.name as GracePeriodEventName](event);
      if (!/^(?:rcu_|dyntick_)/.test(event.name)) return;
      const snapshot = snapshotNames.exec(event.name);
      if (snapshot !== null) return probe(event, 'snapshot', snapshot[1] !== undefined);
      const recheck = recheckNames.exec(event.name);
      if (recheck !== null) probe(event, 'recheck', recheck[1] !== undefined);
    },
    result: () => ({ periods, probes, stretches, showsScans }),
  };
}

function numberField(event: FtraceEvent, name: string, required: boolean): number {
  return field(event, name, required, readInteger);
}

function sequenceField(event: FtraceEvent, name: string): number {
  return field(event, name, true, readSequence);
}

function field(
  event: FtraceEvent,
  name: string,
  required: boolean,
  read: (text: string, start: number, end: number) => number,
): number {
  let found = NaN;
  let there = false;
  eachField(event, (key, start, end) => {
    if (key !== name) return;
    there = true;
    found = read(event.text, start, end);
    if (Number.isNaN(found)) throw fieldError(event, start, end, `${name}: a whole number expected`);
  });
  if (required && !there) throw argsError(event, `field ${name} missing in "${eventArgs(event).slice(0, 40)}"`);
  return found;
}
