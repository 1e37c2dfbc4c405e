import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect } from 'vitest';
import { chromiumFlags, findChromium, isChromiumRequired, noChromium } from './chromium.ts';

interface PageOptions {
  readonly width?: number;
  readonly colorScheme?: 'light' | 'dark';
  /** Accepts the certificate of a test, which no browser trusts. */
  readonly ignoreHTTPSErrors?: boolean;
  /** A page that no other test gets: for what cannot be undone, such as an installed clock. */
  readonly isolated?: boolean;
}

/** Opens a page in a window that shares nothing with others that are open. */
export type OpenPage = (url: string, options?: PageOptions) => Promise<Page>;

/** Long enough for a busy machine, and shorter than the time of a test, so that the error names the step. */
const stepTimeoutMs = 15_000;

let launched: Browser | undefined;

/** The browser of all files of this process, with which it ends: to start one takes two seconds of a processor. */
async function openBrowser(executablePath: string): Promise<Browser> {
  if (!launched?.isConnected())
    launched = await chromium.launch({ executablePath, args: [...chromiumFlags] });
  return launched;
}

/**
 * Describes tests with pages in Chromium. A test fails if one of its pages throws an error that nothing handles. Without
 * Chromium, the tests are skipped, or fail if it is required.
 *
 * @param keepsPages whether the pages of a test stay open for those after it.
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
    const opened: Page[] = [];
    /** Pages of earlier tests: a new one takes a process, and a second of its time. */
    const free: Page[] = [];
    beforeAll(async () => {
      if (executablePath === undefined) throw new Error(noChromium);
      browser = await openBrowser(executablePath);
    });
    afterEach(async () => {
      for (const page of keepsPages ? [] : opened.splice(0)) if (await empty(page)) free.push(page);
      const kept = keepsPages ? [] : free.map((page) => page.context());
      const others = keepsPages ? [] : (browser?.contexts() ?? []).filter((each) => !kept.includes(each));
      await Promise.all(others.map((context) => context.close()));
      expect(errors.splice(0)).toEqual([]);
    });
    afterAll(() => Promise.all((browser?.contexts() ?? []).map((context) => context.close())));
    define(async (url, options = {}) => {
      if (browser === undefined) throw new Error('The browser has not been started.');
      const { width = 1280, colorScheme = 'light', ignoreHTTPSErrors, isolated } = options;
      const canReuse = ignoreHTTPSErrors !== true && isolated !== true;
      const page = (canReuse ? free.pop() : undefined) ?? (await openPage(browser, ignoreHTTPSErrors));
      if (canReuse) opened.push(page);
      page.on('pageerror', (error) => errors.push(error));
      await page.setViewportSize({ width, height: 800 });
      await page.emulateMedia({ colorScheme });
      await page.goto(url);
      return page;
    });
  });
}

async function openPage(browser: Browser, ignoreHTTPSErrors = false): Promise<Page> {
  const context = await browser.newContext({ ignoreHTTPSErrors });
  context.setDefaultTimeout(stepTimeoutMs);
  return context.newPage();
}

/** Removes what a test has left in a page. Returns false where that cannot be done. */
async function empty(page: Page): Promise<boolean> {
  if (page.isClosed()) return false;
  page.removeAllListeners();
  await page.unrouteAll();
  const context = page.context();
  await Promise.all(
    context
      .pages()
      .filter((each) => each !== page)
      .map((each) => each.close()),
  );
  await context.clearPermissions();
  await context.clearCookies();
  // A page of no origin has no storage, and may not ask for it.
  if (!page.url().startsWith('http')) return false;
  await page.evaluate('sessionStorage.clear(); localStorage.clear()');
  await page.goto('about:blank');
  return true;
}
