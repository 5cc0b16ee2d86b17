import { windows, type Window } from '../record/index.js';
import type { Bounds, PolicyCounterfactual, TracedCpu, TraceReplay } from '../trace/index.js';
import { countCell, counted, grouped, numberCell, secondsText } from './number-text.js';
import type { Paint } from './paint.js';
import { agreementLines, mismatchLines } from './replay-text.js';
import { layOut, type Cell, type ColumnGroup, type TextColumn } from './text-table.js';
import { wrapText } from './wrap-text.js';

/** Returns a replayed trace as text: the kernel, the model, each policy on the same ticks, and what a trace can't show. */
export function counterfactualText(result: TraceReplay, width: number, paint: Paint): string {
  const { replay, policies, limits } = result;
  const [title = '', ...rest] = wrapText(`${heading(result)}:`, width, '  ');
  return [
    ...agreementLines(replay, facts(result), cpuColumns(result.cpus), width, paint),
    ...mismatchLines(replay, width),
    '',
    paint('bold', title),
    ...rest,
    ...wrapText(asked(result), width, '  ').map((line) => paint('dim', line)),
    '',
    ...layOut(labelsOf(result), policyColumns(policies), width, paint),
    ...memoryLines(policies, width, paint),
    '',
    ...layOut(...windowTable(result), width, paint),
    '',
    "what this trace can't show:",
    ...limits.flatMap((limit) => wrapText(`- ${limit}`, width, '  ')).map((line) => paint('dim', line)),
    '',
  ].join('\n');
}

function facts({ trace, gracePeriods, cpus }: TraceReplay): string[] {
  const { count, medianNs, longestNs, fqsProbes, credited } = gracePeriods;
  const lengths = medianNs === null ? '' : `, median ${msText(medianNs)}, longest ${msText(longestNs ?? 0)}`;
  const scans = fqsProbes === 0 ? '' : `; scans looked at a CPU ${grouped(fqsProbes)} times and credited ${credited}`;
  const lost = trace.lost > 0 ? `, ${grouped(trace.lost)} lost` : '';
  return [
    `${secondsText(trace.durationNs / 1e9)} of trace, ${counted(trace.events, 'event')}${lost}, ${counted(cpus.length, 'CPU')}`,
    `${counted(count, 'grace period')}${lengths}${scans}`,
  ];
}

function msText(ns: number): string {
  return `${Number((ns / 1e6).toPrecision(3))} ms`;
}

function cpuColumns(cpus: readonly TracedCpu[]): ColumnGroup[] {
  const column = (title: string, cellOf: (cpu: TracedCpu) => Cell): TextColumn => ({ title, cells: cpus.map(cellOf) });
  return [
    {
      title: 'rcuc',
      columns: [
        column('woken', ({ rcucWakes }) => countCell(rcucWakes)),
        column('runs', ({ rcucRuns }) => countCell(rcucRuns)),
        column('ms', ({ rcucNs }) => numberCell(rcucNs / 1e6, 1)),
        column('undone', ({ undone }) => countCell(undone)),
      ],
    },
    {
      title: 'KVM',
      columns: [
        column('exits', ({ kvmExits }) => countCell(kvmExits)),
        column('in guest', (cpu) => shareCell(cpu.contextsNs.guest, sumOf(Object.values(cpu.contextsNs)))),
      ],
    },
  ];
}

function heading({ policies, cpus }: TraceReplay): string {
  const ticks = policies[0]?.ticks ?? 0;
  const onCpus = cpus.filter(({ nohzFull }) => nohzFull).map(({ cpu }) => cpu);
  const where = onCpus.length === 1 ? `CPU ${onCpus[0]}` : `CPUs ${onCpus.join(', ')}`;
  const kernel = kernelInvocations(policies[0]);
  return `the ${grouped(ticks)} ticks of nohz_full ${where}: the kernel invoked RCU core on ${grouped(kernel)}; what each policy would have done`;
}

function asked({ parameters }: TraceReplay): string {
  const { patienceMs, lastGuestExitWindowMs, lastQsAgeJiffies, soonUs } = parameters;
  return `asked with a patience of ${patienceMs} ms, a guest exit counting for ${lastGuestExitWindowMs} ms, a quiescent state for ${lastQsAgeJiffies} jiffies; soon is ${soonUs} us`;
}

function labelsOf({ policies, replay }: TraceReplay): TextColumn {
  const own = (id: string): string => (id === replay.kernel.policy ? `${id} (the kernel's)` : id);
  return { title: 'policy', cells: policies.map(({ id }) => ({ text: own(id) })) };
}

