import type { Page } from 'playwright-core';
import { type ConsolePage, waitForContent } from './console-pages.ts';

/** What the first page of a tab loads. */
export interface PageCosts {
  /** Requests for the page, its scripts and its styles. */
  readonly files: number;
  /** Different requests to the API: how often a page repeats one until it is measured depends on the machine. */
  readonly apiRequests: number;
  /** Scripts as they are sent, compressed. */
  readonly scriptBytes: number;
}

const idleMs = 500;

/** Opens a page and counts what it loads. @param page a new one, with an empty cache. */
export async function measureCosts(page: Page, url: string, consolePage: ConsolePage): Promise<PageCosts> {
  let [files, lastRequestAt] = [0, performance.now()];
  const apiRequests = new Set<string>();
  page.on('request', (request) => {
    lastRequestAt = performance.now();
    if (request.resourceType() === 'fetch') apiRequests.add(`${request.method()} ${request.url()}`);
    else files++;
  });
  await page.goto(url, { waitUntil: 'commit' });
  await waitForContent(page, consolePage);
  while (performance.now() - lastRequestAt < idleMs) await page.waitForTimeout(50);
  const scriptBytes: number = await page.evaluate(
    `performance.getEntriesByType('resource')
      .filter(({ name }) => name.endsWith('.js'))
      .reduce((sum, { encodedBodySize }) => sum + encodedBodySize, 0)`,
  );
  return { files, apiRequests: apiRequests.size, scriptBytes };
}
