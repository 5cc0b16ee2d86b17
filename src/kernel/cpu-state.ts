/**
 * Where a modelled CPU is, segment by segment: the vCPU's way through KVM's run loop, the idle loop around a halt, and the
 * kernel threads that can take its place. The numbers are indices into the attribute tables below.
 */
export const at = {
  /** E7: the guest runs; a host interrupt ends it. */
  guest: 0,
  /** E8: VM exit, interrupts off; the extended quiescent state ends when it is over. */
  exit: 1,
  /** E9 on VMX: the interrupt that ended the guest's run is handled, interrupts off. */
  vmxInterrupt: 2,
  /** E10: interrupts are enabled for one instruction, preemption still disabled. */
  interruptWindow: 3,
  /** E11: end of the non-preemptible part; a wanted reschedule happens at its end. */
  preemptEnable: 4,
  /** E12: the exit handler. */
  handler: 5,
  /** E13 and E4: signals, timers and requests between two entries. */
  loop: 6,
  /** E5: preemption disabled, interrupts still on. */
  beforeEntry: 7,
  /** E6: interrupts off; the extended quiescent state begins with it. */
  entry: 8,
  /** An exit handled without enabling interrupts (deadline timer, ICR, preemption timer). */
  fastpath: 9,
  /** E14: halt polling: kernel, watched by RCU, no quiescent state. */
  haltPoll: 10,
  /** E15a: on the way to sleep. */
  block: 11,
  /** E16: leaving the run loop, up to `vcpu_put`. */
  leave: 12,
  /** E17: after `vcpu_put`, up to user mode. */
  toUser: 13,
  /** E0: the VMM in user mode. */
  user: 14,
  /** E1: system call entry, before `vcpu_load`. */
  fromUser: 15,
  /** E2 and E3: `vcpu_load` and what precedes the loop. */
  load: 16,
  /** E15f: switched in again after a halt. */
  schedIn: 17,
  /** E15c: the idle task runs, RCU still watches. */
  idleEntry: 18,
  /** E15d: idle, an extended quiescent state. */
  idle: 19,
  /** E15e: the idle task runs, RCU watches again. */
  idleExit: 20,
  /** rcuc/N in `rcu_core()`. */
  rcuCore: 21,
  /** Another kernel thread. */
  work: 22,
  /** The vCPU's task tears down a VM that ended. */
  teardown: 23,
  /** The VMM is in a system call other than KVM_RUN. */
  systemCall: 24,
  /** E8 behind the end of the extended quiescent state: interrupts still off, the host's bookkeeping for the exit. */
  exitMasked: 25,
  /** Before E6: interrupts off already, RCU still watches. */
  entryMasked: 26,
  /** E15c with interrupts off: the idle task on its last steps into its extended quiescent state. */
  idleMasked: 27,
} as const;

/** An index into the tables of this file. */
export type CpuState = (typeof at)[keyof typeof at];

/** The names of the states, for timelines. */
export const stateNames = Object.keys(at) as readonly (keyof typeof at)[];

function table(states: readonly CpuState[]): readonly boolean[] {
  return stateNames.map((_, state) => states.includes(state as CpuState));
}

/** Host interrupts can be taken at once (in the guest they force an exit first). */
export const interruptsOn = table([
  at.interruptWindow,
  at.handler,
  at.loop,
  at.beforeEntry,
  at.haltPoll,
  at.block,
  at.leave,
  at.toUser,
  at.user,
  at.fromUser,
  at.load,
  at.schedIn,
  at.idleEntry,
  at.idle,
  at.idleExit,
  at.rcuCore,
  at.work,
  at.teardown,
  at.systemCall,
]);

/** `preempt_count` is zero: a tick notes a quiescent state, and a wanted reschedule happens at interrupt exit. */
export const preemptible = table([
  at.handler,
  at.loop,
  at.haltPoll,
  at.block,
  at.leave,
  at.toUser,
  at.user,
  at.fromUser,
  at.load,
  at.schedIn,
  at.work,
  at.teardown,
  at.systemCall,
]);

/** `PF_VCPU` is set while the vCPU's task is here: guest entry to just behind the interrupt window. */
export const pfVcpu = table([
  at.entry,
  at.guest,
  at.exit,
  at.exitMasked,
  at.vmxInterrupt,
  at.interruptWindow,
  at.fastpath,
]);

/** The windows by which rcuc wake-ups are counted. */
export const windows = ['guest', 'exit-handler', 'halt-poll', 'idle-entry', 'idle-exit', 'to-user', 'other'] as const;

/** A window that a tick can hit. */
export type Window = (typeof windows)[number];

const windowStates: readonly (readonly [Window, readonly CpuState[]])[] = [
  ['guest', [at.guest, at.exit, at.exitMasked, at.vmxInterrupt, at.interruptWindow, at.fastpath]],
  [
    'exit-handler',
    [at.preemptEnable, at.handler, at.loop, at.beforeEntry, at.entryMasked, at.entry, at.fromUser, at.load],
  ],
  ['halt-poll', [at.haltPoll]],
  ['idle-entry', [at.block, at.idleEntry, at.idleMasked]],
  ['idle-exit', [at.idleExit, at.schedIn]],
  ['to-user', [at.leave, at.toUser]],
];

/** The window of each state. */
export const windowOf: readonly Window[] = stateNames.map(
  (_, state) => windowStates.find(([, states]) => states.includes(state as CpuState))?.[0] ?? 'other',
);
