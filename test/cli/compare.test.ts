import { describe, expect, it } from 'vitest';
import { comparisonSchema, type ComparisonJson } from '../../src/cli/compare-json.js';
import { policies } from '../../src/policies/index.js';
import { compare } from '../../src/record/index.js';
import { directoryWith, quiescent } from './fake-terminal.js';

const short = ['compare', '-d', '250ms', '--set', 'run.warmupSec=0.1'];
const three = [...short, '--policies', 'mainline,patience,oracle'];

async function json(args: readonly string[]): Promise<ComparisonJson> {
  const { code, out } = await quiescent([...args, '--json']);
  expect(code).toBe(0);
  return JSON.parse(out) as ComparisonJson;
}

describe('compare --json', () => {
  it('prints exactly one object, the one that the library computes', async () => {
    const { scenario, seed, version, digest, finished, policies: rows } = await json(short);
    const expected = compare({ run: { durationSec: 0.25, warmupSec: 0.1 } });
    expect({ seed, version, digest, finished }).toEqual({
      seed: 1,
      version: expected.version,
      digest: expected.digest,
      finished: true,
    });
    expect(scenario).toEqual(expected.scenario);
    expect(rows.map(({ id }) => id)).toEqual(policies.map(({ id }) => id));
    expect(rows.map(({ latency }) => latency.max)).toEqual(expected.policies.map(({ latency }) => latency.max / 1e3));
    expect(rows.map(({ rcuc }) => rcuc.wakes)).toEqual(expected.policies.map(({ wakes }) => wakes));
  });

  it('has microseconds for latency, milliseconds for grace periods, and says so', async () => {
    const { policies: rows } = await json(three);
    for (const { latency, gracePeriod, syncRcu } of rows) {
      expect([latency.unit, gracePeriod.unit, syncRcu.unit]).toEqual(['us', 'ms', 'ms']);
      expect(latency.max).toBeGreaterThan(1);
      expect(latency.max).toBeLessThan(1000);
      expect(gracePeriod.max).toBeGreaterThan(0.5);
    }
  });

  it('has null for every quantile that too few samples support, and an interval around the others', async () => {
    const { policies: rows } = await json(three);
    for (const { latency } of rows) {
      expect(latency.samples).toBeLessThan(10_000);
      expect(latency.quantiles['p99.99']).toBeNull();
      expect(latency.intervals['p99.99']).toBeNull();
      const p50 = latency.quantiles['p50'] ?? NaN;
      const [low, high] = latency.intervals['p50'] ?? [NaN, NaN];
      expect(low).toBeLessThanOrEqual(p50);
      expect(high).toBeGreaterThanOrEqual(p50);
    }
  });

  it('counts every wake of rcuc in exactly one window', async () => {
    const { policies: rows } = await json([
      'compare',
      '-d',
      '2s',
      '--preset',
      'hlt-power-saving',
      '--policies',
      'mainline,pf-vcpu',
    ]);
    for (const { rcuc } of rows) {
      expect(Object.values(rcuc.byWindow).reduce((sum, count) => sum + count, 0)).toBe(rcuc.wakes);
      expect(rcuc.perSecond).toBeCloseTo(rcuc.wakes / 2, 9);
    }
    expect(rows[0]?.latency.instrument).toBe('cyclictest');
  });

  it('holds its own schema with and without grace periods, for every preset', async () => {
    for (const preset of ['discussion', 'quiet', 'migration', 'long-softirq', 'nested']) {
      const result = await json([
        'compare',
        '-d',
        '200ms',
        '--preset',
        preset,
        '--policies',
        'mainline,patience+idle-entry',
      ]);
      expect(comparisonSchema.safeParse(result).error).toBeUndefined();
    }
  });

  it('has no maximum where there was nothing to measure', async () => {
    const { policies: rows } = await json(['compare', '-d', '100ms', '--preset', 'quiet', '--policies', 'mainline']);
    expect(rows[0]?.gracePeriod).toEqual({ count: 0, p50: null, p99: null, max: null, unit: 'ms' });
  });

  it('lays --set over --scenario over --preset, and -d and --seed over all of them', async () => {
    const directory = directoryWith({
      'mine.json': '{"host": {"hz": 100, "cpus": 4}, "run": {"seed": 5, "durationSec": 9}}',
    });
    const args = ['--preset', 'nested', '--scenario', `${directory}/mine.json`, '--set', 'host.hz=250', '--seed', '7'];
    const { scenario, seed } = await json([...three, ...args]);
    expect(scenario.nested.stealPerSec).toBe(20);
    expect(scenario.host).toMatchObject({ cpus: 4, hz: 250 });
    expect({ seed, durationSec: scenario.run.durationSec }).toEqual({ seed: 7, durationSec: 0.25 });
  });

  it('has another digest for another seed, and names the same scenario for the page', async () => {
    const [one, two] = [await json(three), await json([...three, '--seed', '2'])];
    expect(two.digest).not.toBe(one.digest);
    expect(two.link).toBe('v1&preset=discussion&run.durationSec=0.25&run.warmupSec=0.1&run.seed=2');
  });
});

