import type { Comparison } from '../record/index.js';
import { encodeLink, fields, presetByName, type Scenario } from '../scenario/index.js';
import { valueAt } from '../scenario/spec-tree.js';
import { grouped, secondsText } from './number-text.js';
import { wrapText } from './wrap-text.js';

/** Where a scenario comes from: the preset it starts from, and what differs from it. */
export interface Origin {
  readonly preset: string;
  /** `path=value` each. */
  readonly changes: readonly string[];
}

/** Returns the preset of a scenario and its differences from it; the nearest preset where none is named. */
export function originOf(scenario: Scenario, preset?: string): Origin {
  const [, named = '', ...changes] = encodeLink(scenario, preset).split('&');
  return { preset: named.replace('preset=', ''), changes };
}

/** Returns the lines that say what was simulated, for how long, and from which preset. */
export function scenarioLines(
  { scenario, version }: Pick<Comparison, 'scenario' | 'version'>,
  origin: Origin,
): string[] {
  const { guest, host } = scenario;
  const title = presetByName(origin.preset)?.title ?? origin.preset;
  const instrument =
    guest.instrument === 'oslat'
      ? 'a guest under oslat (every gap in its execution)'
      : `a guest under cyclictest every ${guest.intervalUs} us (timer expiry to handler, idling by ${guest.idle})`;
  const kernel = `HZ=${host.hz}, ${host.isolation}, ${host.preemption === 'rt' ? 'PREEMPT_RT' : `preemption ${host.preemption}`}`;
  const rcu = host.rcuCore === 'rcuc' ? 'rcuc' : 'RCU_SOFTIRQ';
  return [
    `quiescent ${version}: ${title} (preset ${origin.preset})`,
    `${instrument}, host with ${kernel}, ${rcu}, ${host.virtualization.toUpperCase()}`,
    ...(origin.changes.length > 0 ? [`changed: ${origin.changes.join(' ')}`] : []),
  ];
}

/** Returns the header of a comparison: scenario, run, and how much of it is assumed. */
export function provenanceLines(comparison: Comparison, origin: Origin, width: number): string[] {
  const { scenario, seed, digest, finished, simulatedNs, policies } = comparison;
  const measured = secondsText((policies[0]?.measuredNs ?? 0) / 1e9);
  const whole = finished ? '' : ` of ${secondsText(scenario.run.durationSec)}: STOPPED EARLY`;
  const run = `seed ${seed}, digest ${digest}, ${measured} measured${whole}`;
  const warmup = `${secondsText(Math.min(simulatedNs / 1e9, scenario.run.warmupSec))} of warm-up before`;
  return [...scenarioLines(comparison, origin), `${run}, ${warmup}`, assumedLine(scenario)].flatMap((line) =>
    wrapText(line, width, '  '),
  );
}

/** Returns how many values nobody has stated, by group: those whose default is assumed and still in place. */
export function assumedLine(scenario: Scenario): string {
  const used = fields.filter(({ path }) => !path.startsWith('run.'));
  const assumed = used.filter(({ path, assumed: guess, default: value }) => guess && valueAt(scenario, path) === value);
  const groups = new Map<string, number>();
  for (const { path } of assumed) {
    const group = path.slice(0, path.indexOf('.'));
    groups.set(group, (groups.get(group) ?? 0) + 1);
  }
  const list = [...groups].map(([group, count]) => `${group} ${count}`).join(', ');
  return `assumed, with no source: ${grouped(assumed.length)} of ${used.length} values (${list}); see quiescent scenario --describe`;
}
