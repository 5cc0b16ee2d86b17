import { drawUniform } from '../random/index.js';
import type { Host } from './host.js';

/** When the timer of a cyclictest guest first expires: at a random phase, since guest and host started apart [ns]. */
export function startGuestTimer(host: Host): void {
  const { scenario, world, vcpu } = host;
  if (scenario.guest.instrument !== 'cyclictest') return;
  vcpu.timerPhaseNs = drawUniform(world.streams.guestTimer, 0, 0) * intervalNs(host);
  vcpu.expiryNs = expiryAt(host, 0);
}

/** The guest's handler runs: how late becomes a sample; expiries missed meanwhile are skipped, as cyclictest does. */
export function serveTimer(host: Host, nowNs: number): void {
  const { vcpu, scenario } = host;
  const handledNs = nowNs + scenario.costs.guestIrqNs;
  host.recorder.latency(handledNs - vcpu.expiryNs, nowNs);
  do {
    vcpu.expirySerial++;
    vcpu.expiryNs = expiryAt(host, vcpu.expirySerial);
  } while (vcpu.expiryNs <= handledNs);
}

/** The guest's clock runs slow by its drift: its intervals last longer in host time, so its phase to the tick wanders. */
function intervalNs(host: Host): number {
  const { intervalUs, clockDriftPpm } = host.scenario.guest;
  return intervalUs * (1000 + clockDriftPpm / 1000);
}

function expiryAt(host: Host, serial: number): number {
  return Math.floor(host.vcpu.timerPhaseNs + serial * intervalNs(host));
}
