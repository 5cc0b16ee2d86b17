import {
  noSummary,
  parseRecordingMeta,
  parseWorkload,
  recordedRun,
  type RecordedRun,
} from '../../../src/trace/index.js';
import { createHost } from '../../../src/engine/host.js';
import type { Recorder } from '../../../src/engine/recorder.js';
import { runHost, startHost } from '../../../src/engine/simulate.js';
import { createWorld, extendWorld } from '../../../src/engine/world.js';
import { isPending } from '../../../src/kernel/rcu-pending.js';
import { policiesByIds } from '../../../src/policies/index.js';
import { scenario, type ScenarioSpec } from '../../../src/scenario/index.js';
import { contexts } from '../../../src/trace/tick-columns.js';
import type { RecordedGracePeriod } from '../../../src/trace/run/grace-period-table.js';
import type { TickTable } from '../../../src/trace/tick-table.js';
import { simulatedContext } from '../../../src/trace/validation/simulated-context.js';

/** What a meta file of a machine in virtual time says; what differs comes with each run. */
export const plantedMeta = {
  run: 'planted',
  scenario: 'spin_dep',
  kernel: '6.12.117',
  hz: 1000,
  smp: 2,
  nohz_full_cpus: [1],
  kvm_variant: 0,
  patience_ms: 0,
  preempt_rt: true,
  qemu: '-icount shift=2 (vCPU time slices <= 122 us virtual)',
  vcpu_policy: 'SCHED_FIFO 1',
  rcuc_policy: 'SCHED_FIFO 11',
  halt_poll_ns: 200000,
  guest_args: 'spin tickdep=1',
  gpload_sleep_us: 20000,
  result: 'RESULT mode=spin secs=5.0 guest_exits=0',
};

/** A world whose numbers are known: the housekeeping CPU's delays and the chance of a taken lock among them. */
export const plantedSpec = {
  host: { hz: 1000, cpus: 2, virtualization: 'svm', skewTick: false },
  ticks: { phaseUs: 90, keptOn: true, timersPerSec: 0, otherIrqsPerSec: 0 },
  guest: {
    exits: {
      fastpath: { ratePerSec: 0 },
      msr: { ratePerSec: 0 },
      io: { ratePerSec: 0 },
      fault: { ratePerSec: 0 },
      heavy: { ratePerSec: 0 },
    },
  },
  vcpu: { preemption: { ratePerSec: 0 }, otherIoctlShare: 0 },
  softirq: { ratePerSec: 0 },
  gracePeriods: {
    thinkMs: 20.13,
    othersIdle: 0,
    housekeepingDelayUs: '240,260,300,400',
    followUpShare: 1,
    leafLockBusyShare: 0.2,
  },
  run: { durationSec: 6, warmupSec: 0 },
} as const satisfies ScenarioSpec;

/** What a simulated run leaves: the table, the grace periods and the meta that a recorder would have written. */
export interface PlantedParts {
  readonly table: TickTable;
  readonly gracePeriods: readonly RecordedGracePeriod[];
  readonly meta: object;
}

/** Returns the recording that a simulated machine would leave behind, under a policy. */
export function plantedParts(spec: ScenarioSpec, meta: object = plantedMeta, policyId = 'mainline'): PlantedParts {
  const whole = scenario(spec);
  const world = createWorld(whole);
  const rows: { t: number; context: string; invoked: boolean; gps: number; rgps: number; ngps: number }[] = [];
  const gracePeriods: RecordedGracePeriod[] = [];
  const nothing = (): void => undefined;
  const recorder: Recorder = {
    latency: nothing,
    exits: nothing,
    tick: (tick, nowNs) => {
      const context = simulatedContext(tick, { byTaskFlags: true });
      const { rcu, rnp, cpus } = host;
      const invoked = isPending(tick.reason);
      rows.push({ t: nowNs / 1e9, context, invoked, gps: rcu.gpSeq, rgps: cpus[1]!.rdp.gpSeq, ngps: rnp.gpSeq });
    },
    wake: nothing,
    rcuc: nothing,
    falsePositive: nothing,
    falseNegative: nothing,
    gracePeriod: (_, jiffies) => {
      const { gp, nowNs } = host;
      gracePeriods.push({ startSec: gp.startNs / 1e9, endSec: nowNs / 1e9, jiffies });
    },
    syncRcu: nothing,
    expedited: nothing,
    stallWarnings: nothing,
  };
  const host = createHost(world, policiesByIds([policyId])[0]!, recorder);
  const untilNs = whole.run.durationSec * 1e9;
  extendWorld(world, untilNs);
  startHost(host);
  runHost(host, untilNs);
  const column = (value: (row: (typeof rows)[number]) => number) => Float64Array.from(rows, value);
  const zero = column(() => 0);
  const columns = {
    ...Object.fromEntries(
      ['user', 'idle', 'j', 'gpstart', 'core', 'noqs_decide', 'wrap', 'ndw', 'cbfl', 'ready', 'restnz'].map((name) => [
        name,
        zero,
      ]),
    ),
    cpu: column(() => 1),
    t: column(({ t }) => t),
    ctx: column(({ context }) => contexts.indexOf(context as (typeof contexts)[number])),
    pf_vcpu: zero,
    invoked: column(({ invoked }) => Number(invoked)),
    gps: column(({ gps }) => gps),
    rgps: column(({ rgps }) => rgps),
    ngps: column(({ ngps }) => ngps),
  };
  return { table: { rows: rows.length, columns: columns as unknown as TickTable['columns'] }, gracePeriods, meta };
}

/** Returns the steady part of a planted recording. */
export function plantedRun(parts: PlantedParts): RecordedRun {
  const json = JSON.stringify(parts.meta);
  const { table, gracePeriods } = parts;
  const meta = parseRecordingMeta(json);
  return recordedRun({
    name: 'planted',
    meta,
    workload: parseWorkload(json),
    summary: noSummary,
    table,
    gracePeriods,
    timeline: null,
  });
}