describe('the table of compare', () => {
  it('names preset, seed, digest and simulated time, and what is assumed', async () => {
    const { out } = await quiescent([...three, '--preset', 'busy-poll', '--seed', '3']);
    const { digest } = await json([...three, '--preset', 'busy-poll', '--seed', '3']);
    expect(out).toContain('Busy polling (oslat, DPDK) (preset busy-poll)');
    expect(out).toContain(`seed 3, digest ${digest}, 250 ms measured, 100 ms of warm-up before`);
    expect(out).toMatch(/assumed, with no source: \d+ of \d+ values/);
    expect(out).toContain('changed: run.durationSec=0.25 run.warmupSec=0.1 run.seed=3');
  });

  it('has the maximum first, in microseconds', async () => {
    const { out } = await quiescent(three);
    const { policies: rows } = await json(three);
    const lines = out.split('\n');
    expect(lines.find((line) => line.startsWith('policy'))).toMatch(/^policy +max +p50 +p99 +p99\.9 +p99\.99/);
    for (const { id, latency } of rows) {
      const line = lines.find((each) => each.startsWith(`${id} `)) ?? '';
      expect(line.split(/ +/)[1]).toBe(latency.max?.toFixed(1));
    }
  });

  it('says what an unsupported quantile needs, and how long to simulate for it', async () => {
    const { out } = await quiescent(three);
    expect(out).toMatch(/- p99\.99 needs 1,000,000 samples, about -d \d+[smh]; there are [\d,]+\n/);
    expect(out).toContain('- a median needs 200 grace periods and calls of synchronize_rcu()');
  });

  it('shows intervals where they are asked for', async () => {
    expect((await quiescent(three)).out).not.toMatch(/\d\.\.\d/);
    expect((await quiescent([...three, '--intervals'])).out).toMatch(/\d\.\d\.\.\d+\.\d/);
  });

  it('is never wider than the terminal, and says the same in any width', async () => {
    const numbers = (text: string) => (text.match(/(?<= )[\d,]+(\.\d+)?%?(?= |$)/gm) ?? []).toSorted();
    const wide = await quiescent(short, { columns: 200 });
    for (const columns of [60, 80, 120]) {
      const { out } = await quiescent(short, { columns });
      expect(Math.max(...out.split('\n').map((line) => line.length))).toBeLessThanOrEqual(columns);
      const table = (text: string) => text.slice(text.indexOf('\n\n'), text.lastIndexOf('\n\n'));
      expect(numbers(table(out))).toEqual(numbers(table(wide.out)));
    }
  });

  it('is coloured on a terminal only, and not under NO_COLOR', async () => {
    expect((await quiescent(three)).out).not.toContain('\x1b');
    expect((await quiescent(three, { tty: true })).out).toContain('\x1b[1m');
    expect((await quiescent(three, { tty: true, env: { NO_COLOR: '1' } })).out).not.toContain('\x1b');
    expect((await quiescent(three, { tty: true, env: { TERM: 'dumb' } })).out).not.toContain('\x1b[1m');
  });
});

describe('compare --csv', () => {
  it('has a line for each policy, the numbers of --json, and nothing where nothing is known', async () => {
    const { out } = await quiescent([...three, '--csv']);
    const { policies: rows, digest } = await json(three);
    const [names = [], ...cells] = out
      .trimEnd()
      .split('\r\n')
      .map((line) => line.split(','));
    expect(names.slice(0, 5)).toEqual(['policy', 'instrument', 'samples', 'max_us', 'p50_us']);
    expect(cells.map((row) => row.length)).toEqual(rows.map(() => names.length));
    rows.forEach((row, index) => {
      const value = (name: string) => cells[index]?.[names.indexOf(name)];
      expect(value('policy')).toBe(row.id);
      expect(Number(value('max_us'))).toBe(row.latency.max);
      expect(value('p99_99_us')).toBe('');
      expect(Number(value('wakes_to_user'))).toBe(row.rcuc.byWindow['to-user']);
      expect(value('digest')).toBe(digest);
    });
  });
});
