import { disarmExits, exitGuest } from './guest-exit.js';
import { beginStretch, exitsForItsTimer, restOfCycleIsWhole, takeExitOfCycle } from './halt-cycle.js';
import { sample, timerExpiryNs } from './instrument.js';
import { raiseInterrupt } from './interrupts.js';
import type { NaiveHost } from './naive-host.js';
import { exitClasses, lengthNs, type Arrivals, type ExitClass } from './world-draws.js';

/** The guest executes, or executes again: it looks at its clock, and its own reasons to exit are armed. */
export function executeGuest(host: NaiveHost): void {
  const { vcpu, nowNs, scenario } = host;
  sample(host);
  const { workUs } = scenario.guest.hlt;
  const works = !exitsForItsTimer(scenario) || vcpu.haltCycle.next === 'arm';
  if (workUs !== undefined && works && vcpu.instrument.haltDueNs === Infinity) {
    vcpu.instrument.haltDueNs = nowNs + Math.round(workUs * 1000);
  }
  for (const drawn of Object.values(vcpu.drawnExits)) absorbUntil(drawn, nowNs);
  vcpu.armed = {
    timerNs: timerExpiryNs(host),
    haltNs: beginStretch(host),
    drawn: true,
  };
}

/** L0 has the CPU: the guest does not execute, though it has not exited. */
export function interruptGuest(host: NaiveHost): void {
  disarmExits(host);
  host.vcpu.instrument.gapBeganNs = host.nowNs;
}

/** What would have made the guest exit while it did not execute never happens. */
function absorbUntil(drawn: Arrivals, nowNs: number): void {
  while (drawn.nextNs < nowNs) drawn.consume();
}

/** Returns when the guest exits for the next reason that is drawn [ns]. */
export function nextDrawnExitNs({ vcpu }: NaiveHost): number {
  return vcpu.armed.drawn ? vcpu.drawnExits[nextDrawnClass(vcpu.drawnExits)].nextNs : Infinity;
}

function nextDrawnClass(drawnExits: Readonly<Record<ExitClass, Arrivals>>): ExitClass {
  return exitClasses.reduce((first, name) => (drawnExits[name].nextNs < drawnExits[first].nextNs ? name : first));
}

/** The guest exits for a reason that is drawn. */
export function takeDrawnExit(host: NaiveHost): void {
  const { vcpu, scenario } = host;
  const name = nextDrawnClass(vcpu.drawnExits);
  const drawn = vcpu.drawnExits[name];
  const handlerNs =
    name === 'hlt' ? scenario.costs.loopNs : lengthNs(scenario.guest.exits[name].handler, drawn.uniform(1));
  const exit = { class: name, serial: drawn.index, handlerNs };
  drawn.consume();
  exitGuest(host, vcpu.cpu, exit);
}

/** The guest's timer expires: VMX exits for its preemption timer, SVM for the interrupt of the host's. */
export function expireGuestTimer(host: NaiveHost): void {
  const { vcpu, scenario } = host;
  vcpu.armed.timerNs = Infinity;
  if (scenario.host.virtualization === 'svm') raiseInterrupt(host, vcpu.cpu, 'other');
  else exitGuest(host, vcpu.cpu, { class: 'timer', serial: -1, handlerNs: scenario.costs.loopNs });
}

/** The guest has done its work and halts, or exits for the timer of its halts. */
export function exitOfItsOwn(host: NaiveHost): void {
  const { vcpu } = host;
  vcpu.instrument.haltDueNs = Infinity;
  exitGuest(host, vcpu.cpu, takeExitOfCycle(host));
  restOfCycleIsWhole(host);
}
