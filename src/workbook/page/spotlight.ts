/** Which policies the reader looks at: the figure and the table both show it, and either may move it. */
export interface Spotlight {
  /** Points at policies for as long as the pointer or the focus is there; none: at nothing. */
  point(policies: readonly string[]): void;
  /** Keeps pointing at policies until they are pinned once more. */
  pin(policies: readonly string[]): void;
  /** Whether these policies are pinned. */
  pinned(policies: readonly string[]): boolean;
  /** The policies in the light; empty: all alike. */
  readonly policies: ReadonlySet<string>;
  /** Calls the listener at each change. */
  watch(listener: () => void): void;
}

/** Returns a spotlight that points at nothing yet. */
export function createSpotlight(): Spotlight {
  const listeners: (() => void)[] = [];
  let pointed: readonly string[] = [];
  let kept: readonly string[] = [];
  let lit: ReadonlySet<string> = new Set();
  const change = (): void => {
    lit = new Set(pointed.length > 0 ? pointed : kept);
    for (const listener of listeners) listener();
  };
  const pinned = (policies: readonly string[]): boolean => kept.some((policy) => policies.includes(policy));
  return {
    point(policies) {
      pointed = policies;
      change();
    },
    pin(policies) {
      kept = pinned(policies) ? [] : policies;
      change();
    },
    pinned,
    get policies() {
      return lit;
    },
    watch: (listener) => void listeners.push(listener),
  };
}
