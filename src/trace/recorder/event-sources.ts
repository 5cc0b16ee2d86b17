import type { TracedEventName } from '../timeline/event-names.js';
import { argument, returnValue, type Fetch, type Fetching } from './fetch.js';
import { entryFields, jiffies, returnFieldsOf } from './tick-probes.js';

/** A probe that the recording makes in the kernel. */
export interface Probe {
  readonly event: string;
  readonly at: 'entry' | 'return';
  /** Functions that may be probed for it: the first that the kernel has is taken. */
  readonly functions: readonly string[];
  readonly fields: readonly Fetch[];
  /** Without it there is no replay. */
  readonly required: boolean;
  /** `each`: a probe of its own for each recorded CPU, with its number behind the name. */
  readonly cpus: 'each' | 'recorded' | 'all';
}

/** An event that the kernel offers. */
export interface Tracepoint {
  readonly event: string;
  /** Its directory below `events`. */
  readonly path: string;
  /** Only hits for which this holds; empty for all. */
  readonly filter: string;
  readonly cpus: 'recorded' | 'all';
}

/** All that a recording switches on. */
export interface RecordingEvents {
  readonly probes: readonly Probe[];
  readonly tracepoints: readonly Tracepoint[];
}

/**
 * Returns the probes and events of a recording: what the reader of raw traces takes, nothing else.
 *
 * @param kernel - where members lie in the build to be recorded
 */
export function recordingEvents(kernel: Fetching): RecordingEvents {
  const tick = { functions: ['rcu_sched_clock_irq'], required: true, cpus: 'each' } as const;
  const named = Object.entries(namedSources(kernel));
  const entry = Object.values(entryFields(kernel)).filter((field): field is Fetch => field !== null);
  const probes: Probe[] = [
    { ...tick, event: 'tick', at: 'entry', fields: entry },
    { ...tick, event: 'tickr', at: 'return', fields: Object.values(returnFieldsOf(kernel)) },
    ...scanProbes(kernel),
  ];
  const tracepoints: Tracepoint[] = vectors.map((path) => ({ event: leaf(path), path, filter: '', cpus: 'recorded' }));
  for (const [event, source] of named) {
    if ('path' in source) tracepoints.push({ event, ...source });
    else probes.push({ event, ...source });
  }
  return { probes, tracepoints };
}

type Source = Omit<Probe, 'event'> | Omit<Tracepoint, 'event'>;

function namedSources({ state }: Fetching): Readonly<Record<TracedEventName, Source>> {
  const gpSeq = state('gps', 'stateGpSeq');
  const gpStart = state('gpstart', 'stateGpStart');
  const kthread = (at: Probe['at'], name: string, ...fields: Fetch[]): Source => ({
    at,
    functions: [name],
    fields,
    required: true,
    cpus: 'all',
  });
  return {
    invoke: { ...call('invoke_rcu_core'), required: true },
    notectx: call('rcu_note_context_switch'),
    vcpu_load: call('vcpu_load'),
    vcpu_put: call('vcpu_put'),
    kvm_sched_in: call('kvm_sched_in'),
    kvm_sched_out: call('kvm_sched_out'),
    kvm_vcpu_halt: call('kvm_vcpu_halt', 'kvm_vcpu_block'),
    gpinit: kthread('entry', 'rcu_gp_init', jiffies),
    gpinitr: kthread('return', 'rcu_gp_init', gpSeq, jiffies, gpStart),
    gpclean: kthread('entry', 'rcu_gp_cleanup', jiffies, gpStart),
    gpcleanr: kthread('return', 'rcu_gp_cleanup', jiffies),
    fqs: {
      at: 'entry',
      functions: ['rcu_gp_fqs', 'force_qs_rnp'],
      fields: [jiffies, gpStart],
      required: false,
      cpus: 'all',
    },
    sched_switch: offered('sched/sched_switch'),
    sched_waking: { path: 'sched/sched_waking', filter: 'comm ~ "rcuc/*"', cpus: 'all' },
    user_enter: offered('context_tracking/user_enter'),
    user_exit: offered('context_tracking/user_exit'),
    kvm_entry: offered('kvm/kvm_entry'),
    kvm_exit: offered('kvm/kvm_exit'),
    cpu_idle: offered('power/cpu_idle'),
    // These three need CONFIG_RCU_TRACE.
    rcu_watching: offered('rcu/rcu_watching'),
    rcu_dyntick: offered('rcu/rcu_dyntick'),
    rcu_quiescent_state_report: { ...offered('rcu/rcu_quiescent_state_report'), cpus: 'all' },
  };
}

function call(...functions: string[]): Omit<Probe, 'event'> {
  return { at: 'entry', functions, fields: [], required: false, cpus: 'recorded' };
}

function offered(path: string): Omit<Tracepoint, 'event'> {
  return { path, filter: '', cpus: 'recorded' };
}

/** A scan looks at each CPU from which the grace period waits; the function has another name from 6.12 on. */
function scanProbes({ offsetOf }: Fetching): Probe[] {
  const looks = [
    'dyntick_save_progress_counter',
    'rcu_watching_snap_save',
    'rcu_implicit_dynticks_qs',
    'rcu_watching_snap_recheck',
  ];
  return looks.flatMap((name): Probe[] => {
    const look = { functions: [name], required: false, cpus: 'all' } as const;
    return [
      { ...look, event: name, at: 'entry', fields: [argument('cpu', 's32', offsetOf('cpu'))] },
      { ...look, event: `${name}_r`, at: 'return', fields: [returnValue('ret', 's32')] },
    ];
  });
}

/** Interrupts, which show that a guest was left where the exit itself is traced only later. */
const vectors = [
  'irq_vectors/local_timer_entry',
  'irq_vectors/reschedule_entry',
  'irq_vectors/call_function_entry',
  'irq_vectors/call_function_single_entry',
  'irq_vectors/irq_work_entry',
  'irq/irq_handler_entry',
];

function leaf(path: string): string {
  return path.slice(path.indexOf('/') + 1);
}
