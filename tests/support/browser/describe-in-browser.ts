import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect } from 'vitest';
import { findChromium, isChromiumRequired, noChromium } from './chromium.ts';

interface PageOptions {
  readonly width?: number;
  readonly colorScheme?: 'light' | 'dark';
  /** Accepts the certificate of a test, which no browser trusts. */
  readonly ignoreHTTPSErrors?: boolean;
}

/** Opens a page in a window of its own, which shares nothing with others. */
export type OpenPage = (url: string, options?: PageOptions) => Promise<Page>;

/** Chromium on a machine without a network fails to reach its services at every start, unless they are off. */
const flags = [
  '--no-sandbox',
  '--disable-dev-shm-usage',
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
];

/** Long enough for a busy machine, and shorter than the time of a test, so that the error names the step. */
const stepTimeoutMs = 15_000;

/**
 * Describes tests with pages in Chromium. A test fails if one of its pages throws an error that nothing handles. Without
 * Chromium, the tests are skipped, or fail if it is required.
 *
 * @param keepsPages whether the pages of a test stay open for those after it; a new page takes a second.
 */
export function describeInBrowser(
  name: string,
  define: (open: OpenPage) => void,
  { keepsPages = false } = {},
): void {
  const executablePath = findChromium();
  describe.skipIf(executablePath === undefined && !isChromiumRequired())(name, { timeout: 40_000 }, () => {
    let browser: Browser | undefined;
    const errors: Error[] = [];
    beforeAll(async () => {
      if (executablePath === undefined) throw new Error(noChromium);
      browser = await chromium.launch({ executablePath, args: flags });
    });
    afterEach(async () => {
      const contexts = keepsPages ? [] : (browser?.contexts() ?? []);
      await Promise.all(contexts.map((context) => context.close()));
      expect(errors.splice(0)).toEqual([]);
    });
    afterAll(() => browser?.close());
    define(async (url, { width = 1280, ...options } = {}) => {
      if (browser === undefined) throw new Error('The browser has not been started.');
      const context = await browser.newContext({ viewport: { width, height: 800 }, ...options });
      context.setDefaultTimeout(stepTimeoutMs);
      const page = await context.newPage();
      page.on('pageerror', (error) => errors.push(error));
      await page.goto(url);
      return page;
    });
  });
}
