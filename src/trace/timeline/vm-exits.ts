import { createGrowingColumn } from './growing-column.js';

/** Why a guest left guest mode, as far as it makes a difference: SVM and VMX have each their own words for it. */
export const exitReasons = ['interrupt', 'hlt', 'timer', 'io', 'fault', 'register'] as const;

/** One of `exitReasons`; `register`: whatever else the kernel emulates. */
export type ExitReason = (typeof exitReasons)[number];

/** The VM exits of one CPU in their order. */
export interface VmExits {
  readonly length: number;
  timeNs(row: number): number;
  reason(row: number): ExitReason;
  /** Whose words the events use; null: no exit has told. */
  readonly virtualization: 'vmx' | 'svm' | null;
}

/** Exits that can be added to. */
export interface GrowingVmExits extends VmExits {
  /** Adds an exit with the text of a `kvm_exit` event. */
  add(timeNs: number, text: string): void;
}

/** Exits by the words of `arch/x86/include/uapi/asm/svm.h` and `vmx.h`. */
const wordsOf: Readonly<Partial<Record<ExitReason, RegExp>>> = {
  interrupt: /^(?:interrupt|nmi|smi|vintr|EXTERNAL_INTERRUPT|EXCEPTION_NMI|INTERRUPT_WINDOW|NMI_WINDOW)$/,
  hlt: /^(?:hlt|HLT)$/,
  timer: /^PREEMPTION_TIMER$/,
  io: /^(?:io|IO_INSTRUCTION)$/,
  fault: /^(?:npf|EPT_VIOLATION|EPT_MISCONFIG)$/,
};

/** Returns no exits. */
export function createVmExits(): GrowingVmExits {
  const times = createGrowingColumn('float64');
  const reasons = createGrowingColumn('uint8');
  let virtualization: VmExits['virtualization'] = null;
  return {
    get length() {
      return times.length;
    },
    get virtualization() {
      return virtualization;
    },
    timeNs: (row) => times.at(row),
    reason: (row) => exitReasons[reasons.at(row)] ?? 'register',
    add(timeNs, text) {
      const word = /\breason (\w+)/.exec(text)?.[1] ?? '';
      times.push(timeNs);
      reasons.push(exitReasons.indexOf(reasonOf(word)));
      if (/^[a-z]/i.test(word)) virtualization ??= word === word.toUpperCase() ? 'vmx' : 'svm';
    },
  };
}

function reasonOf(word: string): ExitReason {
  return exitReasons.find((each) => wordsOf[each]?.test(word) === true) ?? 'register';
}
