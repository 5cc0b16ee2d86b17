/** Fields of a tick's probe that a made-up line sets; the rest is a quiet tick of a 6.12 kernel. */
export type TickLine = Readonly<Record<string, string | number>>;

const quiet: TickLine = {
  user: 0,
  j: 1000,
  gps: 4,
  gpstart: 990,
  gpst: 1,
  rgps: 4,
  rgpn: 4,
  noqs: 0,
  noqse: 0,
  core: 0,
  wrap: 0,
  ngps: 4,
  nqsm: '0x0',
  cbhead: '0x0',
  t0: '0xffff88803ea2b7f8',
  t2p: '0x0',
  cbfl: '0x3',
  urg: 0,
  ftick: 0,
  ndw: 0,
  kst: 2,
  hasw: 0,
  ctn: 1,
  ctnmi: '0x4000000000000000',
  rv: '0x0',
  npat: 0,
  cs: '0x10',
  ip: 'do_work+0x1/0x2',
};

/** A line of a trace on CPU 1; times are microseconds after the first second. */
export function eventLine(us: number, event: string, flags = '.....', task = 'vcpu-7'): string {
  return `  ${task} [001] ${flags} 1.${String(us).padStart(6, '0')}: ${event}\n`;
}

/**
 * Returns the lines of a tick that interrupts a task's preemptible code (or, by its flags, other code), with the kernel's
 * invocation of RCU core between the probes if asked for.
 */
export function tickLines(us: number, fields: TickLine, invoked = false, flags = 'd.h..', task = 'vcpu-7'): string {
  const written = Object.entries({ ...quiet, ...fields }).map(([name, value]) => `${name}=${value}`);
  const { noqs, core } = { ...quiet, ...fields };
  return [
    eventLine(us, `tick1: (rcu_sched_clock_irq+0x0/0x11b0) ${written.join(' ')}`, flags, task),
    invoked ? eventLine(us + 1, 'invoke: (invoke_rcu_core+0x0/0x70)', flags, task) : '',
    eventLine(
      us + 2,
      `tickr1: (x <- rcu_sched_clock_irq) hasw=${Number(invoked)} noqs=${noqs} core=${core} urg=0`,
      flags,
      task,
    ),
  ].join('');
}

/** Returns the lines of a grace period of the CPU 0. */
export function gracePeriodLines(startUs: number, endUs: number, gpSeq: number, gpStart: number): [string, string] {
  const line = (us: number, event: string): string =>
    eventLine(us, event, '.....', 'rcu_preempt-16').replace('[001]', '[000]');
  return [
    line(startUs, `gpinitr: (x <- rcu_gp_init) ret=1 gps=${gpSeq} j=${gpStart} gpstart=${gpStart}`),
    line(endUs, `gpclean: (rcu_gp_cleanup+0x0/0x1) gps=${gpSeq} j=${gpStart + 2} gpstart=${gpStart}`),
  ];
}
