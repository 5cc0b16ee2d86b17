import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sliders } from '../../src/workbook/sliders.js';
import { finishedDigest, openBrowser, type OpenBrowser } from './open-workbook.js';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const hash = '#v1&preset=busy-poll&run.durationSec=2';

let browser: OpenBrowser;

beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(() => browser?.close());

async function violations(page: Page): Promise<readonly string[]> {
  await page.evaluate(axe);
  return page.evaluate(async () => {
    const { run } = (
      globalThis as unknown as { axe: { run(): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> } }
    ).axe;
    return (await run()).violations.map(
      ({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 120)).join(' ')}`,
    );
  });
}

describe('the workbook for everyone', () => {
  it.each([
    [1280, 'light'],
    [1280, 'dark'],
    [390, 'light'],
    [390, 'dark'],
  ] as const)('breaks no rule of axe at a width of %d in %s', async (width, colorScheme) => {
    const { page } = await browser.open({ hash, width, colorScheme });
    await finishedDigest(page);
    expect(await violations(page)).toEqual([]);
    await page.getByText('Every parameter').click();
    expect(await violations(page)).toEqual([]);
    await page.close();
  });

  it('breaks none while it tells of a bad address', async () => {
    const { page } = await browser.open({ hash: '#v1&host.hz=7' });
    await page.getByRole('alert').getByText('host.hz').waitFor();
    expect(await violations(page)).toEqual([]);
    await page.close();
  });

  it('reaches every slider by the tab key, and each says its value with its unit', async () => {
    const { page } = await browser.open({ hash });
    await finishedDigest(page);
    await page.getByLabel('Host and workload').focus();
    const seen: string[] = [];
    for (let presses = 0; presses < 12; presses++) {
      await page.keyboard.press('Tab');
      const name = await page.evaluate(() => document.activeElement?.getAttribute('name') ?? '');
      if (name !== '') seen.push(name);
    }
    expect(seen).toEqual(expect.arrayContaining(sliders.map(({ name }) => name)));
    const spoken = await page
      .getByRole('slider')
      .evaluateAll((all) => all.map((one) => one.getAttribute('aria-valuetext')));
    expect(spoken.every((text) => text !== null && /\d/.test(text))).toBe(true);
    await page.close();
  });

  it('tells the figure and the result in words', async () => {
    const { page } = await browser.open({ hash });
    await finishedDigest(page);
    expect(await page.getByRole('img').first().getAttribute('aria-label')).toMatch(/worst first.*mainline.*at most/s);
    expect(await page.getByRole('status').textContent()).toMatch(/^Finished\. Largest latency: /);
    await page.close();
  });
});
