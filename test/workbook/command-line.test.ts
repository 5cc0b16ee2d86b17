import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalJson, presetNames, scenario, setPath, type ScenarioSpec } from '../../src/scenario/index.js';
import { commandLine } from '../../src/workbook/command-line.js';
import { sliders } from '../../src/workbook/index.js';

/** Reads the command as the command line does. */
function read(command: string): string {
  const words = command.split(' ').slice(2);
  let [preset, spec]: [string, ScenarioSpec] = ['discussion', {}];
  for (let i = 0; i < words.length; i += 2) {
    const [option, value = ''] = [words[i], words[i + 1]];
    if (option === '--preset') preset = value;
    else if (option === '--seed') spec = setPath(spec, `run.seed=${value}`);
    else if (option === '-d') spec = setPath(spec, `run.durationSec=${value}`);
    else spec = setPath(spec, value);
  }
  return canonicalJson(scenario(spec, preset));
}

describe('the command under the workbook', () => {
  it('is as short as it can be', () => {
    expect(commandLine(scenario(), 'discussion')).toBe('quiescent compare');
    expect(commandLine(scenario({ run: { seed: 7, durationSec: 5 } }, 'quiet'), 'quiet')).toBe(
      'quiescent compare --preset quiet -d 5s --seed 7',
    );
  });

  it('gives the same scenario when it is typed, and holds nothing that a shell would touch', () => {
    const spec = fc.tuple(
      fc.constantFrom(...presetNames),
      fc.constantFrom(...sliders),
      fc.nat(),
      fc.integer({ min: 0, max: 4_294_967_295 }),
    );
    fc.assert(
      fc.property(spec, ([preset, slider, place, seed]) => {
        const stop = slider.stops[place % slider.stops.length] ?? 0;
        const base = scenario({ run: { seed } }, preset);
        const whole = scenario({ ...slider.write(base, stop), run: { seed } }, preset);
        const command = commandLine(whole, preset);
        expect(command).toMatch(/^[\w .=:-]+$/);
        expect(read(command)).toBe(canonicalJson(whole));
      }),
      { numRuns: 100 },
    );
  });
});
