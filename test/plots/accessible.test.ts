import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { JSDOM } from 'jsdom';
import { describe, expect, test } from 'vitest';
import { figures, linkedomDocument } from './figures.js';

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

interface AxeResults {
  violations: { id: string; nodes: { html: string }[] }[];
  passes: { id: string }[];
}

/** axe cannot see colours in jsdom; palette.test.ts holds them to their contrast. */
const options = { rules: { 'color-contrast': { enabled: false } } };

describe.each(Object.entries(figures))('the %s figure', (_, draw) => {
  test('has no violation that axe finds', async () => {
    const dom = new JSDOM(
      '<!doctype html><html lang="en"><head><title>figure</title></head><body><main><h1>figure</h1></main></body></html>',
      { runScripts: 'outside-only' },
    );
    const { window } = dom;
    window.document.querySelector('main')!.append(draw(window.document));
    window.eval(axeSource);
    const axe = (window as unknown as { axe: { run(node: unknown, options: unknown): Promise<AxeResults> } }).axe;
    const { violations, passes } = await axe.run(window.document, options);
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html.slice(0, 200)}`)).toEqual([]);
    expect(passes.map(({ id }) => id)).toContain('svg-img-alt');
    window.close();
  });

  test('is one image whose label tells its main result', () => {
    const svg = draw(linkedomDocument());
    expect(svg.getAttribute('role')).toBe('img');
    expect(svg.getAttribute('aria-label')).toMatch(/mainline.*\d/);
    expect(svg.getAttribute('xmlns')).toBe('http://www.w3.org/2000/svg');
    expect(Array.from(svg.querySelectorAll('[aria-label], [aria-hidden], style'))).toEqual([]);
  });

  test('carries scenario, seed, version and digest', () => {
    expect(draw(linkedomDocument()).textContent).toContain(
      'quiescent 0.1.0 · scenario 0123456789abcdef · seed 1 · digest fedcba9876543210',
    );
  });

  test('has an SVG number wherever it needs one', () => {
    expect(draw(linkedomDocument()).outerHTML).not.toMatch(/NaN|Infinity|undefined/);
  });
});
