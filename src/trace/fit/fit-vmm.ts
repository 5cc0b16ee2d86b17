import { quantileText } from '../../scenario/index.js';
import type { RecordedRun } from '../run/recorded-run.js';
import type { KeptQuantiles } from '../run/summary.js';
import type { TraceTimeline } from '../timeline/timeline.js';
import { joined, type Finding } from './finding.js';
import { fitEmulatedCalls } from './fit-emulated-calls.js';
import { fitVmmSleep, vmmSleeps } from './fit-vmm-sleep.js';
import { measuredQuantiles } from './measured-quantiles.js';
import type { TickGrid } from './tick-grid.js';
import { windowShare } from './window-time.js';

/** Kernel work outside the run loop that is longer than this an exit is no way to user mode and back [us]. */
const longestCrossingUs = 1000;
/** Few system calls last longer; what stands in for one of unknown length [us]. */
const usualCallUs = 500;

/** Returns what the VMM does with an exit: user mode, system calls of its own, or sleep. */
export function fitVmm(run: RecordedRun, grid: TickGrid, exitsPerSec: number): Finding {
  const usPerExit = (share: number): number => Number(Math.max(0.01, (1e6 * share) / exitsPerSec).toPrecision(5));
  const userUs = usPerExit(windowShare(run, grid, 'user') + windowShare(run, grid, 'idle'));
  const kernelUs = usPerExit(windowShare(run, grid, 'kernel'));
  if (kernelUs > longestCrossingUs) {
    const calls = systemCalls(run, { userUs, kernelUs, exitsPerSec });
    const undisturbed = fitEmulatedCalls(run);
    return undisturbed === null ? calls : joined([calls, undisturbed]);
  }
  if (vmmSleeps(run)) return fitVmmSleep(run, grid, exitsPerSec);
  const halfNs = Math.round((1000 * kernelUs) / 2);
  return {
    spec: {
      guest: { userspace: { medianUs: userUs, p99Us: userUs } },
      costs: { toUserNs: halfNs, fromUserNs: halfNs },
    },
    identified: [
      { path: 'guest.userspace', from: 'ticks that hit user mode' },
      { path: 'costs.toUserNs, costs.fromUserNs', from: 'ticks that hit the kernel outside the run loop, half each' },
    ],
    unidentified: [],
  };
}

interface VmmTimes {
  readonly userUs: number;
  readonly kernelUs: number;
  readonly exitsPerSec: number;
}

function systemCalls(run: RecordedRun, { userUs, kernelUs, exitsPerSec }: VmmTimes): Finding {
  const lengths = callsOf(run);
  const wholeUs = Number((userUs + kernelUs).toPrecision(5));
  const userspace = { medianUs: wholeUs, p99Us: wholeUs };
  const identified = [
    { path: 'guest.userspace', from: 'ticks that hit the kernel outside the run loop and user mode' },
  ];
  if (lengths === null) {
    const reason = 'neither a raw trace nor a summary tells how long a system call of the VMM lasts';
    const standsIn = `calls of ${usualCallUs} us, one after the other`;
    const betweenCallsUs = Math.max(0.1, Number(((userUs * usualCallUs) / kernelUs).toPrecision(4)));
    return {
      spec: { guest: { userspace, systemCallUs: quantileText([usualCallUs]), betweenCallsUs } },
      identified,
      unidentified: [{ path: 'guest.systemCallUs', reason, standsIn }],
    };
  }
  const calls = Math.max(1, kernelUs / lengths.meanUs);
  const betweenCallsUs = Math.max(0.1, Number((userUs / (calls + 1)).toPrecision(4)));
  // The VMM looks at its clock between calls only, so the last one lasts half a call beyond its time on average.
  const givenUs = Number(Math.max(1, wholeUs - lengths.meanUs / 2).toPrecision(5));
  return {
    spec: {
      guest: { userspace: { medianUs: givenUs, p99Us: givenUs }, systemCallUs: lengths.quantiles, betweenCallsUs },
    },
    identified: [
      ...identified,
      { path: 'guest.systemCallUs', from: lengths.from },
      {
        path: 'guest.betweenCallsUs',
        from: `ticks that hit user mode, ${Math.round(calls)} calls an exit, ${exitsPerSec.toFixed(1)} exits/s`,
      },
    ],
    unidentified: [],
  };
}

interface CallLengths {
  readonly quantiles: string;
  readonly meanUs: number;
  readonly from: string;
}

function callsOf({ timeline, summary, vcpuCpus, startSec, endSec }: RecordedRun): CallLengths | null {
  if (timeline !== null) {
    const lengths = staysUs(timeline, vcpuCpus, startSec * 1e9, endSec * 1e9);
    if (lengths.length > 0) {
      return {
        quantiles: measuredQuantiles(lengths),
        meanUs: sumOf(lengths) / lengths.length,
        from: `${lengths.length} stays in the kernel between crossings of user mode`,
      };
    }
  }
  const { longStretches } = summary;
  if (longStretches === null) return null;
  return {
    quantiles: spreadOut(longStretches, summary.longStretchMeanUs),
    meanUs: longStretches.p50Us,
    from: 'summary: stretches without a quiescent state',
  };
}

/**
 * Stays of an isolated CPU in the kernel, from user mode to user mode, without KVM_RUN [us]. Where those that are longer than a
 * crossing make up most of the time, the short ones between them are no calls that matter.
 */
function staysUs({ cpus }: TraceTimeline, vcpuCpus: readonly number[], fromNs: number, untilNs: number): number[] {
  const stays: number[] = [];
  for (const { cpu, marks } of cpus) {
    if (!vcpuCpus.includes(cpu)) continue;
    let sinceNs = NaN;
    for (let row = 0; row < marks.length; row++) {
      const kind = marks.kind(row);
      if (kind === 'user-exit') sinceNs = marks.timeNs(row);
      else if (kind === 'vcpu-load' || kind === 'vcpu-load-to-run') sinceNs = NaN;
      else if (kind === 'user-enter') {
        if (sinceNs >= fromNs && sinceNs <= untilNs) stays.push((marks.timeNs(row) - sinceNs) / 1000);
        sinceNs = NaN;
      }
    }
  }
  const long = stays.filter((each) => each > longestCrossingUs);
  return sumOf(long) > sumOf(stays) / 2 ? long : stays;
}

function sumOf(values: readonly number[]): number {
  return values.reduce((sum, each) => sum + each, 0);
}

/**
 * A table of quantiles at every tenth from the three that were kept. Below the median only the mean is known: a straight line
 * from where it must begin for the mean to be right.
 */
function spreadOut({ p50Us, p90Us, p99Us }: KeptQuantiles, meanUs: number): string {
  const upperPart = 0.2 * (p50Us + p90Us) + 0.05 * (p90Us + p99Us);
  const wanted = 4 * (meanUs - upperPart) - p50Us;
  const least = Number.isNaN(wanted) ? p50Us : Math.min(p50Us, Math.max(p50Us / 2, wanted));
  const lower = [0, 1, 2, 3, 4].map((i) => least + ((p50Us - least) * i) / 5);
  const upper = [0, 1, 2, 3, 4].map((i) => p50Us + ((p90Us - p50Us) * i) / 4);
  return quantileText([...lower, ...upper, p99Us]);
}
