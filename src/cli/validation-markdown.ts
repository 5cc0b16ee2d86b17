import type { RecordedTiming, Validation, ValidationRow } from '../trace/index.js';
import { validationGroups, validationWords } from './validation-groups.js';

/** Returns kernel and model side by side as Markdown: the comparisons by how the machine kept
 * time, and why they differ; a table for each; what was left out. */
export function validationMarkdown(validation: Validation): string {
  const groups = validationGroups(validation.rows);
  const tables = groups.flatMap(({ title, rows }) => [
    `## ${title}`,
    '',
    '| | kernel | its 95% interval | model | inside |',
    '| --- | ---: | ---: | ---: | --- |',
    ...rows.map((row) => {
      const { what, kernel, interval, model } = validationWords(row);
      return `| ${what} | ${kernel} | ${interval} | ${model} | ${row.inside ? 'yes' : 'NO'} |`;
    }),
    '',
  ]);
  const excluded = validation.notApplicable.map(({ recording, reason }) => `- ${recording}: ${reason}`);
  const timings = timingOrder.filter((timing) => validation.rows.some((row) => row.timing === timing));
  return [
    '# Kernel and model side by side',
    '',
    'Each recording is compared with a simulation of a scenario that was fitted to it, under the policy that its kernel followed.',
    'A prediction takes the scenario that was fitted to the unchanged kernel under the same load, and changes only the policy.',
    'An interval is the 95% interval of the recording itself: batch means over 20 blocks of equal length, widened by the interval',
    'of a share or a count where events are few. The model simulates 40 times as long, so its own error is small against that.',
    'Made by `quiescent validate FOLDER --data data/validation.json --markdown data/validation.md`.',
    '',
    ...timings.flatMap((timing) => [
      `## ${timingTitles[timing]}`,
      '',
      whyDifferent[timing],
      '',
      ...insideOf(validation.rows.filter((row) => row.timing === timing)),
      '',
      ...groups.filter(({ rows }) => rows[0]?.timing === timing).map(({ title }) => `- ${title}`),
      '',
    ]),
    ...tables,
    ...(excluded.length === 0 ? [] : ['## Not applicable', '', ...excluded, '']),
  ].join('\n');
}

/** How many numbers lie inside, of a recording's own fit and of predictions. */
function insideOf(rows: readonly ValidationRow[]): string[] {
  const said = (which: readonly ValidationRow[], what: string): string[] =>
    which.length === 0 ? [] : [`${which.filter(({ inside }) => inside).length} of ${which.length} ${what}`];
  const own = rows.filter(({ recording, fittedFrom }) => recording === fittedFrom);
  const foretold = rows.filter(({ recording, fittedFrom }) => recording !== fittedFrom);
  const parts = [...said(own, 'numbers of own fits'), ...said(foretold, 'foretold ones')];
  return [`Inside: ${parts.join(', ')}. Of a model that is exact, one in twenty lies outside.`];
}

const timingOrder: readonly RecordedTiming[] = ['own', 'virtual', 'stalls', 'virtual-frozen'];

const timingTitles: Readonly<Record<RecordedTiming, string>> = {
  virtual: 'Virtual time',
  stalls: "The emulator's own time",
  'virtual-frozen': 'Virtual time in which a CPU could stand still',
  own: "The machine's own time",
};

/** What is known of why model and kernel differ, by how the machine kept time. */
const whyDifferent: Readonly<Record<RecordedTiming, string>> = {
  own: 'What a recording does not tell is listed by `quiescent fit`: where the model lies outside, begin there.',
  virtual:
    'The CPUs of these machines share one thread of the emulator, in turns that end on the grid of a timer of 8192 Hz. Where the guest runs, ticks show that grid to a microsecond. A guest that halts keeps step with the ticks: `hlt_nh` locks to three halts in five ticks, `hlt_nopoll` to three in two, and a few microseconds decide which window a tick hits. No table tells how long its steps take, and each probe takes its share of them. For the probes of the lab kernels (H1000) they are instructions of the emulator, calibrated by hand on `hlt_nh` under four kernels, and among settings that served these alike by `hlt_nopoll`, with turns planned at each tick. So it proves little that they agree; that one setting serves five recordings, under four policies, is what it shows. What is left of `hlt_nopoll` and of the unchanged kernel hangs on a few microseconds a cycle. `data/recordings/X1000` is another build of the same source, without the proposals, under the same loads and with the same probes. From event to event the two take as long, to a microsecond; that adds up, and `hlt_nopoll` exits last before the next tick 4 us later in `H1000_v0`. So only 22 of 33 numbers of its `hlt_nh` and `hlt_nopoll` lie inside the intervals of `H1000_v0`, where the model has 25 of 33. The calibrated steps serve the other build as badly, with 14 of 32 numbers of its own inside. For the probes of `data/recordings/V1000` and `V612` raw traces of halting guests tell more: each expiry of a timer ends a turn, a CPU that halts leaves the thread to the other at once, and on a nohz_full CPU the timer of a halted guest expires as a rule on the housekeeping CPU where that has a tick to come before. With turns in round robin, such timers, and steps read off these traces, and within a few microseconds calibrated on them, the model has 26 of 28 numbers of `V1000`, at 1000 Hz, inside, and 10 of 15 of `V612`, at 250 Hz; of `W612`, two other loads at 250 Hz, which were recorded afterwards, 17 of 27 (`quiescent validate data/recordings`). Two things of the fits are from the raw traces of `X1000`: the VMM’s system calls in `io_kern_long` are as many instructions whatever the policy, and last 13.07, 13.12 and 13.10 ms in three kernels once the ticks of both CPUs, rcuc and the work of the housekeeping CPU are taken off; and of the part of an exit that no tick can hit, half lies on each side of the guest.',
  stalls:
    'Stalls of the host, 0.1 to 150 ms, hit either CPU at any moment and lose ticks. The model has none, so lengths of grace periods beyond the typical one differ, and no recording predicts the stalls of another. Shares of ticks with work, and wakes a grace period, hold where stalls are rare.',
  'virtual-frozen':
    'Time slices were so long that a CPU could be frozen in the middle of a tick: first scans come too late and grace periods last up to three times as long. The decisions are exact, the times are not, and the model is not expected to match them.',
};
