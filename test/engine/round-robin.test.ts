import { describe, expect, it } from 'vitest';
import { policyById } from '../../src/policies/index.js';
import { scenario, type ScenarioSpec } from '../../src/scenario/index.js';
import { plantedSpec } from '../trace/fit/planted-run.js';
import { runAlone } from './run-alone.js';

interface Line {
  readonly timeNs: number;
  readonly cpu: number;
  readonly event: string;
  readonly detail: string;
}

type Nested = NonNullable<ScenarioSpec['nested']>;

/** What happens in half a second to a guest on CPUs that share a thread. */
function timelineOf(nested: Nested | null, gracePeriods: object, more: ScenarioSpec = {}): readonly Line[] {
  const lines: Line[] = [];
  const spec = {
    ...plantedSpec,
    ticks: { ...plantedSpec.ticks, phaseUs: 0 },
    gracePeriods,
    run: { durationSec: 0.5, warmupSec: 0 },
    ...more,
    ...(nested === null ? {} : { nested }),
  };
  const tracer = (line: Line) => lines.push(line);
  runAlone(scenario(spec), policyById('mainline'), { watched: true, tracer });
  return lines;
}

/** When the housekeeping CPU had the thread, and for how long [ns]; turns that follow at once are one. */
function turnsIn(lines: readonly Line[]) {
  const turns: { timeNs: number; lengthNs: number }[] = [];
  for (const { timeNs, event, detail } of lines) {
    if (event !== 'stolen by L0') continue;
    const last = turns.at(-1);
    const lengthNs = parseInt(detail, 10);
    if (last !== undefined && last.timeNs + last.lengthNs === timeNs) last.lengthNs += lengthNs;
    else turns.push({ timeNs, lengthNs });
  }
  return turns;
}

function byTickOf(turns: ReturnType<typeof turnsIn>): Map<number, ReturnType<typeof turnsIn>> {
  const byTick = new Map<number, ReturnType<typeof turnsIn>>();
  for (const each of turns) {
    const tick = Math.floor(each.timeNs / 1e6);
    byTick.set(tick, [...(byTick.get(tick) ?? []), each]);
  }
  return byTick;
}

const workOf = (turns: ReturnType<typeof turnsIn>) => turns.reduce((sum, { lengthNs }) => sum + lengthNs, 0);
const sliceNs = 1e9 / 8192;
const onGrid = (timeNs: number) => Math.abs(timeNs - Math.round(timeNs / sliceNs) * sliceNs) <= 1;
const busy = { ...plantedSpec.gracePeriods, housekeepingDelayUs: '190' };
const quiet = { requestsPerSec: 0, othersIdle: 0, housekeepingDelayUs: '300' };
/** A guest that works for 300 us and halts for so long. */
const halting = (haltUs: number, hlt: object = {}): ScenarioSpec => ({
  host: { ...plantedSpec.host, idle: 'halt' },
  guest: { ...plantedSpec.guest, hlt: { workUs: 300, length: { medianUs: haltUs, p99Us: haltUs }, ...hlt } },
});
/** The same with halts of many lengths, lest ticks keep step with them. */
const atRandom = halting(0, { length: { medianUs: 150, p99Us: 900 } });
const exactly = (us: number) => ({ medianUs: us, p99Us: us, quantilesUs: String(us) });

