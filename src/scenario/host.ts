import { amount, choice, count, countOrNull, flag, group } from './field.js';

export const host = group('The host: how its kernel is built and booted, and how its CPUs sleep.', {
  hz: choice({
    meaning: 'Scheduling-clock ticks a second; ages in the kernel are compared in whole ticks (jiffies).',
    choices: [100, 250, 300, 1000],
    default: 1000,
    unit: '/s',
    source: 'kernel-6.12-hz',
  }),
  cpus: count({
    meaning: 'Possible CPUs of the host; sets the skew of ticks and, from 256 on, lengthens the FQS delays.',
    unit: 'CPUs',
    min: 2,
    max: 4096,
    default: 24,
    source: 'assumed',
  }),
  isolation: choice({
    meaning:
      "How the vCPU's CPU is isolated: `nohz_full` stops its tick and makes guest mode an extended quiescent state; `isolcpus` alone does neither.",
    choices: ['nohz_full', 'isolcpus'],
    default: 'nohz_full',
    source: 'leo-2024-03-28-rfc-v1',
  }),
  rcuNocbs: flag({
    meaning: "RCU callbacks of the vCPU's CPU are offloaded to housekeeping CPUs; nohz_full forces it.",
    default: true,
    source: 'kernel-6.12-rcu_init_nohz',
  }),
  preemption: choice({
    meaning: 'Preemption model of the host kernel: PREEMPT_RT, full preemption, or none.',
    choices: ['rt', 'full', 'none'],
    default: 'rt',
    source: 'leo-2024-03-28-rfc-v1',
  }),
  rcuCore: choice({
    meaning: 'Where RCU core work runs: the per-CPU kthread rcuc, or RCU_SOFTIRQ. PREEMPT_RT always uses rcuc.',
    choices: ['rcuc', 'softirq'],
    default: 'rcuc',
    source: 'leo-2024-03-28-rfc-v1',
  }),
  virtualization: choice({
    meaning:
      'VMX handles the interrupt that ended the guest run with interrupts off; SVM takes every interrupt in the one-instruction window behind the exit.',
    choices: ['vmx', 'svm'],
    default: 'vmx',
    source: 'sean-2024-04-08-irq-from-guest',
  }),
  irqExitFastpath: flag({
    meaning:
      'VMX only: an exit caused by a host interrupt goes straight back to the guest, without the window in which interrupts are enabled.',
    default: false,
    source: 'sean-2024-04-08-irq-from-guest',
  }),
  rcucClass: choice({
    meaning: 'Scheduling class of rcuc.',
    choices: ['fifo', 'other'],
    default: 'fifo',
    source: 'kernel-6.12-kthread_prio',
  }),
  rcucPriority: count({
    meaning: 'SCHED_FIFO priority of rcuc (rcutree.kthread_prio); has no effect in class `other`.',
    unit: '',
    min: 1,
    max: 99,
    default: 11,
    source: 'recording-h1000',
  }),
  vcpuClass: choice({
    meaning: "Scheduling class of the vCPU's thread.",
    choices: ['fifo', 'other'],
    default: 'fifo',
    source: 'leo-2024-05-03-requirements',
  }),
  vcpuPriority: count({
    meaning: "SCHED_FIFO priority of the vCPU's thread; below rcuc's, rcuc preempts it.",
    unit: '',
    min: 1,
    max: 99,
    default: 1,
    source: 'leo-2024-05-03-requirements',
  }),
  idle: choice({
    meaning:
      'How an idle CPU waits: in C-states that a governor chooses; by HLT where there is nothing to choose (no cpuidle driver, as in most VMs, or one state), where Linux 6.12.117 lets the tick run until one has come in idle; or polling (idle=poll), which keeps the tick on.',
    choices: ['cstates', 'halt', 'poll'],
    default: 'cstates',
    source: 'marcelo-2024-05-06-power-saving',
  }),
  cpuModel: choice({
    meaning: 'Which column of the C-state table gives exit latencies: Skylake-X, Ice Lake-X or Sapphire Rapids.',
    choices: ['skx', 'icx', 'spr'],
    default: 'icx',
    source: 'kernel-6.12-intel_idle',
  }),
  deepestCState: choice({
    meaning: 'The deepest C-state that idle may enter.',
    choices: ['C1', 'C1E', 'C6'],
    default: 'C1',
    source: 'marcelo-2024-05-06-power-saving',
  }),
  haltPollNs: count({
    meaning: 'How long the host spins for a wake-up after a guest HLT before it lets the CPU go idle (halt_poll_ns).',
    unit: 'ns',
    min: 0,
    max: 1e9,
    default: 200_000,
    source: 'kernel-6.12-halt_poll_ns',
  }),
  skewTick: flag({
    meaning: 'Ticks of different CPUs are spread over half a tick period (skew_tick=1) instead of being in phase.',
    default: true,
    source: 'kernel-6.12-skew_tick',
  }),
  timekeeperLagUs: amount({
    meaning: 'Delay from the tick edge to the moment the housekeeping CPU has advanced jiffies; less than one tick.',
    unit: 'us',
    min: 0,
    max: 1e4,
    default: 2,
    source: 'assumed',
  }),
  fqsFirstJiffies: countOrNull({
    meaning:
      'Wait from the start of a grace period to its first scan for quiescent CPUs (jiffies_till_first_fqs); at most HZ.',
    unit: 'jiffies',
    min: 0,
    max: 1000,
    whenNull: 'as the kernel computes it from HZ and the number of CPUs',
    source: 'kernel-6.12-jiffies_till_fqs',
  }),
  fqsNextJiffies: countOrNull({
    meaning: 'Wait between later scans (jiffies_till_next_fqs); at most HZ.',
    unit: 'jiffies',
    min: 1,
    max: 1000,
    whenNull: 'as the kernel computes it from HZ and the number of CPUs',
    source: 'kernel-6.12-jiffies_till_fqs',
  }),
  stallTimeoutSec: count({
    meaning: 'Age of a grace period at which RCU warns of a stall (rcu_cpu_stall_timeout).',
    unit: 's',
    min: 3,
    max: 300,
    default: 21,
    source: 'kernel-6.12-stall_timeout',
  }),
  expStallTimeoutMs: count({
    meaning: 'Age of an expedited grace period at which RCU warns; 0: as the normal one.',
    unit: 'ms',
    min: 0,
    max: 21_000,
    default: 0,
    source: 'kernel-6.12-stall_timeout',
  }),
});
