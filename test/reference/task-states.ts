/** What a task may be doing; those of the vCPU's thread are E0 to E17 of the run loop. */
export type StateName = keyof typeof taskStates;

/** How the code of a state meets interrupts, the scheduler and the policies. */
export interface StateFacts {
  /** A pending interrupt is taken at once, makes the guest exit, wakes the CPU first, or waits. */
  readonly interrupts: 'taken' | 'exit' | 'wake' | 'wait';
  /** `preempt_count` is 0. */
  readonly preemptible: boolean;
  readonly pfVcpu: boolean;
  /** The window of the run loop, as the log and the wakes name it. */
  readonly window: string;
}

const open = { interrupts: 'taken', preemptible: true, pfVcpu: false } as const;
const atomic = { interrupts: 'taken', preemptible: false, pfVcpu: false } as const;
const inGuestSection = { interrupts: 'wait', preemptible: false, pfVcpu: true, window: 'guest' } as const;

export const taskStates = {
  guest: { ...inGuestSection, interrupts: 'exit' },
  exit: inGuestSection,
  exitMasked: inGuestSection,
  vmxInterrupt: inGuestSection,
  fastpath: inGuestSection,
  interruptWindow: { ...inGuestSection, interrupts: 'taken' },
  preemptEnable: { ...atomic, interrupts: 'wait', window: 'exit-handler' },
  handler: { ...open, window: 'exit-handler' },
  loop: { ...open, window: 'exit-handler' },
  beforeEntry: { ...atomic, window: 'exit-handler' },
  entryMasked: { ...atomic, interrupts: 'wait', window: 'exit-handler' },
  entry: { ...inGuestSection, window: 'exit-handler' },
  haltPoll: { ...open, window: 'halt-poll' },
  block: { ...open, window: 'idle-entry' },
  schedIn: { ...open, window: 'idle-exit' },
  leave: { ...open, window: 'to-user' },
  toUser: { ...open, window: 'to-user' },
  user: { ...open, window: 'other' },
  systemCall: { ...open, window: 'other' },
  fromUser: { ...open, window: 'exit-handler' },
  load: { ...open, window: 'exit-handler' },
  teardown: { ...open, window: 'other' },
  idleEntry: { ...atomic, window: 'idle-entry' },
  idleMasked: { ...atomic, interrupts: 'wait', window: 'idle-entry' },
  idle: { ...atomic, interrupts: 'wake', window: 'other' },
  idleExit: { ...atomic, window: 'idle-exit' },
  rcuCore: { ...atomic, window: 'other' },
  work: { ...open, window: 'other' },
} as const satisfies Record<string, StateFacts>;
