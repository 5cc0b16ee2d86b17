import type { z } from 'zod';
import { amount, amountIfSet, count, group } from './field.js';
import { spreadUs } from './spread.js';

/** Returns the schema of a cost in nanoseconds. */
function costNs(meaning: string, value: number, source = 'assumed'): z.ZodNumber {
  return count({ meaning, unit: 'ns', min: 0, max: 1e7, default: value, source });
}

/** Returns the schema of a stretch with interrupts off beyond what the other costs have of it. */
function maskedUs(meaning: string): ReturnType<typeof amountIfSet> {
  return amountIfSet({ meaning, unit: 'us', min: 0, max: 1e4, whenNull: 'nothing', source: 'recording-x1000' });
}

export const costs = group('What each step costs; E0 to E17 are the states of the run loop.', {
  exitNs: costNs('World switch out of the guest up to the first host instruction that matters (E7 to E8).', 400),
  entryNs: costNs('Entry path with interrupts off up to the first guest instruction (E6 to E7).', 400),
  windowNs: costNs('Length of the window with interrupts enabled behind an exit (E10).', 5),
  tailNs: costNs('From the window to the end of the no-preemption section (E11).', 60),
  loopNs: costNs('Tail of the run loop: timer injection, signals, reschedule check (E13).', 150),
  preEntryNs: costNs('From the top of the loop to interrupts off (E4, E5).', 80),
  leaveNs: costNs('Leaving the run loop up to vcpu_put (E16).', 600),
  toUserNs: costNs('From vcpu_put to userspace (E17).', 300),
  fromUserNs: costNs('From the system call to vcpu_load (E1).', 400),
  loadNs: costNs('vcpu_load and the way to the loop (E2, E3).', 300),
  blockNs: costNs('From the decision to sleep to the context switch (E15a).', 400),
  switchNs: costNs('One context switch with its half of kvm_sched_out and kvm_sched_in.', 2500),
  idleEntryNs: costNs('Idle task before its extended quiescent state begins (E15c).', 600),
  idleExitNs: costNs('Idle task after its extended quiescent state has ended (E15e).', 500),
  schedInNs: costNs('From the switch to the vCPU to the loop (E15f).', 800),
  wakeupNs: costNs('Scheduler path from a wake-up to the switch.', 3000),
  guestIrqNs: costNs('The guest handling an injected interrupt.', 500),
  ipiNs: costNs('From sending an inter-processor interrupt to its handler.', 1000),
  exitMaskedUs: maskedUs(
    'Behind exitNs with interrupts still off, where RCU watches again: a tick that comes then waits for the window (E10).',
  ),
  entryMaskedUs: maskedUs(
    'Before entryNs with interrupts off already, where RCU still watches: a tick that comes then ends the entry at once, with a VM exit.',
  ),
  idleMaskedUs: maskedUs(
    'Behind idleEntryNs with interrupts off, where RCU still watches: a tick that comes then finds the idle state.',
  ),
  remoteTimerUs: amountIfSet({
    meaning:
      "From the expiry of a halted guest's timer on the housekeeping CPU, to which a nohz_full CPU leaves timers that are later than the next tick, to the reschedule interrupt that it sends.",
    unit: 'us',
    min: 0,
    max: 1e4,
    whenNull: "timers expire on the vCPU's CPU",
    source: 'semantics-derived',
  }),
  tickRestartUs: amountIfSet({
    meaning: 'What the restart of a tick that the idle loop has stopped adds to the switch to the next task.',
    unit: 'us',
    min: 0,
    max: 1e4,
    whenNull: 'nothing',
    source: 'assumed',
  }),
  gpInitNs: costNs('The grace-period kthread starting a grace period.', 5000),
  fqsScanNs: costNs('One scan for quiescent CPUs.', 5000),
  gpCleanupNs: costNs('The grace-period kthread ending a grace period.', 5000),
  callbackPathUs: amount({
    meaning: 'From the end of a grace period to the return of synchronize_rcu() by way of rcuog and rcuop.',
    unit: 'us',
    min: 0,
    max: 1e6,
    default: 50,
    source: 'assumed',
  }),
  jiffiesStoreNs: costNs('Storing jiffies at a guest exit.', 2, 'sean-2024-04-01-jiffies'),
  ktimeStoreNs: costNs('Reading and storing a ktime at a guest exit.', 20, 'marcelo-2024-04-05-ktime'),
  quiescentStateNoteNs: costNs(
    'Noting a quiescent state at a guest exit: 33 to 42 cycles, that is 15 to 19 ns.',
    17,
    'leo-2024-06-20-benchmark',
  ),
  flagStoreNs: costNs('A plain store to a per-CPU flag.', 1),
  tick: spreadUs({ of: 'tick handler', median: 2, p99: 4, source: 'assumed' }),
  rcuc: spreadUs({
    of: 'time a wake of rcuc takes from the vCPU, both context switches in it',
    median: 12,
    p99: 30,
    source: 'leo-2024-05-03-rcuc-cost',
  }),
  rcuCore: spreadUs({ of: 'RCU core work in softirq context', median: 2, p99: 5, source: 'assumed' }),
});
