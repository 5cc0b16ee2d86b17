import fc from 'fast-check';
import { expect, test } from 'vitest';
import { placeTags } from '../../src/plots/place-tags.js';

const positions = fc.array(fc.double({ min: 0, max: 500, noNaN: true }), { maxLength: 20 });

test('no two tags overlap, and they keep the order of what they tag', () => {
  fc.assert(
    fc.property(positions, (wanted) => {
      const placed = placeTags(wanted, [10, 490], 19);
      for (let i = 0; i < wanted.length; i++) {
        for (let k = 0; k < i; k++) {
          expect(Math.abs(placed[i]! - placed[k]!)).toBeGreaterThan(18.999);
          if (wanted[i]! < wanted[k]!) expect(placed[i]!).toBeLessThan(placed[k]!);
        }
      }
    }),
  );
});

test('tags stay inside the bounds', () => {
  fc.assert(
    fc.property(positions, (wanted) => {
      for (const x of placeTags(wanted, [10, 490], 19)) {
        expect(x).toBeGreaterThan(9.999);
        expect(x).toBeLessThan(490.001);
      }
    }),
  );
});

test('a tag that has room stays where it belongs', () => {
  expect(placeTags([100, 300, 200], [0, 500], 19)).toEqual([100, 300, 200]);
});

test('tags that would touch share the way: half to each side', () => {
  expect(placeTags([100, 100], [0, 500], 20).sort((a, b) => a - b)).toEqual([90, 110]);
});
