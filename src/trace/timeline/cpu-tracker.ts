import { taskSwitch } from '../ftrace/event-fields.js';
import { eventArgs, lostEvents, type FtraceEvent } from '../ftrace/ftrace-event.js';
import { inHardirq, preemptLetter } from '../ftrace/ftrace-flags.js';
import { contextOf, unknownSituation, type CpuSituation, type CurrentTask } from './cpu-situation.js';
import type { CpuEventName } from './event-names.js';
import { createMarks, type GrowingMarks, type MarkKind } from './marks.js';
import { createRcucRuns, type GrowingRcucRuns } from './rcuc-runs.js';
import { createSpans, type GrowingSpans } from './spans.js';
import type { TraceState } from './trace-state.js';
import { createVmExits, type GrowingVmExits } from './vm-exits.js';

/** Follows one CPU through the events of a trace. */
export interface CpuTracker {
  readonly situation: Readonly<CpuSituation>;
  readonly marks: GrowingMarks;
  readonly spans: GrowingSpans;
  readonly rcucRuns: GrowingRcucRuns;
  readonly vmExits: GrowingVmExits;
  readonly counts: { kvmEntries: number; halts: number };
  /** Takes an event of this CPU. */
  observe(event: FtraceEvent): void;
}

/** Returns the tracker of a CPU of which nothing is known yet. */
export function createCpuTracker(trace: TraceState): CpuTracker {
  const situation = unknownSituation();
  const marks = createMarks();
  const spans = createSpans();
  const rcucRuns = createRcucRuns();
  const vmExits = createVmExits();
  const counts = { kvmEntries: 0, halts: 0 };
  let rcucSince: { readonly startNs: number; readonly after: CurrentTask } | null = null;
  /** Whether the last stay in idle showed where its extended quiescent state began; not all traces do. */
  let idleShown = false;
  let shownNow = false;

  const mark = (kind: MarkKind, event: FtraceEvent): number => marks.add(kind, event.timeNs, trace.jiffies);

  function leaveGuest(event: FtraceEvent): void {
    if (!situation.inGuest) return;
    situation.inGuest = false;
    situation.inExitWindow = true;
    mark('guest-exit', event);
  }

  function becomeVcpu(event: FtraceEvent): void {
    trace.vcpus.add(event.pid);
    situation.pid = event.pid;
    situation.task = 'vcpu';
    situation.inUser = false;
  }

  function switchTo(event: FtraceEvent): void {
    const { next } = taskSwitch(event);
    const before = situation.task;
    leaveGuest(event);
    if (rcucSince !== null) rcucRuns.add(rcucSince.startNs, event.timeNs, rcucSince.after);
    if (before === 'idle') idleShown = shownNow;
    shownNow = false;
    const task = kindOf(next.comm, next.pid, trace);
    rcucSince = task === 'rcuc' ? { startNs: event.timeNs, after: before } : null;
    Object.assign(situation, unknownSituation(), { task, pid: next.pid, loaded: situation.loaded });
    if (task === 'idle' && idleShown) situation.idleWatched = 'entering';
    mark(`to-${task}`, event);
  }

  function watching(event: FtraceEvent, watched: boolean): void {
    if (situation.inGuest && watched) leaveGuest(event);
    if (situation.task !== 'idle') return;
    shownNow = true;
    situation.idleWatched = watched ? 'leaving' : 'no';
    mark(watched ? 'idle-exit' : 'idle-enter', event);
  }

  const handlers: Readonly<Record<CpuEventName | typeof lostEvents, (event: FtraceEvent) => void>> = {
    sched_switch: switchTo,
    user_enter: (event) => {
      situation.inUser = true;
      mark('user-enter', event);
    },
    user_exit: (event) => {
      situation.inUser = false;
      mark('user-exit', event);
    },
    vcpu_load: (event) => {
      becomeVcpu(event);
      situation.loaded = true;
      trace.openLoads.set(event.pid, { marks, row: mark('vcpu-load', event) });
    },
    vcpu_put: (event) => {
      becomeVcpu(event);
      leaveGuest(event);
      situation.loaded = false;
      situation.inExitWindow = false;
      trace.openLoads.delete(event.pid);
      mark('vcpu-put', event);
    },
    // Comes behind sched_switch: the task that goes has already been marked as gone.
    kvm_sched_out: (event) => {
      trace.vcpus.add(event.pid);
      situation.loaded = false;
      mark('sched-out', event);
    },
    kvm_sched_in: (event) => {
      becomeVcpu(event);
      situation.loaded = true;
      mark('sched-in', event);
    },
    kvm_entry: (event) => {
      leaveGuest(event);
      becomeVcpu(event);
      situation.loaded = true;
      situation.inGuest = true;
      situation.inExitWindow = false;
      counts.kvmEntries++;
      const load = trace.openLoads.get(event.pid);
      load?.marks.become(load.row, 'vcpu-load-to-run');
      trace.openLoads.delete(event.pid);
      mark('guest-enter', event);
    },
    kvm_exit: (event) => {
      leaveGuest(event);
      vmExits.add(event.timeNs, eventArgs(event));
      situation.fromGuest = /\breason EXTERNAL_INTERRUPT\b/.test(eventArgs(event)) ? 'pending' : 'no';
    },
    kvm_vcpu_halt: (event) => {
      counts.halts++;
      mark('halt', event);
    },
    notectx: (event) => void mark('quiescent-state', event),
    rcu_watching: (event) => watchingChanged(event, watching),
    rcu_dyntick: (event) => watchingChanged(event, watching),
    cpu_idle: (event) => watching(event, /state=4294967295\b/.test(eventArgs(event))),
    [lostEvents]: (event) => {
      Object.assign(situation, unknownSituation());
      rcucSince = null;
      mark('lost-events', event);
    },
  };

  return {
    situation,
    marks,
    spans,
    rcucRuns,
    vmExits,
    counts,
    observe(event) {
      if (situation.inGuest && interruptsGuest(event)) leaveGuest(event);
      if (situation.fromGuest !== 'no' && vectorEntry.test(event.name)) {
        situation.fromGuest = situation.fromGuest === 'pending' ? 'handling' : 'no';
      }
      if (situation.inExitWindow && endsExitWindow(event)) {
        situation.inExitWindow = false;
        situation.fromGuest = 'no';
        mark('preempt-enable', event);
      }
      if (Object.hasOwn(handlers, event.name)) handlers[event.name as keyof typeof handlers](event);
      spans.enter(contextOf(situation), event.timeNs);
    },
  };
}

