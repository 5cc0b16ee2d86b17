import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalJson, checkScenario, encodeLink, presetNames, scenario } from '../../src/scenario/index.js';
import { inputsOf, readState, sliders, specOf, writeState, type Inputs } from '../../src/workbook/index.js';

const scenarioOf = (inputs: Inputs): string => {
  const base = scenario(inputs.overrides, inputs.preset);
  return canonicalJson(scenario(specOf(base, inputs), inputs.preset));
};

const anyInputs: fc.Arbitrary<Inputs> = fc
  .tuple(
    fc.constantFrom(...presetNames),
    fc.integer({ min: 0, max: 4_294_967_295 }),
    ...sliders.map(({ stops }) => fc.constantFrom(...stops)),
  )
  .map(([preset, seed, ...positions]) => ({
    ...inputsOf(scenario({}, preset), preset),
    seed,
    ...Object.fromEntries(sliders.map(({ name }, index) => [name, positions[index]])),
  }));

describe('the address of the workbook', () => {
  it('leads back to the very scenario that it was written for, wherever the sliders stand', () => {
    fc.assert(
      fc.property(anyInputs, (inputs) => {
        const state = writeState(inputs);
        expect(state).not.toBeNull();
        const back = readState(`#${state}`);
        expect(back.problems).toEqual([]);
        expect(back.inputs.preset).toBe(inputs.preset);
        expect(scenarioOf(back.inputs)).toBe(scenarioOf(inputs));
      }),
      { numRuns: 60 },
    );
  });

  it('leaves every slider able to go back to the numbers of its preset', () => {
    fc.assert(
      fc.property(anyInputs, (inputs) => {
        const { inputs: back } = readState(writeState(inputs) ?? '');
        const home = inputsOf(scenario({}, inputs.preset), inputs.preset);
        const moved = {
          ...back,
          ...Object.fromEntries(sliders.map(({ name }) => [name, home[name]])),
          seed: home.seed,
        };
        expect(scenarioOf(moved)).toBe(canonicalJson(scenario({}, inputs.preset)));
      }),
      { numRuns: 60 },
    );
  });

  it('keeps what no slider can say', () => {
    const wanted = scenario({ host: { cpus: 8, hz: 250 }, vcpu: { terminateAtSec: 3 } }, 'busy-poll');
    const { inputs, problems } = readState(encodeLink(wanted, 'busy-poll'));
    expect(problems).toEqual([]);
    expect(inputs.hz).toBe(250);
    expect(inputs.overrides).toEqual({ host: { cpus: 8 }, vcpu: { terminateAtSec: 3 } });
    expect(scenarioOf(inputs)).toBe(canonicalJson(wanted));
  });

  it('reads a scenario whose exit classes no slider could have made, to the last digit', () => {
    const wanted = scenario({ guest: { exits: { msr: { ratePerSec: 1 / 3 }, heavy: { ratePerSec: 7 } } } });
    const { inputs } = readState(encodeLink(wanted));
    expect(scenarioOf(inputs)).toBe(canonicalJson(wanted));
  });

  it('begins with a version, and refuses one that it does not know', () => {
    expect(writeState(inputsOf(scenario(), 'discussion'))).toMatch(/^v1&/);
    expect(
      readState('#v9&host.hz=250')
        .problems.map(({ message }) => message)
        .join(),
    ).toMatch(/default scenario.*version/);
  });

  it('never throws and never gives an invalid scenario, whatever stands in it', () => {
    const nasty = fc.oneof(
      fc.string({ maxLength: 200 }),
      fc.string({ maxLength: 60 }).map((text) => `v1&${text}`),
      fc
        .tuple(fc.constantFrom('host.hz', '__proto__', 'run.seed', 'preset', 'guest'), fc.string())
        .map(([path, text]) => `v1&${path}=${text}`),
    );
    fc.assert(
      fc.property(nasty, (text) => {
        const { inputs, problems } = readState(`#${text}`);
        expect(checkScenario(inputs.overrides, inputs.preset).ok).toBe(true);
        expect(problems.every(({ message }) => message !== '')).toBe(true);
      }),
      { numRuns: 300 },
    );
  });
});
