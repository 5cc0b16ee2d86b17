import { describe, expect, it } from 'vitest';
import { traceText } from '../../../src/trace/ftrace/trace-text.js';
import { buildTimeline, replayTrace } from '../../../src/trace/index.js';
import { readMeta } from '../../../src/trace/read-recording.js';
import { recordingEvents } from '../../../src/trace/recorder/event-sources.js';
import { fetching } from '../../../src/trace/recorder/fetch.js';
import { knownBuilds } from '../../../src/trace/recorder/known-builds.js';
import type { TickFieldName } from '../../../src/trace/timeline/tick-fields.js';

/** Some seconds, cut short, of what the printed script recorded in emulated machines: CPU 1 is nohz_full and runs a guest. */
const recordings = ['6.1', '6.12'] as const;

describe.each(recordings)('what the printed script recorded on %s', async (series) => {
  const path = new URL(`recordings/guest-${series}.trace.gz`, import.meta.url).pathname;
  const timeline = await buildTimeline(traceText(path));
  const { meta } = readMeta(path);
  const { replay, cpus, gracePeriods } = replayTrace(timeline, meta);

  it('is read with its meta file, and each tick outside races is decided as the kernel did', () => {
    expect(meta).toMatchObject({ hz: 250, nohzFullCpus: [1], cpus: 2 });
    expect(meta.kernel.startsWith(`${series}.`)).toBe(true);
    expect(replay.ticks).toBeGreaterThan(100);
    expect(replay.mismatchesOutsideRaces).toBe(0);
    expect(replay.matches).toBeGreaterThan(0.99 * replay.ticks);
    expect(replay.invoked).toBeGreaterThan(20);
    expect(replay.ticks - replay.invoked).toBeGreaterThan(20);
  });

  it('has every field that was asked for in every tick', () => {
    const build = knownBuilds[series];
    const { probes } = recordingEvents(fetching(build?.offsets ?? {}));
    const asked = probes.find(({ event }) => event === 'tick')?.fields ?? [];
    for (const { name } of asked) {
      const isText = name === 'ip' || name === 'ctnmi';
      const isThere = isText ? timeline.ticks.text(name, 0) !== '' : timeline.ticks.has(name as TickFieldName);
      expect({ name, isThere }).toEqual({ name, isThere: name !== 'npat' || meta.layout.hasPatience });
    }
  });

  it('shows the guest, the windows around it, grace periods and their scans', () => {
    const isolated = cpus.find(({ cpu }) => cpu === 1);
    expect(isolated?.kvmExits).toBeGreaterThan(20);
    expect(isolated?.contextsNs.guest).toBeGreaterThan(0);
    expect(replay.perCpu['1']?.contexts.guest_exit_window?.ticks).toBeGreaterThan(0);
    expect(gracePeriods.count).toBeGreaterThan(5);
    expect(gracePeriods.fqsProbes).toBeGreaterThan(0);
    expect(timeline.gracePeriods.showsScans).toBe(true);
    expect(timeline.rcucWakes['1']).toBeGreaterThan(0);
  });
});
