import type { ProposalFieldName, ReturnFieldName, TickFieldName } from '../timeline/tick-fields.js';
import type { Fetch, Fetching } from './fetch.js';
import { argument, variable } from './fetch.js';

/** What the probe at a tick's entry gives the reader, beside what only kernels with the proposals have. */
type EntryField = Exclude<TickFieldName, ProposalFieldName> | 'ip' | 'ctnmi';

/**
 * Returns what the probe at the entry of `rcu_sched_clock_irq()` reads: each field that the replay takes, null where the
 * kernel has nothing of the kind. Hexadecimal where the reader wants an address.
 */
export function entryFields(kernel: Fetching): Readonly<Record<EntryField, Fetch | null>> {
  const { own, state, behind, offsetOf, has } = kernel;
  const node = { symbol: 'rcu_data', offset: offsetOf('mynode') };
  const registers = { symbol: '__irq_regs', offset: 0 };
  const current = has('hotCurrent')
    ? { symbol: 'pcpu_hot', offset: offsetOf('hotCurrent') }
    : { symbol: 'current_task', offset: 0 };
  return {
    user: argument('user', 's32'),
    j: jiffies,
    gps: state('gps', 'stateGpSeq'),
    gpstart: state('gpstart', 'stateGpStart'),
    rgps: own('rgps', 'gpSeq'),
    ngps: behind('ngps', node, 'nodeGpSeq'),
    noqs: own('noqs', 'cpuNoQs'),
    core: own('core', 'coreNeedsQs'),
    wrap: own('wrap', 'gpwrap'),
    ndw: own('ndw', 'deferredWakeup'),
    cbfl: own('cbfl', 'listFlags', 'x8'),
    cbhead: own('cbhead', 'listHead'),
    t0: own('t0', 'doneTail'),
    t2p: { ...own('t2p', 'nextReadyTail'), through: 0 },
    nqsm: behind('nqsm', node, 'nodeQsmask', 'x64'),
    urg: own('urg', 'urgentQs'),
    ftick: has('forcedTick') ? own('ftick', 'forcedTick') : null,
    kst: own('kst', 'kthreadStatus'),
    hasw: own('hasw', 'hasWork'),
    ctn: own('ctn', 'nesting', undefined, 'context_tracking'),
    ctnmi: own('ctnmi', 'nmiNesting', 'x64', 'context_tracking'),
    // Not every architecture has these variables, the module of the last but one may not be loaded, the patience is new.
    cfl: { ...behind('cfl', current, 'taskFlags', 'x32'), ifSymbol: true },
    cs: has('codeSegment') ? { ...behind('cs', registers, 'codeSegment', 'x16'), ifSymbol: true } : null,
    ip: has('instruction') ? { ...behind('ip', registers, 'instruction', 'symbol'), ifSymbol: true } : null,
    rv: variable('rv', 'kvm_running_vcpu', 'x64', { perCpu: true, ifSymbol: true }),
    npat: variable('npat', 'nohz_full_patience_delay_jiffies', 's32', { ifSymbol: true }),
  };
}

/** Returns what the probe at the return reads. */
export function returnFieldsOf({
  own,
}: Fetching): Readonly<Record<Exclude<ReturnFieldName, ProposalFieldName>, Fetch>> {
  return { hasw: own('hasw', 'hasWork'), noqs: own('noqs', 'cpuNoQs'), core: own('core', 'coreNeedsQs') };
}

/** Read of jiffies. */
export const jiffies: Fetch = variable('j', 'jiffies_64', 'u64');
