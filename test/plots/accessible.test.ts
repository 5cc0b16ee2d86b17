import axe from 'axe-core';
import { JSDOM } from 'jsdom';
import { describe, expect, test } from 'vitest';
import { figures, linkedomDocument } from './figures.js';

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
    window.eval(axe.source);
    const page = window as unknown as { axe: { run(node: unknown, options: unknown): Promise<AxeResults> } };
    const { violations, passes } = await page.axe.run(window.document, options);
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

  test('carries version, digest, and the scenario and seed or the recording and its kernel', () => {
    expect(draw(linkedomDocument()).textContent).toMatch(
      /quiescent 0\.1\.0 · (scenario 0123456789abcdef · seed 1|recording H1000_v0\/spin_dep · Linux 6\.12\.117 · HZ 1000 · mainline) · digest fedcba9876543210/,
    );
  });

  test('has an SVG number wherever it needs one', () => {
    expect(draw(linkedomDocument()).outerHTML).not.toMatch(/NaN|Infinity|undefined/);
  });
});
