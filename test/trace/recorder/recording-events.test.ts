import { describe, expect, it } from 'vitest';
import { buildTimeline } from '../../../src/trace/index.js';
import { recordingEvents } from '../../../src/trace/recorder/event-sources.js';
import { fetching } from '../../../src/trace/recorder/fetch.js';
import { knownBuilds } from '../../../src/trace/recorder/known-builds.js';
import { buildOfBtf, type KernelBuild } from '../../../src/trace/recorder/recording-plan.js';
import { eventNames } from '../../../src/trace/timeline/event-names.js';
import { returnFields, tickFields } from '../../../src/trace/timeline/tick-fields.js';
import { eventLine } from '../trace-lines.js';
import { kernelTypes } from './kernel-types.js';

/** Only kernels with the proposals of the discussion built in have these. */
const ofProposals = ['kvar', 'lge', 'inrl', 'lp2', 'lp3', 'near', 'lqs'];

const builds: readonly (readonly [string, KernelBuild])[] = [
  ...Object.entries(knownBuilds),
  ['made up', buildOfBtf(kernelTypes(), 'a test')],
  ['made up, older', buildOfBtf(kernelTypes({ older: true }), 'a test')],
];

const eventsOf = (build: KernelBuild) => recordingEvents(fetching(build.offsets));
const fieldsOf = (build: KernelBuild, event: string) =>
  eventsOf(build).probes.find((probe) => probe.event === event)?.fields ?? [];

/** A value of each type as the kernel's probes write it. */
function written(type: string): string {
  if (type === 'symbol') return 'do_work+0x1/0x2';
  return type.startsWith('x') ? '0x0' : '0';
}

describe.each(builds)('a recording of the kernel %s', (_, build) => {
  it('holds each field that the reader takes from a tick, and no other', () => {
    const taken = [...Object.keys(tickFields), 'ip', 'ctnmi'].filter((name) => !ofProposals.includes(name));
    expect(
      fieldsOf(build, 'tick')
        .map(({ name }) => name)
        .sort(),
    ).toEqual(taken.sort());
    expect(
      fieldsOf(build, 'tickr')
        .map(({ name }) => name)
        .sort(),
    ).toEqual(
      Object.keys(returnFields)
        .filter((name) => !ofProposals.includes(name))
        .sort(),
    );
  });

  it('holds each event that the reader takes', () => {
    const { probes, tracepoints } = eventsOf(build);
    const recorded = new Set([...probes, ...tracepoints].map(({ event }) => event));
    for (const event of Object.values(eventNames).flat()) expect([...recorded]).toContain(event);
    expect(recorded.size).toBe(probes.length + tracepoints.length);
  });

  it('is read as it is written: a tick, a grace period, a scan', async () => {
    const line = (us: number, event: string, name = event): string => {
      const fields = fieldsOf(build, event).map((field) => `${field.name}=${written(field.type)}`);
      return eventLine(us, `${name}: (f+0x0/0x1) ${fields.join(' ')}`, 'd.h..');
    };
    const scan = 'rcu_watching_snap_save';
    const text = [
      line(1, 'gpinit'),
      line(2, 'gpinitr'),
      line(3, 'fqs'),
      line(4, scan),
      line(5, `${scan}_r`),
      line(6, 'tick', 'tick1'),
      line(7, 'invoke'),
      line(8, 'tickr', 'tickr1'),
      line(9, 'gpclean'),
      line(10, 'gpcleanr'),
    ].join('');
    const { ticks, gracePeriods } = await buildTimeline([text]);
    expect(ticks.rows).toBe(1);
    expect(ticks.own('invoked', 0)).toBe(1);
    for (const { name } of fieldsOf(build, 'tick')) {
      if (name !== 'ip' && name !== 'ctnmi') expect(ticks.has(name as keyof typeof tickFields), name).toBe(true);
    }
    expect(gracePeriods.periods).toMatchObject([{ startNs: 1_000_002_000, scans: [{ ageJiffies: 0 }], probes: 1 }]);
    expect(gracePeriods.probes).toMatchObject([{ cpu: 0, result: 0 }]);
    expect(gracePeriods.stretches).toHaveLength(2);
  });
});

it('fields that a kernel lacks are left out, not read at a place of chance', () => {
  const build = buildOfBtf(kernelTypes({ without: 'rcu_forced_tick' }), 'a test');
  const names = fieldsOf(build, 'tick').map(({ name }) => name);
  expect(names).not.toContain('ftick');
  expect(names).toContain('urg');
});

it('the layouts known without BTF are those of the recordings: where rcu_state has gp_seq differs between them', () => {
  const place = (series: string, member: 'stateGpSeq' | 'cpu') => knownBuilds[series]?.offsets[member]?.offset;
  expect([place('6.1', 'stateGpSeq'), place('6.12', 'stateGpSeq')]).toEqual([366848, 433536]);
  expect([place('6.1', 'cpu'), place('6.12', 'cpu')]).toEqual([840, 912]);
});
