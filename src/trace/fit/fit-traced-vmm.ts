import type { Finding } from './finding.js';
import type { GuestStays, Stay } from './guest-stays.js';
import { measuredQuantiles, medianOf } from './measured-quantiles.js';
import { costOf, fewestStays, lengthsUs } from './traced-numbers.js';

/** Returns what the VMM does with the exits that leave KVM_RUN, from a raw trace: user mode, or sleep. */
export function fitTracedVmm({ stays }: GuestStays): Finding {
  const put = stays.filter(({ putNs, loadNs, disturbed }) => putNs > 0 && loadNs > 0 && !disturbed);
  if (put.length < fewestStays) return { spec: {}, identified: [], unidentified: [] };
  const slept = put.filter(({ callNs, idleEndNs }) => callNs > 0 && idleEndNs > 0);
  // The scenario has a VMM that sleeps at each exit or at none.
  return slept.length > put.length / 2 ? fitSleepingVmm(slept) : fitWakefulVmm(put);
}

function fitWakefulVmm(put: readonly Stay[]): Finding {
  const shown = put.filter(({ userEnterNs }) => userEnterNs > 0);
  const path = 'guest.userspace';
  if (shown.length < fewestStays) {
    const userspace = { quantilesUs: measuredQuantiles(lengthsUs(put.map(({ putNs, loadNs }) => loadNs - putNs))) };
    const from = `${put.length} stays between vcpu_put and vcpu_load, no event showing user mode`;
    return { spec: { guest: { userspace } }, identified: [{ path, from }], unidentified: [] };
  }
  return {
    spec: {
      guest: { userspace: { quantilesUs: measuredQuantiles(lengthsUs(shown.map(({ userNs }) => userNs))) } },
      costs: crossings(shown),
    },
    identified: [
      { path, from: `${shown.length} stays between user_enter and user_exit` },
      { path: 'costs.toUserNs, costs.fromUserNs', from: 'the medians of these' },
    ],
    unidentified: [],
  };
}

function fitSleepingVmm(slept: readonly Stay[]): Finding {
  const sleepUs = measuredQuantiles(lengthsUs(slept.map(({ callNs, idleEndNs }) => idleEndNs - callNs)));
  const found = [{ path: 'guest.sleepUs', from: `${slept.length} stays outside KVM_RUN in which the CPU idles` }];
  const shown = slept.filter(({ userEnterNs }) => userEnterNs > 0);
  if (shown.length < fewestStays) return { spec: { guest: { sleepUs } }, identified: found, unidentified: [] };
  const halvesUs = lengthsUs(shown.map(({ userNs }) => userNs / 2));
  const userspace = { quantilesUs: measuredQuantiles(halvesUs) };
  return {
    spec: { guest: { sleepUs, userspace, betweenCallsUs: medianOf(halvesUs) }, costs: crossings(shown) },
    identified: [
      ...found,
      {
        path: 'guest.userspace, guest.betweenCallsUs',
        from: 'their time in user mode, half before the sleep and half behind it',
      },
      { path: 'costs.toUserNs, costs.fromUserNs', from: 'the medians of these' },
    ],
    unidentified: [],
  };
}

function crossings(shown: readonly Stay[]) {
  return {
    toUserNs: costOf(shown.map(({ putNs, userEnterNs }) => userEnterNs - putNs)),
    fromUserNs: costOf(shown.map(({ userExitNs, loadNs }) => loadNs - userExitNs)),
  };
}
