import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { compare } from '../../src/record/comparison.js';
import { decodeLink, scenario, type ScenarioSpec } from '../../src/scenario/index.js';
import { finishedDigest, openBrowser, type OpenBrowser } from './open-workbook.js';

const output = fileURLToPath(new URL('../../.test-output', import.meta.url));
const quick: ScenarioSpec = { run: { durationSec: 5 } };
const quickHash = '#v1&preset=busy-poll&run.durationSec=5';

let browser: OpenBrowser;

/** The digest that Node gives for the scenario of an address. */
function digestOf(address: string): string {
  const link = decodeLink(new URL(address).hash);
  if (!link.ok) throw new Error(link.problems.map(({ message }) => message).join('\n'));
  return compare(link.scenario).digest;
}

beforeAll(async () => {
  browser = await openBrowser();
  mkdirSync(output, { recursive: true });
});
afterAll(() => browser?.close());

describe('the workbook in Chromium', () => {
  it('gives the digest that Node gives for the same scenario', async () => {
    const { page, complaints } = await browser.open({ hash: quickHash });
    expect(await finishedDigest(page)).toBe(compare(scenario(quick, 'busy-poll')).digest);
    expect(complaints).toEqual([]);
    await page.close();
  });

  it('follows a slider that is moved by keyboard: another scenario, another digest, the one of Node', async () => {
    const { page, complaints } = await browser.open({ hash: quickHash });
    const before = await finishedDigest(page);
    await page.getByRole('slider', { name: 'HZ' }).press('ArrowLeft');
    const after = await finishedDigest(page, before);
    expect(await page.locator('.slider:has(#slider-hz) .value').textContent()).toMatch(/^300/);
    await page.waitForURL(/host\.hz=300/);
    expect(after).toBe(digestOf(page.url()));
    expect(after).not.toBe(before);
    expect(complaints).toEqual([]);
    await page.close();
  });

  it('redraws curves and table while a slider is dragged, before it is let go', async () => {
    const { page, complaints } = await browser.open({ hash: '#v1&preset=discussion&run.durationSec=5' });
    await page.waitForFunction(() => document.querySelectorAll('table.policies tbody tr').length >= 18);
    const before = page.url();
    const slider = page.getByRole('slider', { name: 'VM exits' });
    const box = await slider.boundingBox();
    if (box === null) throw new Error('the slider is not on the screen');
    const shape = (): Promise<string | null> => page.locator('.diagram svg path[stroke]').first().getAttribute('d');
    const numbers = (): Promise<string | null> => page.locator('table.policies tbody').textContent();
    const [shapes, tables] = [new Set<string | null>(), new Set<string | null>()];
    let step = 0;
    await page.mouse.move(box.x + box.width * 0.3, box.y + box.height / 2);
    await page.mouse.down();
    await expect
      .poll(
        async () => {
          await page.mouse.move(box.x + box.width * (0.3 + 0.01 * (step++ % 40)), box.y + box.height / 2);
          shapes.add(await shape());
          tables.add(await numbers());
          return Math.min(shapes.size, tables.size);
        },
        { timeout: 30_000, interval: 30 },
      )
      .toBeGreaterThan(3);
    await page.mouse.up();
    await page.waitForURL((url) => url.href !== before);
    // The address follows when the slider has been at rest for a moment, which may also have happened on the way.
    await expect
      .poll(async () => (await finishedDigest(page)) === digestOf(page.url()), { timeout: 60_000 })
      .toBe(true);
    expect(complaints).toEqual([]);
    await page.close();
  });

  it('shows a first picture before the comparison is finished, and no digest yet', async () => {
    const { page } = await browser.open({ hash: '#v1&preset=discussion&run.durationSec=600' });
    await page.waitForFunction(() => document.querySelectorAll('.diagram svg path[stroke]').length > 0);
    expect(await page.locator('#fact-digest').textContent()).toBe('when finished');
    expect(await page.locator('.status').textContent()).toMatch(/first look|to come/);
    await page.close();
  });

  it('has its whole state in the address: a reload restores it', async () => {
    const { page } = await browser.open({ hash: quickHash });
    const first = await finishedDigest(page);
    await page.getByRole('slider', { name: 'Patience' }).press('Home');
    await page.getByRole('slider', { name: 'Grace-period requests' }).press('ArrowRight');
    const before = await finishedDigest(page, first);
    await page.waitForURL(/patches\.patienceMs=0/);
    await page.waitForURL(/gracePeriods\.requestsPerSec=/);
    const settled = digestOf(page.url());
    await expect.poll(() => finishedDigest(page), { timeout: 60_000 }).toBe(settled);
    await page.reload();
    expect(await finishedDigest(page)).toBe(settled);
    expect(await page.getByRole('slider', { name: 'Patience' }).getAttribute('aria-valuetext')).toBe('0 milliseconds');
    expect(before).not.toBe('');
    await page.close();
  });

  it('starts over from another preset, and says in the foot which command gives the same', async () => {
    const { page } = await browser.open({ hash: quickHash });
    const first = await finishedDigest(page);
    await page.getByLabel('Host and workload').selectOption('recorded-h1000');
    await page.getByLabel('Duration').selectOption('5');
    await page.waitForURL(/preset=recorded-h1000&run\.durationSec=5/);
    const expected = compare(scenario(quick, 'recorded-h1000')).digest;
    await expect.poll(() => finishedDigest(page, first), { timeout: 60_000 }).toBe(expected);
    expect(await page.locator('#command').textContent()).toBe('quiescent compare --preset recorded-h1000 -d 5s');
    expect(await page.locator('.slider:has(#slider-gracePeriodRate)').textContent()).toMatch(/No effect/);
    await page.close();
  });

  it('lists every policy, largest latency first, and lets a name keep its curve in the light', async () => {
    const { page } = await browser.open({ hash: quickHash });
    await finishedDigest(page);
    const rows = page.locator('table.policies tbody tr');
    const numbers = (await rows.locator('td:nth-child(2)').allTextContents()).map((text) =>
      Number(text.replaceAll('\u2009', '')),
    );
    expect(numbers.length).toBeGreaterThanOrEqual(18);
    expect([...numbers].sort((a, b) => b - a)).toEqual(numbers);
    const name = rows.first().getByRole('button');
    await name.focus();
    await page.keyboard.press('Enter');
    expect(await name.getAttribute('aria-pressed')).toBe('true');
    expect(await page.locator('.diagram svg g[opacity="0.12"]').count()).toBeGreaterThan(0);
    await page.close();
  });

  it.each([
    ['desk', 1280, 900, 'light'],
    ['desk', 1280, 900, 'dark'],
    ['phone', 390, 800, 'light'],
    ['phone', 390, 800, 'dark'],
  ] as const)('fits a %s of %d by %d in %s without scrolling sideways', async (name, width, height, colorScheme) => {
    const { page } = await browser.open({
      hash: '#v1&preset=discussion&run.durationSec=5',
      width,
      height,
      colorScheme,
    });
    await finishedDigest(page);
    await page.screenshot({ path: join(output, `workbook-${name}-${colorScheme}.png`), fullPage: true });
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
    await page.close();
  });
});
