import { table } from 'arquero';
import { JSDOM } from 'jsdom';
import { describe, expect, test } from 'vitest';
import { displayFigure, displayTable, figureDocument, tableHtml } from '../../src/jupyter/index.js';
import { hostileStrings, threats } from '../plots/hostile-strings.js';

describe('a table in a notebook', () => {
  test('escapes names of columns and values', () => {
    for (const text of hostileStrings.filter((name) => name !== '__proto__')) {
      const html = tableHtml(table([[text, [text, text]]]));
      const { window } = new JSDOM(`<body>${html}</body>`);
      expect(threats(window.document.body)).toEqual([]);
      expect(window.document.querySelectorAll('td').length).toBe(2);
    }
  });

  test('shows a hostile text as the text that it is', () => {
    const { window } = new JSDOM(tableHtml(table({ policy: ['<script>alert("1")</script>'] })));
    expect(window.document.querySelector('td')!.textContent).toBe('<script>alert("1")</script>');
  });

  test('aligns numbers to the right and says where there are too few samples', () => {
    const html = tableHtml(table({ policy: ['mainline', 'oracle'], p99_us: [12.3456, null] }));
    expect(html).toContain('<td style="text-align: right; white-space: nowrap">12.346</td>');
    expect(html).toContain('<td style="text-align: right; white-space: nowrap">too few</td>');
    expect(html).toContain('<td style="text-align: left; white-space: nowrap">oracle</td>');
  });

  test.each([
    [3, '3'],
    [0.00123456, '0.00123'],
    [0.5, '0.500'],
    [1234.56, '1234.6'],
    [true, 'true'],
  ])('writes %s as %s', (value, text) => expect(tableHtml(table({ x: [value] }))).toContain(`>${text}</td>`));

  test('shows no more rows than asked, and says how many are left', () => {
    const html = tableHtml(table({ x: [1, 2, 3] }), { limit: 1 });
    expect(html).toContain('and 2 more rows');
    expect(html).not.toContain('>2</td>');
    expect(tableHtml(table({ x: [] }))).toContain('<tbody></tbody>');
  });
});

test('figures go to the host as SVG and tables as HTML', () => {
  const shown: string[] = [];
  const host = { html: (html: string) => shown.push(html), svg: (svg: string) => shown.push(svg) };
  displayTable(host, table({ x: [1] }));
  displayFigure(host, figureDocument().createElementNS('http://www.w3.org/2000/svg', 'svg'));
  expect(shown[0]).toMatch(/^<table>/);
  expect(shown[1]).toMatch(/^<svg/);
});
