import { arrivalTime } from './arrivals.js';
import { clock, nextClock, type Clock } from './clocks.js';
import { irq, type Cpu } from './cpu.js';
import {
  arriveOnNewCpu,
  holdTick,
  migrate,
  preempt,
  queueCallback,
  softirqArrives,
  stealLengthNs,
  terminate,
} from './disturbances.js';
import { requestArrives, wakeExpedited } from './expedited.js';
import { timerClass } from './exits.js';
import { callSynchronizeRcu, requestGracePeriod } from './gp-request.js';
import { runGpKthread } from './grace-period.js';
import { wakeGpKthread } from './gp-wakeup.js';
import { takeQuietExits } from './guest.js';
import { startGuestTimer } from './guest-timer.js';
import { guestTimerWakes } from './vcpu-wait.js';
import { cpuOf, type Host } from './host.js';
import { advanceIdle } from './idle.js';
import { deliver, endIrq, interruptExit, raiseIrq } from './interrupts.js';
import { advanceKsoftirqd, advanceRcuc, advanceWork } from './kernel-threads.js';
import { liveClocks } from './live-clocks.js';
import { takePlannedTurn } from './planned-turns.js';
import { advanceVcpu, exitInCycle, startExit, startVcpu } from './run-loop.js';
import { armCpu } from './segment.js';
import { endSoftirq } from './softirq.js';
import { endTurn } from './shared-thread.js';
import { stealCpu, stealHousekeeping, stealPending, thaw } from './steal.js';
import { fireTimer, rearmTick } from './tick-control.js';
import type { Processes } from './world.js';

/** Starts a host: its world's processes get their clocks, the vCPU's thread calls KVM_RUN. */
export function startHost(host: Host): void {
  const { clocks, scenario, world } = host;
  const names = Object.keys(processClock) as (keyof Processes)[];
  const silent = names.filter((name) => world.processes[name].meanNs === Infinity).map((name) => processClock[name]);
  host.live = liveClocks(scenario, silent);
  for (const name of names) {
    clocks[processClock[name]] = arrivalTime(world.processes[name], 0);
  }
  const { terminateAtSec } = scenario.vcpu;
  if (terminateAtSec !== null) clocks[clock.terminate] = Math.round(terminateAtSec * 1_000_000_000);
  startGuestTimer(host);
  const { backToBack, thinkMs } = scenario.gracePeriods;
  if (backToBack || thinkMs !== null) clocks[clock.closedRequest] = 0;
  if (scenario.nested.turnUs !== undefined) clocks[clock.turn] = 0;
  startVcpu(host, cpuOf(host, host.vcpu.cpu));
}

/** The clock of each exogenous process. */
const processClock: Readonly<Record<keyof Processes, Clock>> = {
  timers: clock.timer,
  otherIrqs: clock.otherIrq,
  dependencies: clock.dependency,
  preemptions: clock.preemption,
  migrations: clock.migration,
  softirqs: clock.softirq,
  requests: clock.request,
  deferredWakeups: clock.deferredWakeup,
  callbacks: clock.callback,
  steals0: clock.steal0,
  steals1: clock.steal1,
  steals2: clock.steal2,
};

/**
 * Lets the host run up to `untilNs`, exclusively. The result does not depend on how a run is cut into such steps.
 *
 * @param untilNs - simulated time; the world must be generated up to there [ns]
 * @param afterEvent - called after every event; exits that went by quietly count as one
 */
export function runHost(host: Host, untilNs: number, afterEvent?: () => void): void {
  const { live } = host;
  for (;;) {
    const next = nextClock(host.clocks, live);
    const timeNs = host.clocks[next]!;
    if (timeNs >= untilNs) return;
    host.nowNs = timeNs;
    const quiet = (next === clock.exit || next === clock.guestTimer) && takeQuietExits(host, untilNs);
    if (!quiet) fire(host, next);
    afterEvent?.();
  }
}

/** Returns the serial of the arrival that fires and sets the process's clock to the following one. */
function consume(host: Host, name: keyof Processes): number {
  const serial = host.cursors[name]++;
  host.clocks[processClock[name]] = arrivalTime(host.world.processes[name], serial + 1);
  return serial;
}

