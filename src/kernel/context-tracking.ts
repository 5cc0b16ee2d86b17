/** The part of the context-tracking word that RCU reads remotely. */
export interface ContextTracking {
  /** The CPU is in an extended quiescent state: RCU does not watch it. */
  inEqs: boolean;
  /** Counts the passages into and out of extended quiescent states (`ct->state`, the RCU_WATCHING counter). */
  eqsCount: number;
}

/** Ends an extended quiescent state (`ct_user_exit`, `guest_state_exit_irqoff`, `ct_idle_exit`). */
export function eqsExit(ct: ContextTracking): void {
  if (!ct.inEqs) return;
  ct.inEqs = false;
  ct.eqsCount++;
}

/** Begins an extended quiescent state (`ct_user_enter`, `guest_state_enter_irqoff`, `ct_idle_enter`). */
export function eqsEnter(ct: ContextTracking): void {
  if (ct.inEqs) return;
  ct.inEqs = true;
  ct.eqsCount++;
}
