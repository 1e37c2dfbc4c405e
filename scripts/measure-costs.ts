import type { Page } from 'playwright-core';
import { type ConsolePage, waitForContent } from './console-pages.ts';

/** What the first page of a tab costs. */
export interface PageCosts {
  /** Requests for the page, its scripts and its styles. */
  readonly files: number;
  /** Different requests to the API: how often a page repeats one until it is measured depends on the machine. */
  readonly apiRequests: number;
  /** Scripts as they are sent, compressed. */
  readonly scriptBytes: number;
  /** Milliseconds from the navigation until the content is painted. */
  readonly contentMs: number;
}

const idleMs = 500;

/** Opens a page and measures what it costs. @param page a new one, with an empty cache. */
export async function measureCosts(page: Page, url: string, consolePage: ConsolePage): Promise<PageCosts> {
  let [files, lastRequestAt] = [0, performance.now()];
  const apiRequests = new Set<string>();
  page.on('request', (request) => {
    lastRequestAt = performance.now();
    if (request.resourceType() === 'fetch') apiRequests.add(`${request.method()} ${request.url()}`);
    else files++;
  });
  await page.addInitScript(noteContentMs(consolePage));
  await page.goto(url, { waitUntil: 'commit' });
  await waitForContent(page, consolePage);
  const contentMs: number = await page.evaluate('globalThis.contentMs');
  while (performance.now() - lastRequestAt < idleMs) await page.waitForTimeout(50);
  const scriptBytes: number = await page.evaluate(
    `performance.getEntriesByType('resource')
      .filter(({ name }) => name.endsWith('.js'))
      .reduce((sum, { encodedBodySize }) => sum + encodedBodySize, 0)`,
  );
  return { files, apiRequests: apiRequests.size, scriptBytes, contentMs };
}

/** A script that notes when the content is painted. The driver polls, so it can see the content half a second later. */
const noteContentMs = ({ text }: ConsolePage) => `
  globalThis.contentMs = new Promise((resolve) => {
    const content = new RegExp(${JSON.stringify(typeof text === 'string' ? RegExp.escape(text) : text.source)}, 'i');
    const observer = new MutationObserver(() => {
      if (!content.test(document.querySelector('main')?.textContent ?? '')) return;
      observer.disconnect();
      // After the next frame has been painted.
      requestAnimationFrame(() => setTimeout(() => resolve(performance.now())));
    });
    observer.observe(document, { childList: true, subtree: true, characterData: true });
  });`;
