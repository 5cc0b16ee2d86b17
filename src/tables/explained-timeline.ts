import type { Explanation, TimelineEvent } from '../record/index.js';

/** What a stretch of time is. */
export type StretchKind = 'guest' | 'user' | 'kernel' | 'interrupt' | 'rcuc' | 'idle' | 'grace-period' | 'other';

/** A stretch of one lane [µs since the sample began]. */
export interface Stretch {
  lane: string;
  startUs: number;
  endUs: number;
  label: string;
  kind: StretchKind;
}

/** A sample as lanes and steps, ready for `timelineFigure`. */
export interface ExplainedTimeline {
  policy: string;
  startUs: number;
  endUs: number;
  spans: Stretch[];
  steps: { atUs: number; text: string }[];
}

type State = Pick<Stretch, 'lane' | 'label' | 'kind'>;

const guest: State = { lane: 'guest', label: 'guest runs', kind: 'guest' };
const runLoop: State = { lane: 'vCPU thread', label: 'run loop', kind: 'kernel' };
const userMode: State = { lane: 'user mode', label: 'VMM and back', kind: 'user' };
const idleTask: State = { lane: 'idle', label: 'idle task', kind: 'idle' };
const asleep: State = { lane: 'idle', label: 'asleep', kind: 'idle' };
const rcuc: State = { lane: 'rcuc', label: 'rcuc runs', kind: 'rcuc' };

/** Lanes from top to bottom. */
const order = ['guest', 'vCPU thread', 'rcuc', 'other thread', 'softirq', 'user mode', 'idle', 'L0'];

const mostSteps = 24;

/**
 * Returns the lanes and steps of an explained sample: who had the vCPU's CPU when, from shortly before the sample to shortly
 * after it, and whether a grace period was in progress. Steps from earlier on stay in the list.
 */
export function explainedTimeline(explanation: Explanation): ExplainedTimeline {
  const { policyId, found, sampleNs, atNs, events } = explanation;
  if (!found) throw new Error(`no such sample in this run (a longer one may have it): ${policyId}`);
  const beganNs = atNs - sampleNs;
  const endUs = sampleNs / 1e3;
  const roomUs = Math.min(20, Math.max(2, endUs * 0.15));
  const [from, to] = [-roomUs, endUs + roomUs];
  const us = ({ timeNs }: TimelineEvent) => (timeNs - beganNs) / 1e3;
  const cpus = [...new Set(events.map(({ cpu }) => cpu))].filter((cpu) => cpu > 0).sort((a, b) => a - b);
  const lanes = cpus.flatMap((cpu) => {
    const spans = cpuStretches(
      events.filter((event) => event.cpu === cpu),
      us,
      from,
      to,
    );
    return cpus.length > 1 ? spans.map((span) => ({ ...span, lane: `cpu ${cpu} ${span.lane}` })) : spans;
  });
  const spans = [...lanes, ...gracePeriods(events, us, from, to)]
    .map((span) => ({ ...span, startUs: Math.max(from, span.startUs), endUs: Math.min(to, span.endUs) }))
    .filter((span) => span.endUs > span.startUs);
  const steps = events
    .filter((event) => us(event) <= to)
    .map((event) => ({ atUs: us(event), text: stepText(event, cpus.length > 1) }));
  return { policy: policyId, startUs: 0, endUs, spans, steps: shortened(steps) };
}

function stepText({ cpu, event, detail }: TimelineEvent, severalCpus: boolean): string {
  const where = severalCpus || cpu === 0 ? `cpu ${cpu}: ` : '';
  return `${where}${event}${detail ? ` (${detail})` : ''}`;
}

/** A long sample has thousands of steps: its beginning and its end tell most. */
function shortened(steps: { atUs: number; text: string }[]): { atUs: number; text: string }[] {
  if (steps.length <= mostSteps) return steps;
  const half = mostSteps / 2;
  const left = steps[half];
  const omitted = { atUs: left?.atUs ?? 0, text: `and ${steps.length - mostSteps} more steps` };
  return [...steps.slice(0, half), omitted, ...steps.slice(-half)];
}

function cpuStretches(
  events: readonly TimelineEvent[],
  us: (event: TimelineEvent) => number,
  from: number,
  to: number,
): Stretch[] {
  const spans: Stretch[] = [];
  let state: State | undefined;
  let since = from;
  for (const event of events) {
    const [before, after] = transition(event);
    if (!after) continue;
    const last = state ?? before;
    if (last) spans.push({ ...last, startUs: since, endUs: us(event) });
    state = after;
    since = us(event);
  }
  if (state) spans.push({ ...state, startUs: since, endUs: to });
  return [
    ...spans,
    ...between(events, 'softirq_entry', 'softirq_exit', us, to).map(onLane('softirq', 'interrupt')),
    ...between(events, 'stolen by L0', 'given back by L0', us, to).map(onLane('L0', 'other')),
  ].sort((a, b) => order.indexOf(a.lane) - order.indexOf(b.lane));
}

/** What the CPU did before an event and does after it; nothing where the event changes nothing. */
function transition({ event, detail }: TimelineEvent): readonly [State?, State?] {
  if (event === 'kvm_entry') return [runLoop, guest];
  if (event === 'kvm_exit') return [guest, runLoop];
  if (event === 'kvm_userspace_exit') return [runLoop, userMode];
  if (event === 'idle') return [idleTask, asleep];
  if (event === 'idle exit') return [asleep, idleTask];
  if (event !== 'sched_switch') return [];
  const [previous = '', next = ''] = detail.split(' ==> ');
  return [task(previous), task(next)];
}

function task(name: string): State {
  if (name === 'vcpu') return runLoop;
  if (name === 'rcuc') return rcuc;
  return name === 'swapper' ? idleTask : { lane: 'other thread', label: name, kind: 'other' };
}

function between(
  events: readonly TimelineEvent[],
  begin: string,
  end: string,
  us: (event: TimelineEvent) => number,
  to: number,
): { startUs: number; endUs: number; label: string }[] {
  return events.flatMap((event, i) => {
    if (event.event !== begin) return [];
    const closing = events.slice(i + 1).find((later) => later.event === end);
    return [{ startUs: us(event), endUs: closing ? us(closing) : to, label: event.detail || begin }];
  });
}

function onLane(lane: string, kind: StretchKind): (span: { startUs: number; endUs: number; label: string }) => Stretch {
  return (span) => ({ lane, kind, ...span });
}

function gracePeriods(
  events: readonly TimelineEvent[],
  us: (event: TimelineEvent) => number,
  from: number,
  to: number,
): Stretch[] {
  const kthread = events.filter(({ cpu }) => cpu === 0);
  const spans = between(kthread, 'rcu_gp_init', 'rcu_gp_cleanup', us, to);
  const first = kthread.find(({ event }) => event === 'rcu_gp_init' || event === 'rcu_gp_cleanup');
  if (first?.event === 'rcu_gp_cleanup') spans.unshift({ startUs: from, endUs: us(first), label: '' });
  return spans.map((span) => ({ ...span, lane: 'grace period', label: 'in progress', kind: 'grace-period' as const }));
}
