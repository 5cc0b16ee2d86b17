import { describe, expect, it } from 'vitest';
import { recordingEvents, type Probe } from '../../../src/trace/recorder/event-sources.js';
import { fetching } from '../../../src/trace/recorder/fetch.js';
import { knownBuilds } from '../../../src/trace/recorder/known-builds.js';
import { fetchText } from '../../../src/trace/recorder/script/probe-commands.js';

const probesOf = (series: string): readonly Probe[] =>
  recordingEvents(fetching(knownBuilds[series]?.offsets ?? {})).probes;
const fieldsOf = (series: string, event: string): string[] =>
  (probesOf(series).find((probe) => probe.event === event)?.fields ?? []).map((field) => fetchText(field, false));

/** Where the recorder of the repository's recordings read each field on both kernels, as it was told by hand. */
const both = [
  'user=$arg1:s32',
  'j=@jiffies_64:u64',
  'rgps=@rcu_data$(at 0):u64',
  'ngps=+8(@rcu_data$(at 24)):u64',
  'noqs=@rcu_data$(at 16):u8',
  'core=@rcu_data$(at 18):u8',
  'wrap=@rcu_data$(at 20):u8',
  'ndw=@rcu_data$(at 372):s32',
  'cbfl=@rcu_data$(at 232):x8',
  'cbhead=@rcu_data$(at 120):x64',
  't0=@rcu_data$(at 128):x64',
  't2p=+0(@rcu_data$(at 144)):x64',
  'nqsm=+32(@rcu_data$(at 24)):x64',
  'urg=@rcu_data$(at 277):u8',
  'ftick=@rcu_data$(at 278):u8',
  'kst=@rcu_data$(at 720):u32',
  'ctn=@context_tracking$(at 16):s64',
  'ctnmi=@context_tracking$(at 24):x64',
  'cs=+136(@__irq_regs$(at 0)):x16',
  'ip=+128(@__irq_regs$(at 0)):symbol',
  'rv=@kvm_running_vcpu$(at 0):x64',
  'npat=@nohz_full_patience_delay_jiffies:s32',
];

const each = {
  '6.1': {
    state: ['gps=@rcu_state+366848:u64', 'gpstart=@rcu_state+367168:u64'],
    current: ['cfl=+52(@current_task$(at 0)):x32'],
    hasWork: 'hasw=@rcu_data$(at 724):s8',
    cpu: 840,
  },
  '6.12': {
    state: ['gps=@rcu_state+433536:u64', 'gpstart=@rcu_state+433856:u64'],
    current: ['cfl=+44(@pcpu_hot$(at 0)):x32'],
    hasWork: 'hasw=@rcu_data$(at 724):u8',
    cpu: 912,
  },
} as const;

/** Function, and whether its entry or its return is probed, as the recordings' own list of events says. */
const events: Readonly<Record<string, readonly [Probe['at'], ...string[]]>> = {
  tick: ['entry', 'rcu_sched_clock_irq'],
  tickr: ['return', 'rcu_sched_clock_irq'],
  invoke: ['entry', 'invoke_rcu_core'],
  notectx: ['entry', 'rcu_note_context_switch'],
  vcpu_load: ['entry', 'vcpu_load'],
  vcpu_put: ['entry', 'vcpu_put'],
  kvm_sched_in: ['entry', 'kvm_sched_in'],
  kvm_sched_out: ['entry', 'kvm_sched_out'],
  kvm_vcpu_halt: ['entry', 'kvm_vcpu_halt', 'kvm_vcpu_block'],
  gpinit: ['entry', 'rcu_gp_init'],
  gpinitr: ['return', 'rcu_gp_init'],
  gpclean: ['entry', 'rcu_gp_cleanup'],
  gpcleanr: ['return', 'rcu_gp_cleanup'],
  fqs: ['entry', 'rcu_gp_fqs', 'force_qs_rnp'],
  dyntick_save_progress_counter: ['entry', 'dyntick_save_progress_counter'],
  dyntick_save_progress_counter_r: ['return', 'dyntick_save_progress_counter'],
  rcu_watching_snap_save: ['entry', 'rcu_watching_snap_save'],
  rcu_watching_snap_save_r: ['return', 'rcu_watching_snap_save'],
  rcu_implicit_dynticks_qs: ['entry', 'rcu_implicit_dynticks_qs'],
  rcu_implicit_dynticks_qs_r: ['return', 'rcu_implicit_dynticks_qs'],
  rcu_watching_snap_recheck: ['entry', 'rcu_watching_snap_recheck'],
  rcu_watching_snap_recheck_r: ['return', 'rcu_watching_snap_recheck'],
};

describe.each(['6.1', '6.12'] as const)('on %s', (series) => {
  const { state, current, hasWork, cpu } = each[series];

  it('each field is read where the recorder of the recordings read it', () => {
    expect(fieldsOf(series, 'tick').sort()).toEqual([...both, ...state, ...current, hasWork].sort());
    expect(fieldsOf(series, 'tickr')).toEqual([hasWork, 'noqs=@rcu_data$(at 16):u8', 'core=@rcu_data$(at 18):u8']);
    expect(fieldsOf(series, 'gpinitr')).toEqual([state[0], 'j=@jiffies_64:u64', state[1]]);
    expect(fieldsOf(series, 'gpclean')).toEqual(['j=@jiffies_64:u64', state[1]]);
    expect(fieldsOf(series, 'fqs')).toEqual(['j=@jiffies_64:u64', state[1]]);
    expect(fieldsOf(series, 'rcu_watching_snap_save')).toEqual([`cpu=+${cpu}($arg1):s32`]);
    expect(fieldsOf(series, 'rcu_watching_snap_save_r')).toEqual(['ret=$retval:s32']);
  });

  it('each event is a probe of the function that it is named for', () => {
    const probes = probesOf(series).map(({ event, at, functions }) => [event, [at, ...functions]] as const);
    expect(Object.fromEntries(probes)).toEqual(events);
  });

  it('a kernel is refused for want of ticks, invocations or grace periods, and of nothing else', () => {
    const required = probesOf(series).filter((probe) => probe.required);
    expect(required.map(({ event }) => event).sort()).toEqual(
      ['gpclean', 'gpcleanr', 'gpinit', 'gpinitr', 'invoke', 'tick', 'tickr'].sort(),
    );
  });

  it('hits of other CPUs are kept only where grace periods are made', () => {
    const everywhere = probesOf(series).filter(({ cpus }) => cpus === 'all');
    for (const { functions } of everywhere) expect(functions[0]).toMatch(/^(?:rcu_gp_|rcu_watching_|rcu_imp|dyntick_)/);
  });
});
