import type { Page } from 'playwright-core';
import { findViolations } from '../browser/find-violations.ts';

/** What a page has done that the console must not do. */
export interface PageFaults {
  /** Violations of the content security policy, and errors in the log of the browser. */
  readonly logged: readonly string[];
  /** Requests to other hosts than the server's. */
  readonly foreign: readonly string[];
}

/** Collects the faults of a page from now on. @param url of the server, if the page is not there yet. */
export function watchPage(page: Page, url = page.url()): PageFaults {
  const faults = { logged: [] as string[], foreign: [] as string[] };
  const { host } = new URL(url);
  page.on('console', (message) => {
    if (message.type() === 'error') faults.logged.push(message.text());
  });
  page.on('request', (request) => {
    const requested = new URL(request.url());
    if (requested.protocol !== 'blob:' && requested.host !== host) faults.foreign.push(request.url());
  });
  return faults;
}

/** Checks the page for WCAG 2.2 AA; returns one line per violation with the element that has it. */
export const findAccessibilityFaults = (page: Page): Promise<readonly string[]> =>
  findViolations(page, ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']);

/** How many pixels the page is wider than its window. */
export const overflowOf = (page: Page): Promise<number> =>
  page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth');
