import { describe, expect, it } from 'vitest';
import { fields, presetNames, scenario } from '../../src/scenario/index.js';
import { policies } from '../../src/policies/index.js';
import { directoryWith, quiescent } from './fake-terminal.js';

async function digestOf(args: readonly string[]): Promise<string> {
  const { out } = await quiescent(['compare', '--policies', 'mainline,pf-vcpu', '--json', ...args]);
  return (JSON.parse(out) as { digest: string }).digest;
}

describe('scenario', () => {
  it('prints the complete scenario of every preset', async () => {
    for (const preset of presetNames) {
      const { out, code } = await quiescent(['scenario', '--preset', preset]);
      expect(code).toBe(0);
      expect(JSON.parse(out)).toEqual(scenario({}, preset));
    }
  });

  it('prints what --scenario takes back for the very same result', async () => {
    const options = [
      '--preset',
      'hlt-power-saving',
      '--set',
      'host.hz=250',
      'guest.hlt.ratePerSec=50',
      '-d',
      '300ms',
      '--seed',
      '9',
    ];
    const { out } = await quiescent(['scenario', ...options]);
    const directory = directoryWith({ 'mine.json': out });
    expect(await digestOf(['--scenario', `${directory}/mine.json`])).toBe(await digestOf(options));
  });

  it('explains every field with range, default and source', async () => {
    const { out } = await quiescent(['scenario', '--describe']);
    for (const { path, source } of fields) {
      expect(out).toContain(`  ${path}\n`);
      expect(out).toContain(`; ${source}`);
    }
  });

  it('explains a group, or one field, alone', async () => {
    const group = (await quiescent(['scenario', '--describe', 'guest.exits.msr'])).out;
    expect(group).toContain('guest.exits.msr.handler.medianUs');
    expect(group).not.toContain('guest.exits.io');
    const field = (await quiescent(['scenario', '--describe', 'host.hz'])).out;
    expect(field).toContain('100, 250, 300 or 1000 /s; default 1000;');
    expect(field).not.toContain('host.cpus');
  });

  it('names the nearest path for an unknown one', async () => {
    const { code, err } = await quiescent(['scenario', '--describe', 'host.hzz']);
    expect(code).toBe(2);
    expect(err).toBe('error: no such field or group (did you mean host.hz?): "host.hzz"\n');
  });

  it('has the whole reference as Markdown, with the sources', async () => {
    const { out } = await quiescent(['scenario', '--describe', '--markdown']);
    expect(out).toMatch(/^# Fields of a scenario\n/);
    expect(out).toContain('- **leo-2024-03-28-rfc-v1**: Leonardo Bras');
  });
});

describe('presets and policies', () => {
  it('lists every preset with what it shows', async () => {
    const { out } = await quiescent(['presets']);
    for (const name of presetNames) expect(out).toMatch(new RegExp(`^${name}  `, 'm'));
    const list = JSON.parse((await quiescent(['presets', '--json'])).out) as { name: string; shows: string }[];
    expect(list.map(({ name }) => name)).toEqual([...presetNames]);
    expect(list.every(({ shows }) => shows.length > 20)).toBe(true);
  });

  it('lists every policy with its condition, its author and the date', async () => {
    const { out } = await quiescent(['policies']);
    for (const { id, citation } of policies) {
      expect(out).toMatch(new RegExp(`^${id}  `, 'm'));
      expect(out).toContain(`${citation.author}, ${citation.date} (${citation.source})`);
    }
    const list = JSON.parse((await quiescent(['policies', '--json'])).out) as unknown[];
    expect(list).toEqual(policies.map(({ id, title, condition, citation }) => ({ id, title, condition, citation })));
  });
});

describe('help', () => {
  it('teaches examples, groups of fields, units and exit codes', async () => {
    const { out, code, err } = await quiescent(['--help']);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    for (const word of ['Examples:', 'Groups of fields', 'gracePeriods', 'Units:', 'Exit codes:', 'digest']) {
      expect(out).toContain(word);
    }
  });

  it('of compare lists the presets and says where the paths of fields are', async () => {
    const { out } = await quiescent(['compare', '--help'], { columns: 80 });
    for (const name of presetNames) expect(out).toContain(`  ${name}`);
    expect(out).toContain('quiescent scenario --describe');
    expect(Math.max(...out.split('\n').map((line) => line.length))).toBeLessThanOrEqual(82);
  });

  it('without a command goes to stderr and is a misuse', async () => {
    const { code, out, err } = await quiescent([]);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain('Usage: quiescent');
  });
});
