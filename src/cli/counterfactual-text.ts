import type { PolicyCounterfactual, TraceReplay } from '../trace/index.js';
import { tickFields } from '../trace/timeline/tick-fields.js';
import { cpuColumns, kernelInvocations, labelsOf, policyColumns, windowTable } from './counterfactual-columns.js';
import { counted, grouped, secondsText } from './number-text.js';
import type { Paint } from './paint.js';
import { agreementLines, kernelName, mismatchLines } from './replay-text.js';
import { layOut } from './text-table.js';
import { wrapText } from './wrap-text.js';

/** Returns a replayed trace as text: the kernel, the model, each policy on the same ticks, and what a trace can't show. */
export function counterfactualText(result: TraceReplay, width: number, paint: Paint): string {
  const { replay, policies, limits } = result;
  if (replay.ticks === 0) return withoutTicks(result, width, paint);
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

/** A trace without the probes has nothing to replay; what they are is said. */
function withoutTicks(result: TraceReplay, width: number, paint: Paint): string {
  const fields = Object.entries(tickFields).flatMap(([name, { required }]) => (required ? [name] : []));
  const wanted = `no tick to decide: the trace has no pair of probes at the entry and return of rcu_sched_clock_irq(), events tickN (with at least ${fields.join(', ')}, ctnmi) and tickrN (hasw, noqs, core)`;
  const [title = '', ...rest] = [kernelName(result.replay), ...facts(result)];
  return [paint('bold', title), ...rest, ...wrapText(wanted, width, '  '), ''].join('\n');
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