describe('CPUs that share one thread in round robin', () => {
  it('ends turns on the grid of a timer, where the other CPU takes every second one while both have work', () => {
    const byTick = byTickOf(turnsIn(timelineOf({ turnUs: '297', sliceHz: 8192, tailUs: 0 }, quiet)));
    expect(byTick.size).toBe(500);
    for (const turns of byTick.values()) {
      expect(workOf(turns)).toBe(297_000);
      for (const [i, { timeNs, lengthNs }] of turns.entries()) {
        expect(i === 0 ? timeNs % 1e6 === 0 : onGrid(timeNs)).toBe(true);
        const next = turns[i + 1];
        if (next === undefined) continue;
        expect(onGrid(timeNs + lengthNs)).toBe(true);
        expect(Math.abs(next.timeNs - timeNs - lengthNs - sliceNs)).toBeLessThanOrEqual(1);
      }
    }
  });

  it('lets what is due for RCU come when the housekeeping CPU has worked for so long, however late that is', () => {
    const nested = { turnUs: '97', sliceHz: 8192, tailUs: 30 };
    const lines = timelineOf(nested, { ...quiet, requestsPerSec: 100, housekeepingDelayUs: '190' });
    const turns = turnsIn(lines);
    const ends = new Set(lines.filter(({ event }) => event === 'rcu_gp_cleanup').map(({ timeNs }) => timeNs));
    const starts = lines.filter(({ event, timeNs }) => event === 'rcu_gp_init' && !ends.has(timeNs));
    expect(starts.length).toBeGreaterThan(20);
    for (const { timeNs } of starts) {
      const edgeNs = Math.floor(timeNs / 1e6) * 1e6;
      const before = turns.filter((turn) => turn.timeNs >= edgeNs && turn.timeNs < timeNs);
      const workNs = before.reduce((sum, turn) => sum + Math.min(turn.lengthNs, timeNs - turn.timeNs), 0);
      expect(workNs).toBe(190_000);
    }
    const late = starts.filter(({ timeNs }) => timeNs % 1e6 !== 190_000);
    expect(late.length).toBeGreaterThan(10);
  });

  it('lets the vCPU’s CPU have the first turn at a share of the ticks', () => {
    const byTick = byTickOf(turnsIn(timelineOf({ turnUs: '60', sliceHz: 8192, tailUs: 0, behindShare: 0.3 }, quiet)));
    const behind = [...byTick.values()].filter(([first]) => first!.timeNs % 1e6 !== 0).length;
    expect(Math.abs(behind / 500 - 0.3)).toBeLessThan(0.07);
  });

  it('lets it have that the more often, the later it set its timer', () => {
    const share = (more: object): number => {
      const lines = timelineOf({ turnUs: '60', sliceHz: 8192, tailUs: 0, behindShare: 0.3, ...more }, quiet, atRandom);
      const hits = lines.filter(({ event, detail }) => event === 'kvm_exit' && detail === 'host interrupt');
      return hits.filter(({ timeNs }) => timeNs % 1e6 === 0).length / hits.length;
    };
    expect(share({})).toBeLessThan(0.45);
    expect(share({ behindSpanUs: 1000 })).toBeGreaterThan(0.6);
  });

  it('lets the housekeeping CPU go on at once when the vCPU’s CPU halts', () => {
    const lines = timelineOf({ turnUs: '297', sliceHz: 8192, tailUs: 0 }, quiet, halting(400));
    const goesOn = lines.filter(
      ({ event, timeNs }, i) =>
        event === 'stolen by L0' && lines[i - 1]?.event === 'idle' && lines[i - 1]?.timeNs === timeNs,
    );
    expect(goesOn.length).toBeGreaterThan(50);
    expect(goesOn.some(({ timeNs }) => !onGrid(timeNs) && timeNs % 1e6 !== 0)).toBe(true);
  });

  it('interrupts the housekeeping CPU’s work when a timer of the vCPU’s CPU expires', () => {
    const lines = timelineOf({ turnUs: '497', sliceHz: 1000, tailUs: 0 }, quiet, atRandom);
    const cut = lines.filter(
      ({ event, timeNs }, i) =>
        event === 'given back by L0' && lines[i + 1]?.event === 'sched_waking' && lines[i + 1]!.timeNs - timeNs <= 1000,
    );
    expect(cut.length).toBeGreaterThan(20);
  });

  it('gives the kthread that rcuc woke a turn of its own before the grace period ends', () => {
    const costs = { gpCleanupNs: 55_000 };
    const lines = timelineOf({ turnUs: '97', sliceHz: 8192, tailUs: 0 }, busy, { costs });
    const turns = turnsIn(lines);
    const ends = lines.filter(({ event }) => event === 'rcu_gp_cleanup').map(({ timeNs }) => timeNs);
    const own = turns.filter(({ timeNs, lengthNs }) => lengthNs === 55_001 && ends.includes(timeNs + 55_000));
    expect(own.length).toBeGreaterThan(5);
    expect(own.every(({ timeNs }) => onGrid(timeNs))).toBe(true);
  });
});

