import { cksum } from './cksum.js';
import { parseBtf } from './btf/parse-btf.js';
import { memberOffsets, type MemberOffsets } from './kernel-members.js';

/** The build of the kernel that a recording is made for. */
export interface KernelBuild {
  /** Where the offsets come from, in words. */
  readonly described: string;
  readonly offsets: MemberOffsets;
  /** What `cksum` prints of the build's `/sys/kernel/btf/vmlinux`: checksum and size [bytes]. */
  readonly checksum: number;
  readonly bytes: number;
}

/** What is to be recorded. */
export interface RecordingPlan {
  readonly build: KernelBuild;
  /** CPUs whose ticks are recorded; empty: CPU 0 and the nohz_full CPUs, found when the script runs. */
  readonly cpus: readonly number[];
  readonly durationSec: number;
  /** The files that the script writes begin with it. */
  readonly output: string;
}

/** The longest recording: what it takes stays in memory until its end [s]. */
export const longestRecordingSec = 600;

/** Each recorded CPU has its probes in the path of the tick of every CPU, so there must not be many. */
export const mostRecordedCpus = 16;

/**
 * Returns the build that a blob of type information belongs to.
 *
 * @param described - where the blob comes from, for those who read the script
 * @throws RecordingError for what is no BTF, or that of a kernel without what the probes read
 */
export function buildOfBtf(bytes: Uint8Array, described: string): KernelBuild {
  return { described, offsets: memberOffsets(parseBtf(bytes)), checksum: cksum(bytes), bytes: bytes.length };
}

/** Returns the ring buffer that each recorded CPU is given: 2 MiB a second hold some 50,000 events of 42 bytes [KiB]. */
export function bufferKiB(durationSec: number): number {
  return Math.min(1024 * 1024, Math.max(8192, 2048 * durationSec));
}

/** Returns the ring buffer of the other CPUs, where the grace-period kthread may run [KiB]. */
export function housekeepingKiB(durationSec: number): number {
  return Math.max(2048, 512 * durationSec);
}
