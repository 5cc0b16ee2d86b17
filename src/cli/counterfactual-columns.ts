import { windows, type Window } from '../record/index.js';
import type { Bounds, PolicyCounterfactual, TracedCpu, TraceReplay } from '../trace/index.js';
import { countCell, grouped, numberCell } from './number-text.js';
import type { Cell, ColumnGroup, TextColumn } from './text-table.js';

/** Returns what rcuc and KVM did on each CPU. */
export function cpuColumns(cpus: readonly TracedCpu[]): ColumnGroup[] {
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

/** Returns the names of the policies; that of the kernel's own says so. */
export function labelsOf({ policies, replay }: TraceReplay): TextColumn {
  const own = (id: string): string => (id === replay.kernel.policy ? `${id} (the kernel's)` : id);
  return { title: 'policy', cells: policies.map(({ id }) => ({ text: own(id) })) };
}

/** Returns what each policy would have done: saved, been wrong about, and cost grace periods. */
export function policyColumns(policies: readonly PolicyCounterfactual[]): ColumnGroup[] {
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

/** Returns how often RCU core would have been invoked in each window, below the ticks and the kernel's own count. */
export function windowTable(result: TraceReplay): [TextColumn, ColumnGroup[]] {
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

/** Returns how often the recorded kernel invoked RCU core on the ticks of a policy's trial. */
export function kernelInvocations(policy: PolicyCounterfactual | undefined): number {
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