function fire(host: Host, due: Clock): void {
  switch (due) {
    case clock.steal0:
      stealHousekeeping(host, stealLengthNs(host, 'steals0', consume(host, 'steals0')));
      return;
    case clock.steal1:
      stealCpu(host, cpuOf(host, 1), stealLengthNs(host, 'steals1', consume(host, 'steals1')));
      return;
    case clock.steal2:
      stealCpu(host, cpuOf(host, 2), stealLengthNs(host, 'steals2', consume(host, 'steals2')));
      return;
    case clock.turn:
      if (host.facts.roundRobin) endTurn(host);
      else takePlannedTurn(host);
      return;
    case clock.thaw1:
      thaw(host, cpuOf(host, 1));
      return;
    case clock.thaw2:
      thaw(host, cpuOf(host, 2));
      return;
    case clock.request:
      requestArrives(host, consume(host, 'requests'));
      return;
    case clock.closedRequest:
      host.clocks[clock.closedRequest] = Infinity;
      callSynchronizeRcu(host, host.scenario.gracePeriods.burst);
      return;
    case clock.followUp:
      host.clocks[clock.followUp] = Infinity;
      requestGracePeriod(host);
      return;
    case clock.othersReport:
      host.clocks[clock.othersReport] = Infinity;
      wakeGpKthread(host);
      return;
    case clock.gpKthread:
      runGpKthread(host);
      return;
    case clock.expedited:
      wakeExpedited(host);
      return;
    case clock.wake:
      guestTimerWakes(host);
      return;
    case clock.arrival:
      arriveOnNewCpu(host);
      return;
    case clock.terminate:
      terminate(host);
      return;
    default:
      fireOnVcpuCpu(host, due);
  }
}

function fireOnVcpuCpu(host: Host, due: Clock): void {
  const cpu = cpuOf(host, host.vcpu.cpu);
  switch (due) {
    case clock.otherIrq:
      consume(host, 'otherIrqs');
      raiseIrq(host, cpu, irq.other);
      return;
    case clock.dependency:
      holdTick(host, consume(host, 'dependencies'));
      return;
    case clock.preemption:
      preempt(host, consume(host, 'preemptions'));
      return;
    case clock.migration:
      migrate(host, consume(host, 'migrations'));
      return;
    case clock.softirq:
      softirqArrives(host, consume(host, 'softirqs'));
      return;
    case clock.deferredWakeup:
      consume(host, 'deferredWakeups');
      host.vcpu.deferredWakeupsDue++;
      return;
    case clock.callback:
      consume(host, 'callbacks');
      queueCallback(host);
      return;
    case clock.timer:
      consume(host, 'timers');
      fireTimer(host, cpu);
      return;
    case clock.tick1:
      tick(host, cpuOf(host, 1));
      return;
    case clock.tick2:
      tick(host, cpuOf(host, 2));
      return;
    case clock.cpu1:
      advance(host, cpuOf(host, 1));
      return;
    case clock.cpu2:
      advance(host, cpuOf(host, 2));
      return;
    case clock.guestTimer:
      guestTimerExpires(host, cpu);
      return;
    case clock.guestHalt:
      exitInCycle(host, cpu);
      return;
    default:
      drawnExit(host, cpu);
  }
}

/** VMX ends the guest's run by its preemption timer; elsewhere a timer of the host interrupts it. */
function guestTimerExpires(host: Host, cpu: Cpu): void {
  if (host.facts.vmx) {
    startExit(host, cpu, timerClass, 0, host.scenario.costs.loopNs);
    return;
  }
  host.clocks[clock.guestTimer] = Infinity;
  raiseIrq(host, cpu, irq.other);
}

function drawnExit(host: Host, cpu: Cpu): void {
  const { exits } = host.world;
  const column = host.exitCursor++ - exits.base;
  startExit(host, cpu, exits.exitClass[column]!, exits.serial[column]!, exits.handlerNs[column]!);
}

function tick(host: Host, cpu: Cpu): void {
  rearmTick(host, cpu);
  raiseIrq(host, cpu, irq.tick);
}

/** The CPU has reached the end of its interrupt, its softirq or its current segment. */
function advance(host: Host, cpu: Cpu): void {
  if (cpu.irqUntilNs >= 0) endIrq(host, cpu);
  else if (cpu.softirqUntilNs >= 0) {
    if (!endSoftirq(host, cpu)) interruptExit(host, cpu);
  } else if (cpu.current.kind === 'vcpu') advanceVcpu(host, cpu);
  else if (cpu.current.kind === 'idle') advanceIdle(host, cpu);
  else if (cpu.current.kind === 'rcuc') advanceRcuc(host, cpu);
  else if (cpu.current.kind === 'ksoftirqd') advanceKsoftirqd(host, cpu);
  else advanceWork(host, cpu);
  armCpu(host, cpu);
  deliver(host, cpu);
  stealPending(host, cpu);
}