function policyColumns(policies: readonly PolicyCounterfactual[]): ColumnGroup[] {
  const column = (title: string, cellOf: (policy: PolicyCounterfactual) => Cell): TextColumn => ({
    title,
    cells: policies.map(cellOf),
  });
  // Only a kernel that skips by a policy itself skips ticks on which another would not.
  const adds = policies.some(({ sameInputs }) => sameInputs.added > 0);
  return [
    {
      title: 'RCU core invoked',
      columns: [
        column('times', ({ invocations }) => boundsCell(invocations)),
        column('saved', ({ saved }) => boundsCell(saved)),
      ],
    },
    {
      title: 'tick by tick',
      columns: [
        column('saved', ({ sameInputs }) => countCell(sameInputs.saved)),
        ...(adds ? [column('added', ({ sameInputs }) => countCell(sameInputs.added))] : []),
      ],
    },
    {
      title: 'false pos.',
      columns: [
        column('FP', ({ falsePositives }) => warned(boundsCell(falsePositives.count))),
        column('max ms', ({ falsePositives }) => numberCell(falsePositives.maxNs / 1e6, 2)),
      ],
    },
    {
      title: 'false neg., ms',
      columns: [
        column('FN', ({ falseNegatives }) => boundsCell(falseNegatives.count)),
        column('max', ({ falseNegatives }) => numberCell(falseNegatives.maxNs / 1e6, 3)),
      ],
    },
    {
      title: 'GPs later',
      columns: [
        column('n', ({ gracePeriods }) => countCell(gracePeriods.delayed)),
        column('<= ms', ({ gracePeriods }) => numberCell(gracePeriods.longestAddedNs / 1e6, 1)),
      ],
    },
  ];
}

/** What the policies remember was rebuilt from the events: whether that decides as what the kernel itself wrote down. */
function memoryLines(policies: readonly PolicyCounterfactual[], width: number, paint: Paint): string[] {
  const ids = (chosen: (policy: PolicyCounterfactual) => boolean): string =>
    policies
      .filter(chosen)
      .map(({ id }) => id)
      .join(', ');
  const agreeing = ids(({ sideState }) => sideState.kind === 'checked' && sideState.differs === 0);
  const unchecked = ids(({ sideState }) => sideState.kind === 'unchecked');
  const differing = policies
    .filter(({ sideState }) => sideState.differs > 0)
    .map(({ id, sideState: { differs, ticks } }) => `${id} on ${grouped(differs)} of ${grouped(ticks)} ticks`);
  const sentences: [style: 'dim' | 'red', text: string][] = [];
  if (agreeing !== '') {
    sentences.push([
      'dim',
      `what these remember, rebuilt from events, decides every tick as what the kernel wrote: ${agreeing}`,
    ]);
  }
  if (unchecked !== '') sentences.push(['dim', `rebuilt, with nothing in the trace to hold it against: ${unchecked}`]);
  if (differing.length > 0)
    sentences.push(['red', `rebuilt, and DIFFERENT from what the kernel wrote: ${differing.join(', ')}`]);
  const lines = sentences.flatMap(([style, text]) => wrapText(text, width, '  ').map((line) => paint(style, line)));
  return lines.length > 0 ? ['', ...lines] : [];
}

function windowTable(result: TraceReplay): [TextColumn, ColumnGroup[]] {
  const { policies } = result;
  const hit = windows.filter((window) => (policies[0]?.windows[window].ticks ?? 0) > 0);
  const cells = (window: Window): Cell[] => [
    countCell(policies[0]?.windows[window].ticks ?? 0),
    countCell(policies[0]?.windows[window].kernel ?? 0),
    ...policies.map(({ windows: by }) => boundsCell(by[window].carried)),
  ];
  const labels: Cell[] = [{ text: 'ticks' }, { text: 'the kernel' }, ...labelsOf(result).cells];
  return [
    { title: 'RCU core invoked', cells: labels },
    [{ title: 'by where the tick hit', columns: hit.map((window) => ({ title: window, cells: cells(window) })) }],
  ];
}

function kernelInvocations(policy: PolicyCounterfactual | undefined): number {
  return policy === undefined ? 0 : sumOf(Object.values(policy.windows).map(({ kernel }) => kernel));
}

/** `429..1,257`, or one number where the bounds meet. */
function boundsCell({ fewest, most }: Bounds): Cell {
  return fewest === most ? countCell(fewest) : { text: `${grouped(fewest)}..${grouped(most)}` };
}

function shareCell(part: number, whole: number): Cell {
  if (whole === 0 || part === 0) return numberCell(whole === 0 ? null : 0, 0);
  return { text: `${((100 * part) / whole).toFixed(1)}%` };
}

function warned(cell: Cell): Cell {
  return cell.text === '0' ? cell : { text: cell.text, style: 'red' };
}

function sumOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}
