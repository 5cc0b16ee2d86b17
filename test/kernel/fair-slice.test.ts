import { expect, test } from 'vitest';
import { fairSliceNs } from '../../src/kernel/fair-slice.js';

test.each([
  [2, 1_400_000],
  [3, 1_400_000],
  [4, 2_100_000],
  [7, 2_100_000],
  [8, 2_800_000],
  [600, 2_800_000],
])('a slice grows with the logarithm of the CPUs, up to eight of them: %i CPUs, %i ns', (cpus, sliceNs) => {
  expect(fairSliceNs(cpus)).toBe(sliceNs);
});
