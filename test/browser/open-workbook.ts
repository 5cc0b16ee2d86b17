import { existsSync } from 'node:fs';
import { chromium, type Browser, type Page } from 'playwright-core';
import { address, servePage } from '../../src/cli/serve.js';
import { builtSite } from './site.js';

const executablePath = '/usr/bin/chromium';
const flags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** How a page is looked at. */
export interface View {
  readonly hash?: string;
  readonly width?: number;
  readonly height?: number;
  readonly colorScheme?: 'light' | 'dark';
}

/** A page with the workbook, and all that went wrong on it. */
export interface OpenPage {
  readonly page: Page;
  /** Addresses that the page asked for. */
  readonly requests: readonly string[];
  /** Errors and warnings of the console, uncaught errors, dialogs. */
  readonly complaints: readonly string[];
}

/** A browser with the built site before it. */
export interface OpenBrowser {
  readonly origin: string;
  open(view?: View): Promise<OpenPage>;
  close(): Promise<void>;
}

/** Starts Chromium and serves the built site to it; throws where either is missing. */
export async function openBrowser(): Promise<OpenBrowser> {
  if (!existsSync(executablePath)) {
    throw new Error(`chromium is missing; install it with: apt-get install chromium (expected at ${executablePath})`);
  }
  const site = await servePage(await builtSite(), 0);
  const origin = `http://${address}:${site.port}`;
  const browser: Browser = await chromium.launch({ executablePath, args: flags, headless: true });
  return {
    origin,
    async open({ hash = '', width = 1280, height = 900, colorScheme = 'light' } = {}) {
      const page = await browser.newPage({ viewport: { width, height }, colorScheme });
      const [requests, complaints]: [string[], string[]] = [[], []];
      await page.route('**', async (route) => {
        const url = route.request().url();
        requests.push(url);
        await (url.startsWith(origin) || url.startsWith('data:') ? route.continue() : route.abort());
      });
      page.on('console', (message) => {
        if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
      });
      page.on('pageerror', (error) => complaints.push(String(error)));
      page.on('dialog', (dialog) => {
        complaints.push(`dialog: ${dialog.message()}`);
        void dialog.dismiss();
      });
      await page.goto(`${origin}/workbook.html${hash}`);
      return { page, requests, complaints };
    },
    async close() {
      await browser.close();
      await site.close();
    },
  };
}

/** Waits for a finished comparison and returns its digest; `other` is one to wait past. */
export async function finishedDigest(page: Page, other = ''): Promise<string> {
  const settled = (before: string): string | null => {
    const text = document.querySelector('#fact-digest')?.textContent ?? '';
    return /^[0-9a-f]{16}$/.test(text) && text !== before ? text : null;
  };
  return (await (await page.waitForFunction(settled, other, { timeout: 90_000 })).jsonValue()) ?? '';
}