describe('a halted guest whose timer a nohz_full CPU leaves to the housekeeping CPU', () => {
  const costs = { remoteTimerUs: 30 };
  /** How long after its timer's expiry the vCPU was woken [ns], by whether a tick came in between. */
  function delays(nested: Nested | null, host: object = {}): { ticked: Set<number>; other: Set<number> } {
    const halts = halting(700);
    const lines = timelineOf(nested, quiet, { ...halts, host: { ...halts.host, ...host }, costs });
    const found = { ticked: new Set<number>(), other: new Set<number>() };
    for (const [i, { event, timeNs }] of lines.entries()) {
      if (event !== 'sched_waking') continue;
      const exit = lines.slice(0, i).findLast((line) => line.event === 'kvm_exit' && line.detail === '')!;
      const lateNs = timeNs - exit.timeNs - 700_000;
      const edges = Math.floor((exit.timeNs + 700_000) / 1e6) > Math.floor(exit.timeNs / 1e6);
      found[edges ? 'ticked' : 'other'].add(lateNs);
    }
    return found;
  }

  it('is woken that much later if a tick was to come before, and by its own CPU else', () => {
    const { ticked, other } = delays(null);
    const cStateNs = [...other][0]!;
    expect(cStateNs).toBeLessThan(3000);
    expect(Math.min(...ticked)).toBe(30_000 + cStateNs);
    expect([...other].every((lateNs) => lateNs < 30_000)).toBe(true);
  });

  it('is woken by its own CPU wherever that is not nohz_full', () => {
    const { ticked } = delays(null, { isolation: 'isolcpus' });
    expect(Math.min(...ticked)).toBeLessThan(30_000);
  });

  it('waits for the housekeeping CPU’s way out of idle where both share a thread', () => {
    const { ticked } = delays({ turnUs: '20', sliceHz: 8192, tailUs: 0, fromIdleUs: 7 });
    const { other } = delays({ turnUs: '20', sliceHz: 8192, tailUs: 0 });
    expect(Math.min(...ticked) - Math.min(...other)).toBe(37_001);
  });
});

describe('a guest that exits for its timer’s sake', () => {
  const lines = timelineOf(null, quiet, {
    ...halting(450, { timerExitUs: 3, betweenUs: 5 }),
    ticks: { ...plantedSpec.ticks, keptOn: false },
    costs: { tick: exactly(1) },
  });
  const guest = lines.filter(({ event }) => ['kvm_entry', 'kvm_exit', 'kvm_vcpu_halt'].includes(event));
  const cycles = guest.flatMap((line, i) => (line.event === 'kvm_vcpu_halt' ? [guest.slice(i, i + 8)] : []));
  const whole = cycles.filter(
    (cycle) => cycle.length === 8 && cycle.every(({ detail }) => detail !== 'host interrupt'),
  );

  it('exits three times a cycle: to acknowledge it, to arm it, and to halt', () => {
    expect(whole.length).toBeGreaterThan(100);
    for (const cycle of whole) {
      const exits = ['kvm_entry', 'kvm_exit', 'kvm_entry', 'kvm_exit', 'kvm_entry', 'kvm_exit'];
      expect(cycle.map(({ event }) => event)).toEqual(['kvm_vcpu_halt', ...exits, 'kvm_vcpu_halt']);
    }
  });

  it('executes for as long as it was told before the first and the last of them, and works in between', () => {
    for (const [, woken, acknowledges, back, arms, on, halts] of whole) {
      expect(acknowledges!.timeNs - woken!.timeNs).toBe(5000);
      expect(arms!.timeNs - back!.timeNs).toBe(300_000);
      expect(halts!.timeNs - on!.timeNs).toBe(5000);
    }
  });

  it('is woken when its timer has run for the length of the halt since it was armed', () => {
    const { costs } = scenario(plantedSpec);
    const wakingNs = cycles.flatMap((cycle) => {
      const arms = cycle[4];
      const woken = lines.find((line) => line.event === 'sched_waking' && line.timeNs > (arms?.timeNs ?? Infinity));
      return arms === undefined || woken === undefined ? [] : [woken.timeNs - arms.timeNs];
    });
    const cStateNs = Math.min(...wakingNs) - 450_000;
    expect(cStateNs).toBeGreaterThanOrEqual(0);
    expect(cStateNs).toBeLessThanOrEqual(2000 + costs.ipiNs);
  });
});
