import type { RecordedRun } from '../run/recorded-run.js';

/** Returns whether an emulator in virtual time ran just two CPUs in turn on one thread, as the model can. */
export function twoCpusShareThread({ meta, workload }: RecordedRun): boolean {
  return workload.timing === 'virtual' && meta.cpus === 2;
}
