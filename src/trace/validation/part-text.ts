const words: Readonly<Record<string, string>> = {
  guest_exit_window: 'guest exit window',
  run_loop: 'run loop',
  idle_entry_window: 'idle entry',
  idle_exit_window: 'idle exit',
  kernel: 'kernel, wake-up',
  all: '',
  rare: 'rarer lengths',
};

/** Returns the part of a validation row in words: a window, a length of grace periods; empty where it is about everything. */
export function partText(part: string): string {
  return words[part] ?? (part === '1' ? '1 jiffy' : `${part} jiffies`);
}