/** Entries of interrupt vectors; softirqs and hrtimers run within one. */
const vectorEntry = /^(?!kvm_|softirq_|hrtimer_).*_entry$/;

function kindOf(comm: string, pid: number, trace: TraceState): CurrentTask {
  if (pid === 0) return 'idle';
  if (comm.startsWith('rcuc/')) return 'rcuc';
  return trace.vcpus.has(pid) ? 'vcpu' : 'other';
}

/** Some kernels trace the exit only behind the interrupt that forced it, so that interrupt is the first sign of it. */
function interruptsGuest(event: FtraceEvent): boolean {
  if (event.name === 'kvm_entry' || event.name === 'kvm_exit') return false;
  return inHardirq(event.flags) ?? /^(?:tick\d*|.*_entry)$/.test(event.name);
}

function endsExitWindow(event: FtraceEvent): boolean {
  const letter = preemptLetter(event.flags);
  if (letter === null) return /^(?:kvm_userspace_exit|kvm_vcpu_halt|vcpu_put|sched_switch)$/.test(event.name);
  return letter === '.' && event.task !== '<idle>';
}

/** `Start` and `End` are the task's own crossings; `Startirq` and `Endirq` those of an interrupt within. */
function watchingChanged(event: FtraceEvent, watching: (event: FtraceEvent, watched: boolean) => void): void {
  const word = /^(?:rcu_(?:preempt|sched) )?(\S+)/.exec(eventArgs(event))?.[1];
  if (word === 'Start' || word === 'End') watching(event, word === 'Start');
}
