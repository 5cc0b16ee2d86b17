import type { Mismatch, Replay } from '../trace/index.js';
import { countCell, counted, grouped } from './number-text.js';
import type { Paint } from './paint.js';
import { oneLine } from './printable.js';
import { layOut, type Cell, type ColumnGroup, type TextColumn } from './text-table.js';
import { wrapText } from './wrap-text.js';

/** Returns a replayed tick table as text: the kernel, whether the model agrees, and what other policies would have done. */
export function replayText(replay: Replay, width: number, paint: Paint): string {
  return [
    ...agreementLines(replay, [], [], width, paint),
    '',
    ...layOut(...policyTable(replay), width, paint),
    ...mismatchLines(replay, width),
    '',
  ].join('\n');
}

/**
 * Returns the lines on what the kernel decided and whether the model agrees.
 *
 * @param facts - sentences to stand behind the name of the kernel
 * @param more - columns to stand behind those of the CPUs
 */
export function agreementLines(
  replay: Replay,
  facts: readonly string[],
  more: readonly ColumnGroup[],
  width: number,
  paint: Paint,
): string[] {
  const header = [kernelName(replay), ...facts, verdict(replay)];
  const [title = '', ...rest] = header.flatMap((line) => wrapText(line, width, '  '));
  const [labels, groups] = cpuTable(replay);
  return [
    paint('bold', title),
    ...rest,
    '',
    ...layOut(labels, [...groups, ...more], width, paint),
    '',
    ...layOut(...reasonTable(replay), width, paint),
  ];
}

/** Returns the name of a recording, its kernel, and the policy that the kernel followed. */
export function kernelName({ kernel }: Replay): string {
  const name = [kernel.run, kernel.scenario].filter((part) => part !== null).join('/');
  const patience = kernel.patienceMs > 0 ? ` with a patience of ${kernel.patienceMs} ms` : '';
  const time = kernel.virtualTime ? ', virtual time' : '';
  return oneLine(
    `${name === '' ? 'recording' : name}: Linux ${kernel.release}, HZ=${kernel.hz}, ${kernel.policy}${patience}${time}`,
  );
}

function verdict({ ticks, matches, mismatches, mismatchesOutsideRaces, races }: Replay): string {
  const agreed = `${grouped(matches)} of ${counted(ticks, 'tick')} decided as the kernel did`;
  const flagged = `${counted(races, 'tick')} flagged as races`;
  if (ticks === 0) return 'no tick to decide';
  if (mismatches === 0) return `${agreed}: the model agrees everywhere (${flagged})`;
  return `${agreed}; ${grouped(mismatches)} unlike it, ${grouped(mismatchesOutsideRaces)} outside the ${flagged}`;
}

type Table = [labels: TextColumn, groups: { title: string; columns: TextColumn[] }[]];

function cpuTable({ perCpu }: Replay): Table {
  const cpus = Object.entries(perCpu);
  const column = (title: string, cellOf: (cpu: (typeof cpus)[number][1]) => Cell): TextColumn => ({
    title,
    cells: cpus.map(([, counts]) => cellOf(counts)),
  });
  const labels = cpus.map(([cpu, { nohzFull }]) => ({ text: `CPU ${cpu}${nohzFull ? ' (nohz_full)' : ''}` }));
  return [
    { title: '', cells: labels },
    [
      {
        title: 'ticks',
        columns: [
          column('all', ({ ticks }) => countCell(ticks)),
          column('invoked', ({ invoked }) => countCell(invoked)),
          column('races', ({ races }) => countCell(races)),
        ],
      },
      {
        title: 'the model',
        columns: [
          column('agrees', ({ matches }) => countCell(matches)),
          column('differs', ({ mismatches }) => countCell(mismatches)),
          column('outside races', ({ mismatchesOutsideRaces }) => countCell(mismatchesOutsideRaces)),
        ],
      },
    ],
  ];
}

function reasonTable({ reasons }: Replay): Table {
  const entries = Object.entries(reasons);
  return [
    { title: 'rcu_pending() in the model', cells: entries.map(([reason]) => ({ text: reason })) },
    [{ title: '', columns: [{ title: 'ticks', cells: entries.map(([, count]) => countCell(count)) }] }],
  ];
}

function policyTable({ policies, parameters }: Replay): Table {
  const entries = Object.entries(policies);
  const asked = (id: string): string => (id.startsWith('patience') ? `${id} (${parameters.patienceMs} ms)` : id);
  return [
    { title: 'on the same inputs, nohz_full CPUs', cells: entries.map(([id]) => ({ text: asked(id) })) },
    [
      {
        title: '',
        columns: [
          { title: 'would invoke', cells: entries.map(([, { wouldInvoke }]) => countCell(wouldInvoke)) },
          { title: 'of ticks', cells: entries.map(([, { ticks }]) => countCell(ticks)) },
          { title: 'unlike the kernel', cells: entries.map(([, { differs }]) => countCell(differs)) },
        ],
      },
    ],
  ];
}

/** Returns the first ticks on which model and kernel differ, behind a blank line; nothing where there are none. */
export function mismatchLines({ firstMismatches }: Replay, width: number): string[] {
  if (firstMismatches.length === 0) return [];
  const lines = firstMismatches.flatMap((each) => wrapText(`  ${mismatchLine(each)}`, width, '    '));
  return ['', 'the first mismatches:', ...lines];
}

function mismatchLine({ line, cpu, jiffies, seconds, context, invoked, reason, race }: Mismatch): string {
  const when = seconds === null ? `jiffies ${jiffies}` : `${seconds.toFixed(6)} s`;
  const where = context === null ? '' : ` in ${context}`;
  const did = invoked ? 'invoked RCU core' : 'left RCU core alone';
  return `line ${line}: CPU ${cpu}, ${when}${where}: the kernel ${did}, the model says ${reason}${race ? ' (race)' : ''}`;
}
