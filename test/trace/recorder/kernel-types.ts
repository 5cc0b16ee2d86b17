import { btfWriter, type BtfMember } from './btf-writer.js';

/** What a made-up kernel may lack or have otherwise. */
export interface KernelTypesOptions {
  readonly littleEndian?: boolean;
  /** The names before 6.12, and no struct of hot data. */
  readonly older?: boolean;
  /** A member that is left out, by name. */
  readonly without?: string;
}

/** The shape of the structs that the probes read, as BTF: the members of a 6.12 kernel, not where it has them. */
export function kernelTypes({ littleEndian = true, older = false, without }: KernelTypesOptions = {}): Uint8Array {
  const btf = btfWriter(littleEndian);
  const long = btf.int('long unsigned int', 8);
  const signed = btf.int('long int', 8, true);
  const int = btf.int('int', 4, true);
  const unsigned = btf.int('unsigned int', 4);
  const byte = btf.alias('typedef', btf.int('unsigned char', 1), 'u8');
  const flag = btf.alias('typedef', btf.int('_Bool', 1), 'bool');
  const pointer = btf.pointer(0);
  const at = (offset: number, type: number, name: string): BtfMember => ({ name, type, bits: 8 * offset });
  const struct = (name: string, ...members: BtfMember[]): number =>
    btf.struct(
      name,
      members.filter((member) => member.name === '' || member.name !== without),
    );

  const noqs = btf.struct('', [at(0, byte, 'norm'), at(1, byte, 'exp')]);
  const noqsUnion = btf.struct('rcu_noqs', [at(0, noqs, 'b'), at(0, btf.int('u16', 2), 's')], { union: true });
  const list = struct(
    'rcu_segcblist',
    at(0, pointer, 'head'),
    at(8, btf.array(pointer, 4), 'tails'),
    at(112, byte, 'flags'),
  );
  struct(
    'rcu_data',
    at(0, long, 'gp_seq'),
    at(16, noqsUnion, 'cpu_no_qs'),
    at(18, flag, 'core_needs_qs'),
    at(20, flag, 'gpwrap'),
    at(24, pointer, 'mynode'),
    at(40, list, 'cblist'),
    at(177, flag, 'rcu_urgent_qs'),
    at(178, flag, 'rcu_forced_tick'),
    at(180, int, 'nocb_defer_wakeup'),
    at(184, unsigned, 'rcu_cpu_kthread_status'),
    at(188, byte, 'rcu_cpu_has_work'),
    at(192, int, 'cpu'),
  );
  struct('rcu_node', at(8, long, 'gp_seq'), at(32, long, 'qsmask'));
  struct('rcu_state', at(4096, btf.alias('volatile', long), 'gp_seq'), at(4160, long, 'gp_start'));
  const nesting = older ? 'dynticks_nesting' : 'nesting';
  struct('context_tracking', at(8, signed, nesting), at(16, signed, older ? 'dynticks_nmi_nesting' : 'nmi_nesting'));
  const segment = btf.struct('', [at(0, btf.int('u16', 2), 'cs'), at(0, long, 'csx')], { union: true });
  struct('pt_regs', at(128, long, 'ip'), at(136, segment, ''));
  struct('task_struct', at(44, unsigned, 'flags'));
  if (!older) struct('pcpu_hot', at(0, pointer, 'current_task'));
  return btf.bytes();
}
