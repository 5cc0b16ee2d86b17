import { describe, expect, it } from 'vitest';
import { fields, scenario, ScenarioError, setPath, type ScenarioSpec } from '../../src/scenario/index.js';

const all = (...assignments: string[]) => assignments.reduce<ScenarioSpec>(setPath, {});

describe('setPath', () => {
  it('adds one field after the other and leaves the spec it was given alone', () => {
    const before = Object.freeze({ host: Object.freeze({ hz: 250 as const }) });
    expect(setPath(before, 'host.cpus=8')).toEqual({ host: { hz: 250, cpus: 8 } });
    expect(before).toEqual({ host: { hz: 250 } });
    expect(all('host.hz=100', 'host.hz=300', 'ticks.keptOn=true')).toEqual({
      host: { hz: 300 },
      ticks: { keptOn: true },
    });
  });

  it('sets every field to its default in the words of String', () => {
    const spec = all(...fields.map(({ path, default: value }) => `${path}=${String(value)}`));
    expect(scenario(spec, 'migration')).toEqual(scenario(spec, 'discussion'));
  });

  it('reads times with their unit as the unit of the field', () => {
    expect(
      all('host.haltPollNs=50us', 'run.durationSec=10m', 'patches.patienceMs=0.5s', 'guest.intervalUs=1ms'),
    ).toEqual({
      host: { haltPollNs: 50_000 },
      run: { durationSec: 600 },
      patches: { patienceMs: 500 },
      guest: { intervalUs: 1000 },
    });
  });

  it('reads null where a field can be null, and nowhere else', () => {
    expect(all('gracePeriods.thinkMs=null')).toEqual({ gracePeriods: { thinkMs: null } });
    expect(() => all('host.hz=null')).toThrow(ScenarioError);
  });

  it.each([
    ['host.hzz=250', 'did you mean host.hz?'],
    ['hz=250', 'did you mean host.hz?'],
    ['guest.exit.msr.ratePerSec=5', 'did you mean guest.exits.msr.ratePerSec?'],
    ['host=rt', 'for example host.hz'],
    ['host.hz', 'path=value'],
    ['=5', 'path=value'],
    ['host.hz=', '100, 250, 300 or 1000'],
    ['softirq.ratePerSec=10us', 'number 0..100000 /s'],
    ['run.durationSec=ten', 'number 0.001..1000000 s'],
    ['__proto__.polluted=1', 'unknown field'],
  ])('refuses %s and says %s', (assignment, hint) => {
    expect(() => all(assignment)).toThrow(hint);
    expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false);
  });
});
