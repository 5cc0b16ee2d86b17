import type { MeasuredTail } from '../trace/index.js';
import type { MeasuredRow } from './measured-files.js';
import { counted, grouped } from './number-text.js';

/** What the instruments of a scenario measure. */
const simulated = {
  oslat: 'every gap in the execution of the guest',
  cyclictest: 'how late the guest runs behind its timer',
} as const;

/** How the model of an instrument differs from the tool of its name. */
const sameButFor = {
  oslat: 'oslat counts every turn of its loop, the model only gaps: compare the largest, not the quantiles',
  cyclictest:
    "cyclictest ends when its thread runs, the model when the guest's handler does: the rest is the guest's own",
} as const;

/** What the tools measure, by tool and series. */
const measured: Readonly<Record<string, string>> = {
  'oslat latency': 'every turn of a busy loop',
  'cyclictest latency': 'how late a thread runs behind its timer',
  'rtla timerlat irq': 'from the expiry of a timer to its interrupt handler',
  'rtla timerlat thread': 'from the expiry of a timer to a thread of the kernel',
  'rtla timerlat user': 'from the expiry of a timer to the return to user mode',
  'rtla osnoise noise': 'the noise of a whole period, not single gaps',
};

/** Returns whether a measurement is of the same kind as what the scenario simulates. */
export function isSameKind({ source }: MeasuredTail, instrument: keyof typeof simulated): boolean {
  return source === instrument;
}

/** Returns what has to be said of each measurement: how many values, how fine, what overflowed, and what it can't be compared to. */
export function measuredNotes(rows: readonly MeasuredRow[], instrument: keyof typeof simulated): string[] {
  if (rows.length === 0) return [];
  return [
    'measured quantiles are the middles of their buckets; >= is all that is known of one in the overflow',
    ...rows.flatMap((row) => [`${row.label}: ${facts(row)}`, ...warnings(row, instrument)]),
  ];
}

/** Returns number, resolution and overflow of a measurement in a few words. */
export function measuredSummary({ source, samples, resolutionNs, overflow, overflowFromNs }: MeasuredTail): string {
  const fine = resolutionNs === null ? [] : [`${resolutionNs / 1e3} us buckets`];
  const over = overflow > 0 ? [`${grouped(overflow)} >= ${(overflowFromNs ?? 0) / 1e3} us`] : [];
  return [source, `${grouped(samples)} values`, ...fine, ...over].join(', ');
}

function facts({ tail, unitAssumed }: MeasuredRow): string {
  const { cpus, missed } = tail;
  const lost = missed === null ? ', more lost by the tool' : missed > 0 ? `, ${grouped(missed)} lost by the tool` : '';
  const unit = unitAssumed ? '; the text does not say its unit, us taken (of -N, read the JSON)' : '';
  return `${measuredSummary(tail)} on ${counted(cpus, 'CPU')}${lost}${unit}`;
}

function warnings({ label, tail }: MeasuredRow, instrument: keyof typeof simulated): string[] {
  const { source, series } = tail;
  if (!isSameKind(tail, instrument)) {
    const what = measured[`${source} ${series}`] ?? series;
    return [
      `${label} is of ANOTHER KIND: ${source} measures ${what}, the scenario's ${instrument} ${simulated[instrument]}`,
    ];
  }
  return [`${label}: ${sameButFor[instrument]}`];
}
