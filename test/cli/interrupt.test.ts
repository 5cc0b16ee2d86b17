import { describe, expect, it } from 'vitest';
import type { ComparisonJson } from '../../src/cli/compare-json.js';
import { comparisonSchema } from '../../src/cli/compare-json.js';
import { quiescent } from './fake-terminal.js';

const long = ['compare', '--policies', 'mainline,oracle', '-d', '10h', '--set', 'run.warmupSec=0'];

describe('Ctrl-C', () => {
  it('prints what was measured until then as JSON, marked as unfinished', async () => {
    const { out, code, err } = await quiescent([...long, '--json'], { interruptAt: 6 });
    const result = JSON.parse(out) as ComparisonJson;
    expect(code).toBe(130);
    expect(result.finished).toBe(false);
    expect(result.measuredSec).toBeGreaterThan(0);
    expect(result.measuredSec).toBeLessThan(36_000);
    expect(comparisonSchema.safeParse(result).error).toBeUndefined();
    expect(err).toBe('stopped early; what was measured until then:\n');
  });

  it('prints the table until then, and says that it was stopped', async () => {
    const { out, code } = await quiescent(long, { interruptAt: 6 });
    expect(code).toBe(130);
    expect(out).toMatch(/ms measured of 10 h: STOPPED EARLY/);
    expect(out).toMatch(/^mainline +\d/m);
  });

  it('during the warm-up says that nothing was measured', async () => {
    const { out, code } = await quiescent([...long, '--set', 'run.warmupSec=100'], { interruptAt: 2 });
    expect(code).toBe(130);
    expect(out).toContain('nothing was measured');
    expect(out).not.toContain('NaN');
  });

  it('at the last moment changes nothing', async () => {
    const args = ['compare', '--policies', 'mainline', '-d', '1ms', '--set', 'run.warmupSec=0', '--json'];
    const whole = await quiescent(args);
    expect(await quiescent(args, { interruptAt: 1 })).toEqual(whole);
    expect(whole.code).toBe(0);
  });

  it('has another exit code for a polite kill', async () => {
    expect((await quiescent(long, { interruptAt: 2, interrupt: 'SIGTERM' })).code).toBe(143);
  });
});

describe('progress', () => {
  const args = ['compare', '--policies', 'mainline', '-d', '5s'];

  it('is shown on a terminal, and taken away at the end', async () => {
    const { err } = await quiescent(args, { tty: true, msPerLook: 30, columns: 100 });
    expect(err).toMatch(/\r\x1b\[K\[=* *\] +\d+%, [\d.]+ of 6 s simulated, [\d.e+]+ x real time, [\d.]+ (ms|s) to go/);
    expect(err.endsWith('\r\x1b[K')).toBe(true);
  });

  it('is never wider than the terminal', async () => {
    const { err } = await quiescent(args, { tty: true, msPerLook: 30, columns: 40 });
    const widths = err.split('\r\x1b[K').map((line) => line.length);
    expect(Math.max(...widths)).toBe(39);
  });

  it('is silent where nobody looks, and for what is done before one could read it', async () => {
    expect((await quiescent(args, { msPerLook: 30 })).err).toBe('');
    expect((await quiescent(args, { tty: true, msPerLook: 0.001 })).err).toBe('');
  });

  it('changes nothing in what is printed', async () => {
    const loud = await quiescent([...args, '--json'], { tty: true, msPerLook: 30 });
    expect(loud.out).toBe((await quiescent([...args, '--json'])).out);
  });
});
