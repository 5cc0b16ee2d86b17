import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { scenario, type ScenarioSpec } from '../../src/scenario/index.js';
import type { Validation } from '../../src/trace/index.js';
import { directoryWith, quiescent } from './fake-terminal.js';

const recording = (name: string): string => fileURLToPath(new URL(`../../data/recordings/${name}`, import.meta.url));
const spinning = recording('H1000_v0/spin_dep.ticks.csv.gz');
const gapless = recording('H1000_v7/spin_dep.ticks.csv.gz');

describe('quiescent fit', () => {
  it('prints the scenario, what it was taken from, and what was not identified', async () => {
    const { code, out } = await quiescent(['fit', spinning]);
    expect(code).toBe(0);
    expect(out).toMatch(/^Scenario of H1000_v0\/spin_dep\n\{/);
    expect(out).toMatch(/\nIdentified\n {2}host, vcpu\.migration: meta/);
    expect(out).toMatch(/\nNot identified\n.*in its place: /s);
  });

  it('prints a scenario alone that compare takes back', async () => {
    const { out } = await quiescent(['fit', spinning, '--scenario-only']);
    const folder = directoryWith({ 'fitted.json': out });
    expect(scenario(JSON.parse(out) as ScenarioSpec).gracePeriods.followUpShare).toBe(1);
    const compared = await quiescent([
      'compare',
      '--scenario',
      `${folder}/fitted.json`,
      '-d',
      '1s',
      '--policies',
      'mainline',
    ]);
    expect(compared.code).toBe(0);
    expect(compared.out).toContain('mainline');
  });

  it('with --check compares the scenario with the recording, and exits with 0 where all is inside', async () => {
    const { code, out } = await quiescent(['fit', spinning, '--check']);
    expect(out).toMatch(/H1000_v0\/spin_dep \(mainline\), its own fit, virtual time: (\d+) of \1 inside/);
    expect(code).toBe(0);
  });

  it('as JSON holds everything', async () => {
    const { out } = await quiescent(['fit', spinning, '--json']);
    expect(Object.keys(JSON.parse(out) as object)).toEqual(['spec', 'identified', 'unidentified', 'recording']);
  });

  it('refuses what is no recording with the cause on stderr', async () => {
    const folder = directoryWith({ 'x.ticks.csv': 'a,b\n', 'x.meta.json': '{}' });
    const { code, err } = await quiescent(['fit', `${folder}/x.ticks.csv`]);
    expect(code).toBe(2);
    expect(err).toMatch(/^error: /);
  });
});

describe('quiescent validate', () => {
  it('predicts another policy from a fit, and writes the tables', async () => {
    const folder = directoryWith({});
    const files = ['--data', `${folder}/rows.json`, '--markdown', `${folder}/table.md`];
    const { code, out } = await quiescent(['validate', '--from', spinning, gapless, ...files]);
    expect(code).toBe(0);
    expect(out).toContain('H1000_v7/spin_dep (patience-gapless), predicted from H1000_v0/spin_dep');
    const { rows } = JSON.parse(readFileSync(`${folder}/rows.json`, 'utf8')) as Validation;
    expect(rows.length).toBeGreaterThan(4);
    expect(readFileSync(`${folder}/table.md`, 'utf8')).toMatch(/^# Kernel and model side by side\n/);
  });

  it('exits with 1 where the model lies outside', async () => {
    const { code } = await quiescent(['validate', recording('H1000_v0/hlt_nopoll.ticks.csv.gz')]);
    expect(code).toBe(1);
  });

  it('finds nothing in a folder without recordings, and says what it looked for', async () => {
    const { code, err } = await quiescent(['validate', directoryWith({ 'a.txt': '' })]);
    expect(code).toBe(2);
    expect(err).toMatch(/^error: no recording \(X\.trace with/);
  });
});
