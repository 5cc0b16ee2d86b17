import type { Scenario } from '../../src/scenario/index.js';
import { record, type NaiveHost } from './naive-host.js';

/** Returns when the timer of cyclictest expires [ns]; infinite with oslat. */
export function timerExpiryNs({ scenario, vcpu: { instrument } }: NaiveHost): number {
  if (scenario.guest.instrument === 'oslat') return Infinity;
  return Math.floor(instrument.phaseNs + instrument.cycle * timerIntervalNs(scenario));
}

/** Returns the interval of cyclictest by the host's clock [ns, not rounded]. */
export function timerIntervalNs({ guest }: Scenario): number {
  return guest.intervalUs * (1000 + guest.clockDriftPpm / 1000);
}

/** The guest executes again, and sees how long it didn't, or how late its timer is. */
export function sample(host: NaiveHost): void {
  if (host.scenario.guest.instrument === 'oslat') sampleGap(host);
  else serveTimer(host);
}

function sampleGap(host: NaiveHost): void {
  const { instrument } = host.vcpu;
  if (instrument.hasExecuted) record(host, 'latency', host.nowNs - instrument.gapBeganNs);
  instrument.hasExecuted = true;
}

function serveTimer(host: NaiveHost): void {
  const { nowNs, scenario, vcpu } = host;
  const expiryNs = timerExpiryNs(host);
  if (expiryNs > nowNs) return;
  const handledNs = nowNs + scenario.costs.guestIrqNs;
  record(host, 'latency', handledNs - expiryNs);
  do vcpu.instrument.cycle++;
  while (timerExpiryNs(host) <= handledNs);
  if (scenario.guest.idle === 'hlt') vcpu.instrument.haltDueNs = handledNs + Math.round(scenario.guest.workUs * 1000);
}
