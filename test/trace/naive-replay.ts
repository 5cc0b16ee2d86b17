import type { RecordingMeta } from '../../src/trace/index.js';

/**
 * Returns how many ticks a table has, and on how many a plain reading of `rcu_pending()` differs from the kernel: the rule once
 * more in 64-bit arithmetic on split lines, sharing nothing with the replay but what it says of the kernel.
 */
export function naiveReplay(text: string, meta: RecordingMeta): { ticks: number; mismatches: number } {
  const [header = '', ...lines] = text
    .replace(/^\uFEFF/, '')
    .replace(/[\r\n]+$/, '')
    .split(/\r?\n/);
  const names = header.split(',');
  let mismatches = 0;
  for (const line of lines) {
    const fields = line.split(',');
    const get = (name: string): bigint => {
      const field = fields[names.indexOf(name)];
      return BigInt.asUintN(64, BigInt(field === undefined || field === '' ? 0 : field));
    };
    if (pending(get, meta) !== (get('invoked') === 1n)) mismatches++;
  }
  return { ticks: lines.length, mismatches };
}

function pending(get: (name: string) => bigint, meta: RecordingMeta): boolean {
  const old = meta.kernel.startsWith('6.1.');
  const running = (get('gps') & 3n) !== 0n;
  const before = (deadline: bigint) => get('j') < deadline;
  const young = before(get('gpstart') + BigInt(meta.hz));
  const exempt = meta.nohzFullCpus.includes(Number(get('cpu'))) && (!running || young);
  if (get('ndw') >= (old ? 2n : 3n)) return true;
  if (exempt && (get('user') === 1n || get('idle') === 1n || spared(get, meta, running, before))) return false;
  const ownList = (get('cbfl') & 1n) !== 0n && (get('cbfl') & (old ? 32n : 2n)) === 0n;
  if (ownList && (get('ready') === 1n || (!running && get('restnz') === 1n))) return true;
  if (get('core') === 1n && get('noqs_decide') === 0n && running) return true;
  return get('ngps') !== get('rgps') || get('wrap') === 1n;
}

function spared(
  get: (name: string) => bigint,
  meta: RecordingMeta,
  running: boolean,
  before: (deadline: bigint) => boolean,
): boolean {
  const patient = running && before(get('gpstart') + BigInt(meta.patienceJiffies));
  switch (meta.policy) {
    case 'mainline':
      return false;
    case 'patience':
      return patient;
    case 'patience-gapless':
      return patient || !running;
    case 'last-guest-exit':
      return get('last_guest_exit_j') !== 0n && before(get('last_guest_exit_j') + BigInt(meta.hz));
    case 'run-loop-flag-sched':
      return (get('in_run_loop') & 1n) !== 0n;
    case 'pf-vcpu':
      return get('pf_vcpu') === 1n;
    default:
      throw new Error(`no naive reading of the policy: ${meta.policy}`);
  }
}
