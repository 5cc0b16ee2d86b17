import { endOfWait } from './due-events.js';
import type { NaiveHost } from './naive-host.js';
import { tickNs } from './naive-jiffies.js';
import type { SharedThread } from './shared-thread.js';
import { uniform } from './world-draws.js';

type Side = SharedThread['holder'];

/** Returns who has the thread where both may be due for it: each in turn. */
export function holderInTurn(host: NaiveHost): Side {
  const { holder, workNs } = host.sharedThread;
  if (workNs === 0) return 'vcpu';
  return holder === 'vcpu' || !cpu1HasSomethingToDo(host) ? 'housekeeping' : 'vcpu';
}

/** Returns who has the thread after an instant at which both CPUs tick. */
export function holderAtCommonTick(host: NaiveHost, wasBusy: boolean): Side {
  const { scenario, nowNs, sharedThread } = host;
  if (wasBusy && !cpu1IsHalted(host)) return sharedThread.holder;
  const { behindShare = 0, behindSpanUs } = scenario.nested;
  const laterNs = sharedThread.cpu1SetNs - sharedThread.housekeepingSetNs;
  const share = behindShare + (behindSpanUs === undefined ? 0 : laterNs / (behindSpanUs * 1000));
  return uniform(scenario, 'turn', nowNs / tickNs(scenario), 2) < share ? 'vcpu' : 'housekeeping';
}

/** Whether CPU 1 executes, or something wakes it now. */
function cpu1HasSomethingToDo(host: NaiveHost): boolean {
  const { cpus, vcpu, nowNs } = host;
  const [cpu1] = cpus;
  const timerExpires = endOfWait.timeNs(host) === nowNs && vcpu.cpu === cpu1 && vcpu.timer === 'local';
  return !cpu1IsHalted(host) || cpu1.pending.size > 0 || cpu1.tick.nextNs === nowNs || timerExpires;
}

function cpu1IsHalted({ cpus, scenario }: NaiveHost): boolean {
  const [{ current, busy, softirq }] = cpus;
  return current.state === 'idle' && busy === null && softirq === null && scenario.host.idle !== 'poll';
}
