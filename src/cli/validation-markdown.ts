import type { RecordedTiming, Validation } from '../trace/index.js';
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
      ...groups.filter(({ rows }) => rows[0]?.timing === timing).map(({ title }) => `- ${title}`),
      '',
    ]),
    ...tables,
    ...(excluded.length === 0 ? [] : ['## Not applicable', '', ...excluded, '']),
  ].join('\n');
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
    'The CPUs of these machines share one thread of the emulator, in turns that end on the grid of a timer of 8192 Hz. Where the guest runs, ticks show that grid to a microsecond, and with it `spin_dep` and `io1k` come out, own fit and foretold, but for a few numbers at the edge of their intervals. A guest that halts keeps step with the ticks: `hlt_nh` halts every 1611 us undisturbed and locks to three halts in five ticks, `hlt_nopoll` to three in two. The fit of `hlt_nh` has that lock, from how its ticks lie in its cycle; which window a rare tick hits, and whether a grace period takes three jiffies or four, still hangs on a few microseconds of phase, in which rcuc, the turns and each window move the cycle. Ticks of `hlt_nopoll` show one halt in three, so its cycle is not known, and the model lets each wake-up be late at random. Why a few lengths of `io_kern_long` under patience lie outside in its own fit, and inside when foretold, is not known.',
  stalls:
    'Stalls of the host, 0.1 to 150 ms, hit either CPU at any moment and lose ticks. The model has none, so lengths of grace periods beyond the typical one differ, and no recording predicts the stalls of another. Shares of ticks with work, and wakes a grace period, hold where stalls are rare.',
  'virtual-frozen':
    'Time slices were so long that a CPU could be frozen in the middle of a tick: first scans come too late and grace periods last up to three times as long. The decisions are exact, the times are not, and the model is not expected to match them.',
};
