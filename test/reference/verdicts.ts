import type { NaiveCpu } from './naive-cpu.js';
import { record, type NaiveHost } from './naive-host.js';

/** A tick in kernel context was skipped: right if the CPU is quiescent soon. */
export function skipped(host: NaiveHost, cpu: NaiveCpu): void {
  cpu.verdicts.skippedSinceNs ??= host.nowNs;
}

/** A tick in kernel context invoked RCU core: wrong if the CPU would have been quiescent soon. */
export function woken(host: NaiveHost, cpu: NaiveCpu): void {
  const { verdicts } = cpu;
  if (verdicts.wokenSinceNs === null) {
    verdicts.wokenSinceNs = host.nowNs;
    verdicts.rcuCoreNs = 0;
  }
  closeSkip(host, cpu);
}

/** The CPU is quiescent: what was decided since the last time is judged. */
export function closeVerdicts(host: NaiveHost, cpu: NaiveCpu): void {
  closeSkip(host, cpu);
  const { verdicts } = cpu;
  if (verdicts.wokenSinceNs === null) return;
  const withoutRcuNs = host.nowNs - verdicts.wokenSinceNs - verdicts.rcuCoreNs;
  if (withoutRcuNs <= soonNs(host)) record(host, 'falseNegative', withoutRcuNs);
  verdicts.wokenSinceNs = null;
}

function closeSkip(host: NaiveHost, cpu: NaiveCpu): void {
  const { skippedSinceNs } = cpu.verdicts;
  if (skippedSinceNs === null) return;
  if (host.nowNs - skippedSinceNs > soonNs(host)) record(host, 'falsePositive', host.nowNs - skippedSinceNs);
  cpu.verdicts.skippedSinceNs = null;
}

function soonNs({ scenario }: NaiveHost): number {
  return scenario.patches.soonUs * 1000;
}
