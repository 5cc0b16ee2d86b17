import { amount, amountOrNull, count, group } from './field.js';
import { spreadMs, spreadUs } from './spread.js';

export const vcpu = group("What happens to the vCPU's thread on the host.", {
  migration: group('Moves of the vCPU to another CPU.', {
    ratePerSec: amount({
      meaning: 'How often the vCPU moves to another CPU.',
      unit: '/s',
      min: 0,
      max: 1000,
      default: 0,
      source: 'marcelo-2024-04-16-near-entry',
    }),
    downtime: spreadUs({ of: 'time a migration takes the vCPU', median: 20, p99: 50, source: 'assumed' }),
    leftBehindShare: amount({
      meaning: 'Share of migrations after which the CPU that the vCPU left is busy in the kernel for a while.',
      unit: '',
      min: 0,
      max: 1,
      default: 0,
      source: 'assumed',
    }),
    leftBehind: spreadMs({ of: 'kernel work left behind by a migration', median: 5, p99: 50, source: 'assumed' }),
  }),
  preemption: group("Other tasks on the vCPU's CPU.", {
    ratePerSec: amount({
      meaning: 'How often another task becomes runnable on the CPU of the vCPU.',
      unit: '/s',
      min: 0,
      max: 10_000,
      default: 0.2,
      source: 'assumed',
    }),
    length: spreadUs({ of: 'time that task runs', median: 50, p99: 500, source: 'assumed' }),
    priority: count({
      meaning: 'Its SCHED_FIFO priority; 0 means SCHED_OTHER.',
      unit: '',
      min: 0,
      max: 99,
      default: 2,
      source: 'assumed',
    }),
  }),
  otherIoctlShare: amount({
    meaning: 'Share of returns to userspace at which the VMM makes another vCPU ioctl (no KVM_RUN) first.',
    unit: '',
    min: 0,
    max: 1,
    default: 0.1,
    source: 'assumed',
  }),
  terminateAtSec: amountOrNull({
    meaning: 'When the virtual machine ends.',
    unit: 's',
    min: 0,
    max: 1e6,
    whenNull: 'it outlives the run',
    source: 'sean-2024-04-05-run-loop',
  }),
  teardown: spreadMs({
    of: 'kernel work of tearing the virtual machine down',
    median: 20,
    p99: 200,
    source: 'assumed',
  }),
});
