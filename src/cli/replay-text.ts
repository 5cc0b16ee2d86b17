import type { Mismatch, Replay } from '../trace/index.js';
import { countCell, grouped } from './number-text.js';
import type { Paint } from './paint.js';
import { oneLine } from './printable.js';
import { layOut, type Cell, type TextColumn } from './text-table.js';
import { wrapText } from './wrap-text.js';

/** Returns a replay as text: the kernel, whether the model agrees with it, and what other policies would have done. */
export function replayText(replay: Replay, width: number, paint: Paint): string {
  const { kernel, firstMismatches } = replay;
  const name = [kernel.run, kernel.scenario].filter((part) => part !== null).join('/');
  const patience = kernel.patienceMs > 0 ? ` with a patience of ${kernel.patienceMs} ms` : '';
  const time = kernel.virtualTime ? 'virtual time' : "the emulator's own time, with stalls";
  const header = [
    `${name === '' ? 'recording' : name}: Linux ${kernel.release}, HZ=${kernel.hz}, ${kernel.policy}${patience}, ${time}`,
    verdict(replay),
  ];
  const [title = '', ...rest] = header.flatMap((line) => wrapText(oneLine(line), width, '  '));
  return [
    paint('bold', title),
    ...rest,
    '',
    ...layOut(...cpuTable(replay), width, paint),
    '',
    ...layOut(...reasonTable(replay), width, paint),
    '',
    ...layOut(...policyTable(replay), width, paint),
    ...(firstMismatches.length > 0 ? ['', ...mismatchLines(firstMismatches, width)] : []),
    '',
  ].join('\n');
}

function verdict({ ticks, matches, mismatches, mismatchesOutsideRaces, races }: Replay): string {
  const agreed = `${grouped(matches)} of ${grouped(ticks)} ticks decided as the kernel did`;
  if (mismatches === 0) return `${agreed}: the model agrees everywhere (${grouped(races)} ticks flagged as races)`;
  return `${agreed}; ${grouped(mismatches)} mismatches, ${grouped(mismatchesOutsideRaces)} of them outside the ${grouped(races)} ticks flagged as races`;
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

function mismatchLines(mismatches: readonly Mismatch[], width: number): string[] {
  return ['the first mismatches:', ...mismatches.flatMap((each) => wrapText(`  ${mismatchLine(each)}`, width, '    '))];
}

function mismatchLine({ line, cpu, jiffies, seconds, context, invoked, reason, race }: Mismatch): string {
  const when = seconds === null ? `jiffies ${jiffies}` : `${seconds.toFixed(6)} s`;
  const where = context === null ? '' : ` in ${context}`;
  const did = invoked ? 'invoked RCU core' : 'left RCU core alone';
  return `line ${line}: CPU ${cpu}, ${when}${where}: the kernel ${did}, the model says ${reason}${race ? ' (race)' : ''}`;
}
