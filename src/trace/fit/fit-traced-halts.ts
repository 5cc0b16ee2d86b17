import type { Finding, Identified, Unidentified } from './finding.js';
import type { GuestStays, Stay } from './guest-stays.js';
import { measuredQuantiles } from './measured-quantiles.js';
import { costOf, fewestStays, lengthsUs, rateOf } from './traced-numbers.js';

/** Returns how often the guest halts, for how long, and how long the host is on its way to idle and back, from a raw trace. */
export function fitTracedHalts({ stays, guestSec }: GuestStays): Finding {
  const halts = stays.filter(({ reason }) => reason === 'hlt');
  const hlt = { ratePerSec: rateOf(halts.length, guestSec) };
  if (halts.length < fewestStays) return { spec: { guest: { hlt } }, identified: [], unidentified: [] };
  const haltsUs = lengthsUs(
    halts.map(({ fromNs, untilNs, idleEndNs }) => (idleEndNs > 0 ? idleEndNs : untilNs) - fromNs),
  );
  const { costs, identified, unidentified } = fitWayToIdle(halts);
  const from = `${halts.length} kvm_exit events for HLT, until the CPU leaves idle, or, where the halt is polled, enters the guest`;
  return {
    spec: { guest: { hlt: { ...hlt, length: { quantilesUs: measuredQuantiles(haltsUs) } } }, costs },
    identified: [{ path: 'guest.hlt', from }, ...identified],
    unidentified,
  };
}

interface WayToIdle {
  readonly costs: Readonly<Record<string, number>>;
  readonly identified: readonly Identified[];
  readonly unidentified: readonly Unidentified[];
}

/** The medians of each step of halts that were not polled; a switch is traced in its middle. */
function fitWayToIdle(halts: readonly Stay[]): WayToIdle {
  const slept = halts.filter(({ disturbed, idleNs, backNs }) => !disturbed && idleNs > 0 && backNs > 0);
  if (slept.length < fewestStays) return { costs: {}, identified: [], unidentified: [] };
  const blockNs = costOf(slept.map(({ haltNs, idleNs }) => idleNs - haltNs));
  const schedInNs = costOf(slept.map(({ backNs, untilNs }) => untilNs - backNs));
  const told = {
    path: 'costs.blockNs, .schedInNs',
    from: `the medians of ${slept.length} halts, to the switch and from it`,
  };
  const shown = slept.filter(({ eqsNs, eqsEndNs }) => eqsNs > 0 && eqsEndNs > 0);
  const path = 'costs.switchNs, .idleEntryNs, .idleExitNs';
  if (shown.length < fewestStays) {
    const reason = 'no event shows the extended quiescent state of idle';
    const unidentified = [{ path, reason, standsIn: 'the defaults of the scenario' }];
    return { costs: { blockNs, schedInNs }, identified: [told], unidentified };
  }
  const halfNs = Math.round(costOf(shown.map(({ idleNs, eqsNs }) => eqsNs - idleNs)) / 2);
  const outNs = costOf(shown.map(({ eqsEndNs, backNs }) => backNs - eqsEndNs));
  const costs = { blockNs, schedInNs, switchNs: halfNs, idleEntryNs: halfNs, idleExitNs: Math.max(0, outNs - halfNs) };
  const from = 'from the switch to idle, half each, and from idle to the switch back';
  return { costs, identified: [told, { path, from }], unidentified: [] };
}
