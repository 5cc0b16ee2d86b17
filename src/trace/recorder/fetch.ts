import { btfError } from './btf/btf-error.js';
import type { FoundMember } from './btf/find-member.js';
import { kernelMembers, type KernelMemberName, type MemberOffsets } from './kernel-members.js';

/** One thing that a probe reads when it is hit, and the name under which it stands in the trace. */
export interface Fetch {
  readonly name: string;
  readonly from: 'argument' | 'return-value' | 'symbol';
  /** Kernel symbol whose memory is read; empty for an argument or a return value. */
  readonly symbol: string;
  /** The symbol is per-CPU data: the CPU's own offset is added. */
  readonly perCpu: boolean;
  /** Added to the symbol [bytes]. */
  readonly offset: number;
  /** What is found there is a pointer, and this far behind its target lies the value; null: what is found is the value. */
  readonly through: number | null;
  /** Type in the words of the kernel's probes. */
  readonly type: string;
  /** The field is left out on kernels without the symbol. */
  readonly ifSymbol: boolean;
}

const plain = { symbol: '', perCpu: false, offset: 0, through: null, ifSymbol: false } as const;

/** Makes fetches out of the places in one build of the kernel. */
export interface Fetching {
  /** Reads a member of per-CPU RCU data, or of another per-CPU struct. */
  own(name: string, member: KernelMemberName, type?: string, symbol?: string): Fetch;
  /** Reads a member of `rcu_state`. */
  state(name: string, member: KernelMemberName): Fetch;
  /** Follows a pointer, itself per-CPU, and reads a member behind it. */
  behind(name: string, pointer: { symbol: string; offset: number }, member: KernelMemberName, type?: string): Fetch;
  offsetOf(member: KernelMemberName): number;
  has(member: KernelMemberName): boolean;
}

/** Returns the fetches for one build. */
export function fetching(offsets: MemberOffsets): Fetching {
  const place = (member: KernelMemberName): FoundMember => {
    const found = offsets[member];
    if (found === undefined)
      throw btfError(
        'a kernel that has it expected, missing',
        `${kernelMembers[member].struct}.${kernelMembers[member].paths.join('|')}`,
      );
    return found;
  };
  return {
    own: (name, member, type = place(member).type, symbol = 'rcu_data') => ({
      ...plain,
      name,
      from: 'symbol',
      symbol,
      perCpu: true,
      offset: place(member).offset,
      type,
    }),
    state: (name, member) => ({ ...plain, name, from: 'symbol', symbol: 'rcu_state', ...place(member) }),
    behind: (name, { symbol, offset }, member, type = place(member).type) => ({
      ...plain,
      name,
      from: 'symbol',
      symbol,
      perCpu: true,
      offset,
      through: place(member).offset,
      type,
    }),
    offsetOf: (member) => place(member).offset,
    has: (member) => offsets[member] !== undefined,
  };
}

/** Returns a read of the first argument of the probed function. */
export function argument(name: string, type: string, through: number | null = null): Fetch {
  return { ...plain, name, from: 'argument', type, through };
}

/** Returns a read of what the probed function returns. */
export function returnValue(name: string, type: string): Fetch {
  return { ...plain, name, from: 'return-value', type };
}

/** Returns a read of a variable. */
export function variable(name: string, symbol: string, type: string, more: Partial<Fetch> = {}): Fetch {
  return { ...plain, name, from: 'symbol', symbol, type, ...more };
}
