import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { finishedDigest, openBrowser, type OpenBrowser } from './open-workbook.js';

const payloads = [
  '<script>window.hit=1</script>',
  '<img src=x onerror=window.hit=1>',
  '<svg onload=window.hit=1>',
  '"><svg/onload=window.hit=1>',
  "' onfocus='window.hit=1' autofocus='",
  'javascript:window.hit=1',
  '<iframe srcdoc="<script>parent.hit=1</script>">',
  '<a href="javascript:window.hit=1">x</a>',
  '</script><script>window.hit=1</script>',
  '${window.hit=1}',
  '{{constructor.constructor("window.hit=1")()}}',
  '<math><mtext><table><mglyph><style><img src=x onerror=window.hit=1>',
  '<details open ontoggle=window.hit=1>',
  '\u202e<b>rtl</b>',
  '__proto__[hit]=1',
];

/** Each text in each place of an address, with a number before it that shows up in what the page says about it. */
const hashes = payloads.flatMap((payload, index) => {
  const text = (place: number): string => `${4 * index + place}~${encodeURIComponent(payload)}`;
  return [`#${text(0)}`, `#v1&preset=${text(1)}`, `#v1&${text(2)}=1`, `#v1&host.hz=${text(3)}`];
});

let browser: OpenBrowser;

beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(() => browser?.close());

/** What a page would hold if a text of the address had become more than text. */
function traces(): readonly string[] {
  const nodes = [...document.querySelectorAll('body *')];
  const live = nodes.flatMap((node) =>
    [...node.attributes]
      .filter(({ name, value }) => /^on/i.test(name) || /^\s*javascript:/i.test(value))
      .map(({ name }) => `${node.tagName} ${name}`),
  );
  const strange = nodes.filter(({ tagName }) => /^(script|iframe|math|img|object|embed)$/i.test(tagName));
  const polluted = (Object.prototype as { hit?: unknown }).hit ?? (window as { hit?: unknown }).hit;
  return [...live, ...strange.map(({ tagName }) => tagName), ...(polluted === undefined ? [] : ['hit'])];
}

describe('a hostile address', () => {
  it('becomes text, problem by problem, and nothing else', async () => {
    const { page, complaints } = await browser.open({ hash: '#v1&preset=busy-poll&run.durationSec=1' });
    await finishedDigest(page);
    for (const [index, hash] of hashes.entries()) {
      await page.evaluate((text) => (window.location.hash = text), hash);
      await page.locator('.problems', { hasText: `${index}~` }).waitFor();
      expect([hash, await page.evaluate(traces)]).toEqual([hash, []]);
    }
    expect(complaints).toEqual([]);
    await page.close();
  });

  it.each(hashes.slice(4, 8))('is inert when a page is opened with it: %s', async (hash) => {
    const { page, complaints } = await browser.open({ hash });
    await page.waitForFunction(() => document.querySelectorAll('.problems li').length > 0);
    expect(await page.evaluate(traces)).toEqual([]);
    expect(complaints).toEqual([]);
    await page.close();
  });

  it('of sixty thousand characters is refused in a moment', async () => {
    const { page } = await browser.open({ hash: `#v1&${'host.hz=1&'.repeat(6500)}` });
    await page.getByRole('alert').locator('li').first().waitFor();
    expect(await page.getByRole('alert').textContent()).toMatch(/link too long|each field once/);
    await page.close();
  });
});
