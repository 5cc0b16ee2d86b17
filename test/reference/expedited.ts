import { raiseInterrupt } from './interrupts.js';
import { awaitedCpus, record, write, type NaiveHost } from './naive-host.js';
import { readJiffies, timeOfJiffies, timerWheelExpiry } from './naive-jiffies.js';
import { expeditedStalls } from './stall-warnings.js';
import { schedulerNeedsTick } from './tick-device.js';

/** The other CPUs answer within this time. */
const othersAnswerNs = 20_000;

/** synchronize_rcu_expedited(): starts one, or another one after the one that runs. */
export function askExpedited(host: NaiveHost): void {
  if (host.expedited.running) host.expedited.anotherAsked = true;
  else start(host);
}

function start(host: NaiveHost): void {
  const { expedited, nowNs } = host;
  expedited.running = true;
  expedited.anotherAsked = false;
  expedited.escalated = false;
  expedited.startedNs = nowNs;
  expedited.startJiffies = readJiffies(host);
  expedited.othersAnswerNs = nowNs + othersAnswerNs;
  expedited.waiterNs = expedited.othersAnswerNs;
  write(host, 0, 'expedited grace period starts');
  for (const cpu of awaitedCpus(host)) {
    if (cpu.rcu.inEqs) continue;
    expedited.awaited.add(cpu.id);
    raiseInterrupt(host, cpu, 'expedited');
  }
}

/** The waiter looks whether all have reported. */
export function lookAtExpedited(host: NaiveHost): void {
  const { expedited } = host;
  if (expedited.awaited.size === 0) end(host);
  else waitOn(host);
}

/** After a jiffy the holdouts get a tick, which will see to their quiescent states. */
function waitOn(host: NaiveHost): void {
  const { expedited, nowNs, scenario } = host;
  const escalationNs = timeOfJiffies(scenario, timerWheelExpiry(expedited.startJiffies, 1));
  if (!expedited.escalated && nowNs >= escalationNs) escalate(host);
  expedited.waiterNs = expedited.escalated ? Infinity : escalationNs;
}

/** `tick_nohz_dep_set_cpu()` kicks a CPU only if nothing has held its tick before. */
function escalate(host: NaiveHost): void {
  host.expedited.escalated = true;
  for (const cpu of host.cpus) {
    if (!cpu.nohzFull || !host.expedited.awaited.has(cpu.id)) continue;
    cpu.tick.heldByExpedited = true;
    if (!cpu.rcu.forcedTick && !schedulerNeedsTick(host, cpu)) raiseInterrupt(host, cpu, 'other');
  }
}

function end(host: NaiveHost): void {
  const { expedited, nowNs, scenario } = host;
  expedited.running = false;
  expedited.waiterNs = Infinity;
  record(host, 'expedited', nowNs - expedited.startedNs);
  const stalls = expeditedStalls(scenario, readJiffies(host) - expedited.startJiffies);
  if (stalls > 0) record(host, 'stallWarnings', stalls);
  write(host, 0, 'expedited grace period ends');
  if (expedited.anotherAsked) start(host);
}
