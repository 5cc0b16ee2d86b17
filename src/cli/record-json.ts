import { recordingEvents, type RecordingEvents } from '../trace/recorder/event-sources.js';
import { fetching } from '../trace/recorder/fetch.js';
import { kernelMembers, type KernelMemberName } from '../trace/recorder/kernel-members.js';
import type { RecordingPlan } from '../trace/recorder/recording-plan.js';

/** What `quiescent record --json` prints. */
export interface RecordJson extends RecordingEvents {
  readonly durationSec: number;
  readonly output: string;
  /** Empty: CPU 0 and the nohz_full CPUs of the host. */
  readonly cpus: readonly number[];
  /** What `cksum` prints of the type information of the one build for which this holds. */
  readonly layout: { readonly checksum: number; readonly bytes: number };
  /** By struct and member; null for what this build does not have. */
  readonly offsets: Readonly<Record<string, { readonly offset: number; readonly type: string } | null>>;
}

/** Returns a plan with all that follows from it, as plain data. */
export function recordJson({ build, cpus, durationSec, output }: RecordingPlan): RecordJson {
  const offsets = (Object.keys(kernelMembers) as KernelMemberName[]).map((name) => {
    const { struct, paths } = kernelMembers[name];
    return [`${struct}.${paths[0]}`, build.offsets[name] ?? null] as const;
  });
  return {
    durationSec,
    output,
    cpus,
    layout: { checksum: build.checksum, bytes: build.bytes },
    offsets: Object.fromEntries(offsets),
    ...recordingEvents(fetching(build.offsets)),
  };
}
