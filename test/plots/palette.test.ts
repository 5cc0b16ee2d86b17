import { describe, expect, test } from 'vitest';
import { hues, styleOf } from '../../src/plots/index.js';
import { policies } from '../../src/policies/index.js';
import { contrast, seenBy, distance, type Vision } from './color-vision.js';

const colors = Object.values(hues).filter((color) => color.startsWith('#'));
const pairs = colors.flatMap((a, i) => colors.slice(0, i).map((b) => [a, b] as const));

describe('the palette', () => {
  test.each(colors)('%s stands out from a white page and from a near-black one', (color) => {
    expect(contrast(color, '#ffffff')).toBeGreaterThanOrEqual(3);
    expect(contrast(color, '#16181c')).toBeGreaterThanOrEqual(3);
  });

  test.each<Vision>(['normal', 'protanopia', 'deuteranopia', 'tritanopia'])(
    'keeps its hues apart in %s vision',
    (vision) => {
      const nearest = Math.min(...pairs.map(([a, b]) => distance(seenBy(vision, a), seenBy(vision, b))));
      expect(nearest).toBeGreaterThan(0.07);
    },
  );

  test('draws no two built-in policies alike', () => {
    const drawn = policies.map(({ id }) => `${styleOf(id).color} ${styleOf(id).dash}`);
    expect(new Set(drawn).size).toBe(policies.length);
  });

  test('gives a policy with idle-entry on top the hue of its base, and a dash that no plain policy has', () => {
    const plain = new Set(policies.map(({ id }) => styleOf(id).dash));
    const bases = policies.map(({ id }) => id).filter((id) => !id.includes('idle-entry'));
    for (const base of bases) {
      const { color, dash } = styleOf(`${base}+idle-entry`);
      expect(color).toBe(styleOf(base).color);
      expect(dash === styleOf('idle-entry').dash || !plain.has(dash)).toBe(true);
    }
  });

  test('knows every built-in policy by its id', () => {
    const strangers = new Set(['my-own', 'another-one', 'x'].map((id) => styleOf(id).dash));
    for (const { id } of policies) expect(strangers.has(styleOf(id).dash)).toBe(false);
  });

  test('gives a policy of your own the same look each time, and takes ids that are names of Object.prototype', () => {
    expect(styleOf('mine')).toEqual(styleOf('mine'));
    for (const id of ['constructor', '__proto__', 'toString', '__proto__+idle-entry']) {
      expect(styleOf(id).color).toMatch(/^#[0-9a-f]{6}$/);
    }
  });
});
