import type { ScenarioSpec } from '../../scenario/index.js';
import type { Experiment, Finding } from '../experiment.js';
import { host, over, pinned, ticking } from '../hosts.js';
import type { Lab } from '../lab.js';
import { atLeast, atMost, difference, mean, rate, share, total, type Measure } from '../measure.js';
import type { Observation } from '../observation.js';
import { averageGpMs, longestGpMs } from '../run-figures.js';

/** A host of eight CPUs from which L0 takes each CPU so often, for so long. */
const stolen = (stealPerSec: number, medianUs: number, p99Us: number): ScenarioSpec => ({
  host: { cpus: 8 },
  nested: { stealPerSec, length: { medianUs, p99Us } },
});

/** H17: L0 can take a CPU inside its tick handler, which delays quiescent states; no skip is special in that. */
export const preemptedInTheTick: Experiment = {
  id: 'H17',
  assumptions: ['nested.length', 'nested.stealPerSec', 'gracePeriods.requestsPerSec'],
  cases: [
    {
      where: 'as to longer grace periods',
      async test(lab) {
        const { mainline } = await withAndWithout(lab);
        const longer = difference(
          'longer average grace period, mainline',
          'ms',
          mainline.without,
          mainline.stolen,
          averageGpMs,
        );
        return { holds: atLeast(longer, 0), measured: [longer] };
      },
    },
    {
      where: 'as to the skips, which suffer no more than mainline',
      async test(lab) {
        const { mainline, flag } = await withAndWithout(lab);
        const extra = mainline.stolen.map((run, i) => averageGpMs(run) - averageGpMs(mainline.without[i]!));
        const extraFlag = flag.stolen.map((run, i) => averageGpMs(run) - averageGpMs(flag.without[i]!));
        const index = (run: Observation) => run.scenario.run.seed - 1;
        const more = mean(
          'additional lengthening, run-loop-flag-sched',
          'ms',
          flag.stolen,
          (run) => extraFlag[index(run)]! - extra[index(run)]!,
        );
        const base = mean('lengthening, mainline', 'ms', mainline.stolen, (run) => extra[index(run)]!);
        return { holds: atMost(more, 0.25 * (base.value ?? 0)), measured: [more, base] };
      },
    },
  ],
};

interface Pair {
  readonly without: readonly Observation[];
  readonly stolen: readonly Observation[];
}

async function withAndWithout(lab: Lab): Promise<{ mainline: Pair; flag: Pair }> {
  const ids = ['mainline', 'run-loop-flag-sched'] as const;
  const [mainline, flag] = await lab.compare(host(ticking, stolen(0, 1000, 20_000), 15, 8), ids);
  const [mainlineStolen, flagStolen] = await lab.compare(host(ticking, stolen(20, 1000, 20_000), 15, 8), ids);
  return { mainline: { without: mainline, stolen: mainlineStolen }, flag: { without: flag, stolen: flagStolen } };
}

/** H27: no stall of 21 s unless the host is broken; 20 ms can be kept with a CPU for each vCPU. */
export const stallsMeanBroken: Experiment = {
  id: 'H27',
  assumptions: ['nested.stealPerSec', 'gracePeriods.requestsPerSec', 'gracePeriods.othersReport'],
  cases: [
    {
      where: 'that 20 ms can be kept where each CPU is dedicated',
      test: (lab) => longerThan20ms(lab, stolen(0, 1000, 20_000), ({ value }) => value === 0),
    },
    {
      where: 'that 21 s pass where L0 shares CPUs by time slices',
      async test(lab) {
        const [runs] = await lab.compare(host(ticking, stolen(50, 4000, 40_000), 15, 6), ['mainline']);
        const stalled = total(runs, ({ record }) => record.stalls.over21s);
        const found = share(
          'grace periods over 21 s',
          stalled,
          total(runs, ({ record }) => record.gracePeriods.total),
        );
        return { holds: stalled === 0, measured: [found, longest(runs)] };
      },
    },
    {
      where: 'that 21 s are missed where L0 keeps a CPU for half a minute',
      async test(lab) {
        const broken = over(stolen(0.03, 30_000_000, 30_000_000), { gracePeriods: { backToBack: true } });
        const [runs] = await lab.compare(host(pinned, broken, 150, 4), ['mainline']);
        const stalls = rate('grace periods over 21 s', runs, ({ record }) => record.stalls.over21s);
        return { holds: (stalls.value ?? 0) > 0, measured: [longest(runs), stalls] };
      },
    },
  ],
};

function longest(runs: readonly Observation[]): Measure {
  return mean('longest grace period', 'ms', runs, longestGpMs);
}

async function longerThan20ms(
  lab: Lab,
  spec: ScenarioSpec,
  judge: (long: Measure) => boolean | null,
): Promise<Finding> {
  const [runs] = await lab.compare(host(ticking, spec, 15, 8), ['mainline']);
  const long = over20ms('without a hint', runs);
  return { holds: judge(long), measured: [long, longest(runs)] };
}

function over20ms(what: string, runs: readonly Observation[]): Measure {
  const all = total(runs, ({ record }) => record.gracePeriods.total);
  return share(
    `grace periods over 20 ms, ${what}`,
    total(runs, ({ record }) => record.stalls.over20ms),
    all,
  );
}

/** H34: lightly loaded hosts need no hint to L0, on saturated ones that may not be enough. */
export const hintsToL0: Experiment = {
  id: 'H34',
  assumptions: ['nested.length', 'gracePeriods.requestsPerSec', 'gracePeriods.othersReport'],
  cases: [
    {
      where: 'that a lightly loaded L0 needs no hint',
      test: (lab) => longerThan20ms(lab, stolen(1, 200, 2000), (long) => atMost(long, 0.01)),
    },
    {
      where: 'that under a saturated L0 grace periods grow long without a hint',
      test: (lab) => longerThan20ms(lab, stolen(80, 4000, 40_000), (long) => atLeast(long, 0.005)),
    },
    {
      where: 'that under a saturated L0 a hint about critical sections would help',
      async test(lab) {
        const saturated = stolen(80, 4000, 40_000);
        const [without] = await lab.compare(host(ticking, saturated, 15, 8), ['mainline']);
        const [hinted] = await lab.compare(host(ticking, over(saturated, { nested: { hint: true } }), 15, 8), [
          'mainline',
        ]);
        const shorter = difference('shorter average grace period with the hint', 'ms', hinted, without, averageGpMs);
        const base = mean('average grace period without it', 'ms', without, averageGpMs);
        return {
          holds: atLeast(shorter, 0.1 * (base.value ?? 0)),
          measured: [shorter, base, over20ms('with the hint', hinted)],
        };
      },
    },
  ],
};
