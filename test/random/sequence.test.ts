import { describe, expect, it } from 'vitest';
import { createSequence, nextUint32, nextUniform, streamKey } from '../../src/random/index.js';
import { chiSquareZ, correlation } from './sample-tests.js';

const n = 40_000;

function uniforms(seed: number, name: string): number[] {
  const sequence = createSequence(streamKey(seed, name));
  return Array.from({ length: n }, () => nextUniform(sequence));
}

describe('sequence', () => {
  it('is xoshiro128**: state 1, 2, 3, 4 gives the published first outputs', () => {
    const sequence = { state: Int32Array.of(1, 2, 3, 4) };
    expect(Array.from({ length: 4 }, () => nextUint32(sequence))).toEqual([11520, 0, 5927040, 70819200]);
  });

  it('repeats from a copied state', () => {
    const sequence = createSequence(streamKey(1, 'copied'));
    nextUniform(sequence);
    const copy = { state: sequence.state.slice() };
    expect(nextUniform(copy)).toBe(nextUniform(sequence));
  });

  it('stays strictly between 0 and 1, even where all bits are equal', () => {
    const zeros = nextUniform({ state: Int32Array.of(0, 0, 0, 0) });
    expect(zeros).toBe(2 ** -53);
    expect(Math.max(...uniforms(1, 'range'))).toBeLessThan(1);
  });

  it('gives uniform numbers without serial correlation', () => {
    const x = uniforms(1, 'serial');
    expect(Math.abs(chiSquareZ(x, 256))).toBeLessThan(4.5);
    expect(Math.abs(correlation(x.slice(1), x.slice(0, -1)))).toBeLessThan(4.6 / Math.sqrt(n));
  });

  it('seeds 1, 2, 3 and different names are unrelated', () => {
    const samples = [uniforms(1, 'a'), uniforms(2, 'a'), uniforms(3, 'a'), uniforms(1, 'b')];
    for (const [i, a] of samples.entries()) {
      for (const b of samples.slice(i + 1)) expect(Math.abs(correlation(a, b))).toBeLessThan(4.5 / Math.sqrt(n));
    }
  });
});
