import { reportExpedited } from './expedited-quiescent-state.js';
import type { NaiveCpu } from './naive-cpu.js';
import { preemptRcu, type NaiveHost } from './naive-host.js';
import { readJiffies } from './naive-jiffies.js';
import { closeVerdicts } from './verdicts.js';

/** `rcu_qs()`: notes a quiescent state. Noted is not reported. */
export function noteQuiescentState(host: NaiveHost, cpu: NaiveCpu): void {
  cpu.rcu.cpuNoQs = false;
  tellPolicy(host, cpu);
}

/** `rcu_note_context_switch()`. */
export function noteContextSwitch(host: NaiveHost, cpu: NaiveCpu): void {
  cpu.rcu.cpuNoQs = false;
  if (!preemptRcu(host) && cpu.rcu.urgentQs) momentaryEqs(cpu);
  tellPolicy(host, cpu);
  if (cpu.rcu.cpuNoQsExp) reportExpedited(host, cpu);
}

/** `cond_resched()` as a kernel without preemption has it: `rcu_all_qs()`. */
export function condResched(host: NaiveHost, cpu: NaiveCpu): void {
  if (preemptRcu(host) || !cpu.rcu.urgentQs) return;
  cpu.rcu.cpuNoQs = false;
  momentaryEqs(cpu);
  tellPolicy(host, cpu);
}

/** An urgent quiescent state that is also a heavy one is seen by the next scan. */
function momentaryEqs({ rcu }: NaiveCpu): void {
  rcu.urgentQs = false;
  if (!rcu.needHeavyQs) return;
  rcu.needHeavyQs = false;
  rcu.eqsCounter += 2;
}

export function beginEqs(host: NaiveHost, cpu: NaiveCpu): void {
  cpu.rcu.deferredWakeup = false;
  cpu.rcu.inEqs = true;
  cpu.rcu.eqsCounter++;
  closeVerdicts(host, cpu);
  tellPolicy(host, cpu);
}

export function endEqs(host: NaiveHost, cpu: NaiveCpu): void {
  cpu.rcu.inEqs = false;
  cpu.rcu.eqsCounter++;
  tellPolicy(host, cpu);
}

function tellPolicy(host: NaiveHost, cpu: NaiveCpu): void {
  host.policy.quiescentState?.(cpu.id, readJiffies(host));
}
