import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { RecordJson } from '../../src/cli/record-json.js';
import { parseRecordingMeta } from '../../src/trace/index.js';
import { recordingEvents } from '../../src/trace/recorder/event-sources.js';
import { fetching } from '../../src/trace/recorder/fetch.js';
import { knownBuilds } from '../../src/trace/recorder/known-builds.js';
import { probeCommands } from '../../src/trace/recorder/script/probe-commands.js';
import { setUp } from '../../src/trace/recorder/script/set-up.js';
import { writeMeta } from '../../src/trace/recorder/script/write-meta.js';
import { kernelTypes } from '../trace/recorder/kernel-types.js';
import { tickLines } from '../trace/trace-lines.js';
import { directoryWith, quiescent } from './fake-terminal.js';

/** Carries out a piece of shell, as the strictest shell at hand would, and returns what it wrote. */
const sh = (script: string, args: readonly string[] = ['-s']): string =>
  execFileSync('sh', args, { input: script, encoding: 'utf8', stdio: ['pipe', 'pipe', 'pipe'] });

function withBtf(options = {}): string {
  const path = join(directoryWith({}), 'host.btf');
  writeFileSync(path, kernelTypes(options));
  return path;
}

describe('record', () => {
  it('prints a script that the shell can read, for every source of offsets', async () => {
    for (const args of [
      ['--kernel', '6.1'],
      ['--kernel', '6.12'],
      ['--btf', withBtf()],
    ]) {
      const { code, out } = await quiescent(['record', ...args]);
      expect(code).toBe(0);
      expect(out).toMatch(/^#!\/bin\/sh\n/);
      expect(out).not.toMatch(/undefined|NaN|\[object/);
      expect(sh(out, ['-n'])).toBe('');
    }
  });

  it('takes offsets from the BTF that it is given, and makes the script ask for exactly that', async () => {
    const path = withBtf();
    const { out, err } = await quiescent(['record', '--btf', path]);
    expect(err).toBe('');
    expect(out).toContain('gps=@rcu_state+4096:u64');
    const [checksum, bytes] = execFileSync('cksum', { input: readFileSync(path), encoding: 'utf8' }).split(/\s+/);
    expect(out).toContain(`layout='${checksum} ${bytes}'`);
  });

  it('shows the name of that file in a comment, and lets no line of it into the script', async () => {
    const path = join(directoryWith({}), 'x\nreboot #');
    writeFileSync(path, kernelTypes());
    const { out } = await quiescent(['record', '--btf', path]);
    expect(out).toContain('/x reboot #.\n');
    expect(out).not.toMatch(/^reboot/m);
  });

  it('warns that a layout by series is that of one build', async () => {
    const { err } = await quiescent(['record', '--kernel', '6.12']);
    expect(err).toMatch(/6\.12\.117-1~deb12u1.*no other build; the script checks it/);
  });

  it('takes CPUs, duration and name, and says them in JSON as well', async () => {
    const args = ['record', '--kernel', '6.12', '--cpus', '5,0,2-3,2', '-d', '2m', '--output', 'runs/a_1'];
    const { out } = await quiescent(args);
    expect(out).toContain("cpus='0 2 3 5'");
    expect(out).toContain('seconds=120\n');
    expect(out).toContain("output='runs/a_1'");
    const json = JSON.parse((await quiescent([...args, '--json'])).out) as RecordJson;
    expect(json).toMatchObject({ cpus: [0, 2, 3, 5], durationSec: 120, output: 'runs/a_1' });
    expect(json.offsets['rcu_state.gp_seq']).toEqual({ offset: 433536, type: 'u64' });
    expect(json.probes.map(({ event }) => event)).toContain('tick');
    expect(json.tracepoints.map(({ path }) => path)).toContain('sched/sched_switch');
  });

  it.each([
    [['--kernel', '6.6'], /--kernel: one of 6\.1, 6\.12 expected \(for others --btf\): 6\.6$/],
    [['--kernel', '6.12', '--btf', 'x'], /one of --btf and --kernel expected/],
    [['--btf', '/nowhere/x'], /--btf can't be read \(ENOENT\): \/nowhere\/x$/],
    [['--kernel', '6.1', '--cpus', '3-1'], /--cpus: .* of CPUs 0\.\.8191 expected: 3-1$/],
    [['--kernel', '6.1', '--cpus', '0-16'], /--cpus: at most 16 CPUs expected.*: 0-16$/],
    [['--kernel', '6.1', '--cpus', '0;reboot'], /--cpus: .*: 0;reboot$/],
    [['--kernel', '6.1', '-d', '1.5s'], /--duration: whole seconds, 1s\.\.600s, expected: 1\.5s$/],
    [['--kernel', '6.1', '-d', '20m'], /--duration: whole seconds, 1s\.\.600s, expected: 20m$/],
    [['--kernel', '6.1', '-d', 'long'], /long/],
    [['--kernel', '6.1', '--output', "x'; reboot"], /--output: a file name of letters.*: x'; reboot$/],
    [['--kernel', '6.1', '--output', 'dir/'], /--output: /],
  ])('refuses %j with cause, range and value', async (args, message) => {
    const { code, out, err } = await quiescent(['record', ...args]);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err.trimEnd()).toMatch(message);
  });

  it('lists every problem at once', async () => {
    const { err } = await quiescent(['record', '--kernel', '5', '--cpus', 'x', '-d', '0s', '--output', '-o']);
    expect(err.trimEnd().split('\n')).toHaveLength(4);
  });

  it('refuses a file that is no BTF, and one of a kernel without what the probes read', async () => {
    const directory = directoryWith({ 'x.btf': 'this is a text, and not at all the types of a kernel' });
    const { code, err } = await quiescent(['record', '--btf', join(directory, 'x.btf')]);
    expect(code).toBe(2);
    expect(err).toContain('no BTF (9f eb expected');
    expect((await quiescent(['record', '--btf', withBtf({ without: 'gp_start' })])).err).toContain(
      'no gp_start in struct',
    );
  });

  it('without a file takes this host, or says how else', async () => {
    const { code, err } = await quiescent(['record']);
    if (existsSync('/sys/kernel/btf/vmlinux')) expect(code).toBe(0);
    else expect(err).toMatch(/--btf.*--kernel.*: \/sys\/kernel\/btf\/vmlinux$/m);
  });

  it('teaches in its help, and names the page with the costs, which exists', async () => {
    const { out } = await quiescent(['record', '--help']);
    expect(out).toMatch(/ssh host cat \/sys\/kernel\/btf\/vmlinux/);
    const [page = ''] = /src\/\S+README\.md/.exec(out) ?? [];
    expect(readFileSync(page, 'utf8')).toContain('# ');
  });
});

/** What the script would have written to `kprobe_events` on a host with these two CPUs. */
function kprobeEvents(series: string): string[] {
  const build = knownBuilds[series];
  if (build === undefined) throw new Error(`no such build: ${series}`);
  const directory = directoryWith({});
  const script = [
    'set -eu',
    setUp,
    `tracefs='${directory}'`,
    "offsets='x: (f+0x0) o0=-131390000000000 o3=94000000000000 '",
    "recorded='0 3' on_recorded='CPU == 0 || CPU == 3'",
    'has() { return 0; }',
    'switch_on() { :; }',
    'switch_on_offered() { :; }',
    probeCommands(recordingEvents(fetching(build.offsets))),
  ].join('\n');
  sh(script);
  return readFileSync(join(directory, 'kprobe_events'), 'utf8').trimEnd().split('\n');
}

describe.each(Object.keys(knownBuilds))('the probes that the script makes on %s', (series) => {
  const lines = kprobeEvents(series);

  it('keep the limits of kprobe_events: 128 arguments of 63 characters, names of 64 and 31, lines of 4094', () => {
    expect(lines.length).toBeGreaterThan(15);
    for (const line of lines) {
      const [name = '', target, ...args] = line.split(' ').filter((word) => word !== '');
      expect(line.length).toBeLessThan(4094);
      expect(name).toMatch(/^[pr]:quiescent\/\w{1,63}$/);
      expect(target).toMatch(/^\w+$/);
      expect(args.length).toBeLessThanOrEqual(128);
      for (const arg of args) expect(arg).toMatch(/^\w{1,31}=(?=.{1,63}$)[@+$][\w+@()$-]+:\w+$/);
    }
  });

  it('read per-CPU data at the sum of member and CPU, whichever its sign', () => {
    const tick = (cpu: number): string => lines.find((line) => line.startsWith(`p:quiescent/tick${cpu} `)) ?? '';
    expect(tick(0)).toContain(' core=@rcu_data-131389999999982:u8');
    expect(tick(3)).toContain(' core=@rcu_data+94000000000018:u8');
    expect(tick(3)).toContain(' ngps=+8(@rcu_data+94000000000024):u64');
    expect(tick(3)).toContain(' user=$arg1:s32');
  });
});

describe('the meta file that the script writes', () => {
  const ticks = (hz: number): string =>
    [0, 1, 2, 3, 90].map((tick) => tickLines(Math.round((tick * 1e6) / hz), { j: 4294900000 + tick })).join('');

  /** Carries out the end of the script on a trace, with the kernel and the masks of the CPUs made up. */
  function written(trace: string, release: string): string {
    const directory = directoryWith({ 'a b.trace': trace });
    const settings = [
      'set -eu',
      setUp,
      `output='${directory}/a b' seconds=2 lost=' 0 7' total_lost=7 missed=1 ticks=0`,
      "recorded='0 1' nohz_full='1 2 ' online='0 1 2 ' running=1 layout=1",
      `uname() { case $1 in -r) echo '${release}' ;; *) printf '#1 "SMP"\\\\n' ;; esac; }`,
      'cpus_in() { :; }',
    ];
    sh([...settings, writeMeta].join('\n'));
    return readFileSync(join(directory, 'a b.meta.json'), 'utf8');
  }

  it.each([100, 250, 300, 1000])('is what the reader takes, and has HZ=%i from the ticks themselves', (hz) => {
    const json = written(ticks(hz), '6.12.117+deb12-rt-amd64');
    const meta = parseRecordingMeta(json);
    expect(meta).toMatchObject({ run: 'a b', hz, nohzFullCpus: [1, 2], cpus: 3 });
    expect(JSON.parse(json)).toMatchObject({
      version: '#1 "SMP"\\n',
      lost_events_per_cpu: [0, 7],
      missed_ticks: 1,
    });
  });

  it('is not written where the ticks do not tell HZ', () => {
    expect(() => written(tickLines(0, {}), '6.1.0-rt')).toThrow(/the ticks do not tell HZ .*ticks: 1/);
  });
});
