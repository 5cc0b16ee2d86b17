import { btfError } from './btf/btf-error.js';
import { findMember, type FoundMember } from './btf/find-member.js';
import type { Btf } from './btf/parse-btf.js';

interface KernelMember {
  readonly struct: string;
  /** The name first that the newest kernels have. */
  readonly paths: readonly string[];
  readonly required: boolean;
}

const required = (struct: string, ...paths: string[]): KernelMember => ({ struct, paths, required: true });
const optional = (struct: string, ...paths: string[]): KernelMember => ({ struct, paths, required: false });

/** The members of the kernel's structs that the probes read. Which of them lie where differs from build to build. */
export const kernelMembers = {
  stateGpSeq: required('rcu_state', 'gp_seq'),
  stateGpStart: required('rcu_state', 'gp_start'),
  nodeGpSeq: required('rcu_node', 'gp_seq'),
  nodeQsmask: required('rcu_node', 'qsmask'),
  cpu: required('rcu_data', 'cpu'),
  gpSeq: required('rcu_data', 'gp_seq'),
  mynode: required('rcu_data', 'mynode'),
  cpuNoQs: required('rcu_data', 'cpu_no_qs.b.norm'),
  coreNeedsQs: required('rcu_data', 'core_needs_qs'),
  gpwrap: required('rcu_data', 'gpwrap'),
  deferredWakeup: required('rcu_data', 'nocb_defer_wakeup'),
  listFlags: required('rcu_data', 'cblist.flags'),
  listHead: required('rcu_data', 'cblist.head'),
  /** RCU_DONE_TAIL and RCU_NEXT_READY_TAIL of include/linux/rcu_segcblist.h. */
  doneTail: required('rcu_data', 'cblist.tails[0]'),
  nextReadyTail: required('rcu_data', 'cblist.tails[2]'),
  urgentQs: required('rcu_data', 'rcu_urgent_qs'),
  forcedTick: optional('rcu_data', 'rcu_forced_tick'),
  kthreadStatus: required('rcu_data', 'rcu_cpu_kthread_status'),
  hasWork: required('rcu_data', 'rcu_cpu_has_work'),
  nesting: required('context_tracking', 'nesting', 'dynticks_nesting'),
  nmiNesting: required('context_tracking', 'nmi_nesting', 'dynticks_nmi_nesting'),
  codeSegment: optional('pt_regs', 'cs'),
  instruction: optional('pt_regs', 'ip', 'pc'),
  taskFlags: required('task_struct', 'flags'),
  /** Where per-CPU data has no variable `current_task` of its own. */
  hotCurrent: optional('pcpu_hot', 'current_task'),
} as const satisfies Record<string, KernelMember>;

/** Name of a member of `kernelMembers`. */
export type KernelMemberName = keyof typeof kernelMembers;

/** Where the members lie in one build of the kernel; what is optional may be missing. */
export type MemberOffsets = Readonly<Partial<Record<KernelMemberName, FoundMember>>>;

/**
 * Returns where the members lie in the kernel whose type information this is.
 *
 * @throws RecordingError where one is missing without which there is no replay
 */
export function memberOffsets(btf: Btf): MemberOffsets {
  const offsets: Partial<Record<KernelMemberName, FoundMember>> = {};
  for (const name of Object.keys(kernelMembers) as KernelMemberName[]) {
    const { struct, paths, required: needed }: KernelMember = kernelMembers[name];
    const found = paths.map((path) => findMember(btf, struct, path)).find((member) => member !== null);
    if (found !== undefined && found !== null) offsets[name] = found;
    else if (needed) {
      const cause = `no ${paths.join(' or ')} in struct ${struct}; a kernel from 6.1 on, 64 bits, with tree RCU expected, types`;
      throw btfError(cause, btf.types);
    }
  }
  return offsets;
}
