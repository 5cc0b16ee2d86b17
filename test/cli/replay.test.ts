import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import type { ReplayJson } from '../../src/cli/replay-json.js';
import { fixtures, recordingsIn, tablePath } from '../trace/recordings.js';
import { directoryWith, quiescent } from './fake-terminal.js';

const virtual = tablePath(fixtures, 'H1000_v0/spin_dep');
const stalling = tablePath(fixtures, 'A61/spin_dep');
const read = (path: string) => readFileSync(path.replace('.ticks.csv.gz', '.meta.json'), 'utf8');
const unpacked = (path: string) => gunzipSync(readFileSync(path)).toString('utf8');

async function json(args: readonly string[]): Promise<ReplayJson> {
  const { out, code } = await quiescent(['replay', ...args, '--json']);
  expect(code).toBe(0);
  return JSON.parse(out) as ReplayJson;
}

describe('replay', () => {
  it('agrees with every kernel that ran in virtual time outside races, and on CPU 0 with all', async () => {
    for (const recording of recordingsIn(fixtures)) {
      const result = await json([tablePath(fixtures, recording)]);
      expect(result.ticks, recording).toBe(result.matches + result.mismatches);
      if (result.kernel.virtualTime) expect(result.mismatchesOutsideRaces, recording).toBe(0);
      expect(result.perCpu['0']?.mismatches ?? 0, recording).toBe(0);
    }
  });

  it('takes a plain table, and a meta file that lies elsewhere', async () => {
    const directory = directoryWith({ 'x.csv': unpacked(virtual), 'y.json': read(virtual) });
    expect(await json([join(directory, 'x.csv'), '--meta', join(directory, 'y.json')])).toEqual(await json([virtual]));
  });

  it('says in a table what it found', async () => {
    const { out, code } = await quiescent(['replay', virtual]);
    const { ticks, policies } = await json([virtual]);
    expect(code).toBe(0);
    expect(out).toContain('H1000_v0/spin_dep: Linux ');
    expect(out.replaceAll(',', '')).toContain(`${ticks} of ${ticks} ticks decided as the kernel did`);
    for (const id of Object.keys(policies)) expect(out).toMatch(new RegExp(`^${id.replace('+', '\\+')} `, 'm'));
  });

  it('shows the first mismatches with their line, and what kernel and model say', async () => {
    const { out } = await quiescent(['replay', stalling]);
    const [first] = (await json([stalling])).firstMismatches;
    expect(out).toContain(`line ${first?.line}: CPU ${first?.cpu}, `);
    expect(out).toContain(`the kernel ${first?.invoked ? 'invoked' : 'left'} RCU core`);
  });

  it('ends with exit code 1 only under --check, and only for mismatches outside races', async () => {
    const [header = '', first = '', ...rest] = unpacked(virtual).split('\n');
    const column = header.split(',').indexOf('invoked');
    const wrong = first.split(',').map((cell, index) => (index === column ? String(1 - Number(cell)) : cell));
    const csv = [header, wrong.join(','), ...rest].join('\n');
    const directory = directoryWith({ 'x.ticks.csv': csv, 'x.meta.json': read(virtual) });
    const path = join(directory, 'x.ticks.csv');
    expect((await json([path])).mismatchesOutsideRaces).toBe(1);
    expect((await quiescent(['replay', path])).code).toBe(0);
    expect((await quiescent(['replay', path, '--check'])).code).toBe(1);
    expect((await quiescent(['replay', virtual, '--check'])).code).toBe(0);
  });

  it('shows the names in a meta file without obeying them', async () => {
    const meta = { ...(JSON.parse(read(virtual)) as object), run: '\x1b[31m<script>', scenario: 'a\nb' };
    const directory = directoryWith({ 'x.ticks.csv': unpacked(virtual), 'x.meta.json': JSON.stringify(meta) });
    const { out } = await quiescent(['replay', join(directory, 'x.ticks.csv')]);
    expect(out.split('\n')[0]).toContain('\\u001b[31m<script>/a b: Linux');
  });

  it('lists every problem of a meta file, with exit code 2', async () => {
    const directory = directoryWith({ 'x.ticks.csv': unpacked(virtual), 'x.meta.json': '{"kernel": "2.4", "hz": 60}' });
    const { code, out, err } = await quiescent(['replay', join(directory, 'x.ticks.csv')]);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err.trimEnd().split('\n').length).toBeGreaterThanOrEqual(2);
  });
});
