import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { finishedDigest, openBrowser, type OpenBrowser } from './open-workbook.js';
import { siteFolder } from './site.js';

let browser: OpenBrowser;

beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(() => browser?.close());

const files = (folder: string): string[] =>
  readdirSync(folder, { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory() ? files(join(folder, entry.name)) : [join(folder, entry.name)],
  );

describe('the built page', () => {
  it('asks no other machine for anything, and complains about nothing', async () => {
    const { page, requests, complaints } = await browser.open({ hash: '#v1&preset=busy-poll&run.durationSec=2' });
    const before = await finishedDigest(page);
    await page.getByRole('slider', { name: 'Softirq work' }).press('End');
    await finishedDigest(page, before);
    await page.getByText('Every parameter').click();
    expect(requests.filter((url) => !url.startsWith(browser.origin) && !url.startsWith('data:'))).toEqual([]);
    expect(complaints).toEqual([]);
    await page.close();
  });

  it('names no address that a browser would fetch', () => {
    const named = files(siteFolder).flatMap(
      (path) => readFileSync(path, 'utf8').match(/https?:\/\/[\w.-]+\.\w+/g) ?? [],
    );
    const names = /^https?:\/\/(www\.w3\.org|json-schema\.org|github\.com)$/;
    expect([...new Set(named)].filter((address) => !names.test(address))).toEqual([]);
  });

  it('runs under a content security policy that allows nothing from elsewhere', async () => {
    const { page } = await browser.open({ hash: '#v1&preset=busy-poll&run.durationSec=1' });
    const policy = await page.locator('meta[http-equiv="Content-Security-Policy"]').getAttribute('content');
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("script-src 'self'");
    const blocked = await page.evaluate(() =>
      fetch('http://127.0.0.2:9/').then(
        () => 'allowed',
        () => 'refused',
      ),
    );
    expect(blocked).toBe('refused');
    await page.close();
  });

  it('is the same page at the root of the site', () => {
    expect(readFileSync(join(siteFolder, 'index.html'), 'utf8')).toBe(
      readFileSync(join(siteFolder, 'workbook.html'), 'utf8'),
    );
  });
});
