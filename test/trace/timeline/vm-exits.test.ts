import { describe, expect, it } from 'vitest';
import { createVmExits } from '../../../src/trace/timeline/vm-exits.js';

/** Returns why the guest left, and whose words that is in, by the text of `kvm_exit`. */
function told(...words: readonly string[]) {
  const exits = createVmExits();
  words.forEach((word, at) => exits.add(at, `vcpu 0 reason ${word} rip 0x1000 info1 0x0`));
  return { reasons: words.map((_, row) => exits.reason(row)), virtualization: exits.virtualization };
}

describe('the exits of a guest', () => {
  it('are for the same reasons in the words of SVM and of VMX', () => {
    const reasons = ['interrupt', 'hlt', 'io', 'fault', 'register', 'register'];
    expect(told('interrupt', 'hlt', 'io', 'npf', 'msr', 'cpuid')).toEqual({ reasons, virtualization: 'svm' });
    const inVmx = ['EXTERNAL_INTERRUPT', 'HLT', 'IO_INSTRUCTION', 'EPT_VIOLATION', 'MSR_WRITE', 'CPUID'];
    expect(told(...inVmx)).toEqual({ reasons, virtualization: 'vmx' });
  });

  it('are a timer’s where VMX counts down, and an interrupt’s where one only waits to be let in', () => {
    expect(told('PREEMPTION_TIMER', 'INTERRUPT_WINDOW', 'vintr').reasons).toEqual(['timer', 'interrupt', 'interrupt']);
  });

  it('do not say whose words they are if they are numbers, or missing', () => {
    expect(told('0x400', '12')).toEqual({ reasons: ['register', 'register'], virtualization: null });
    const exits = createVmExits();
    exits.add(1, '');
    expect(exits.virtualization).toBeNull();
  });
});
