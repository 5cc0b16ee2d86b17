import type { Comparison } from '../record/index.js';

/** Returns under which conditions a comparison was made, in one line, for the subtitle of a figure. */
export function conditionsOf(comparison: Comparison): string {
  const { scenario, simulatedNs, policies } = comparison;
  const { host, guest, run } = scenario;
  const measured = Number((simulatedNs / 1e9 - run.warmupSec).toPrecision(6));
  const samples = policies.reduce((most, { latency }) => Math.max(most, latency.total), 0);
  const parts = [
    `${guest.instrument}, HZ ${host.hz}, ${host.isolation}, ${host.virtualization === 'vmx' ? 'VMX' : 'SVM'}`,
    `${Math.max(0, measured)} s measured`,
    `${samples} samples`,
  ];
  return parts.join(' · ');
}
