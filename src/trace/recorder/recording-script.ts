import { recordingEvents } from './event-sources.js';
import { fetching } from './fetch.js';
import { bufferKiB, housekeepingKiB, type RecordingPlan } from './recording-plan.js';
import { preconditions } from './script/preconditions.js';
import { probeCommands } from './script/probe-commands.js';
import { prepare, recordTrace } from './script/record-trace.js';
import { setUp } from './script/set-up.js';
import { writeMeta } from './script/write-meta.js';

/**
 * Returns the shell script (POSIX, for root) that records a raw trace with its meta file as `replay` takes them:
 * `OUTPUT.trace.gz` and `OUTPUT.meta.json`.
 *
 * @example
 * const build = buildOfBtf(readFileSync('/sys/kernel/btf/vmlinux'), 'this host');
 * recordingScript({ build, cpus: [], durationSec: 10, output: 'recording' });
 */
export function recordingScript({ build, cpus, durationSec, output }: RecordingPlan): string {
  const kernel = fetching(build.offsets);
  const settings = `#!/bin/sh
# Records what RCU decides at the ticks of some CPUs, for \`quiescent replay\`. Printed by \`quiescent record\`; run it as
# root on the host. It traces in an instance of its own and removes what it made, also when it is interrupted.
# Offsets of struct members: ${build.described}.
set -eu
seconds=${durationSec}
output='${output}'
cpus='${cpus.join(' ')}' # empty: CPU 0 and the nohz_full CPUs
buffer_kb=${bufferKiB(durationSec)} # ring buffer of each of them
housekeeping_kb=${housekeepingKiB(durationSec)} # that of the other CPUs, but for the other nohz_full ones
layout='${build.checksum} ${build.bytes}'
`;
  const parts = [
    settings,
    setUp,
    preconditions,
    prepare(kernel),
    probeCommands(recordingEvents(kernel)),
    recordTrace,
    writeMeta,
  ];
  return `${parts.map((part) => part.trim()).join('\n\n')}\n`;
}
