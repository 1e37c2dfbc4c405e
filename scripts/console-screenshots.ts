/**
 * Takes pictures of the pages of the console with sample data, wide and narrow, light and dark, to look at after a change.
 *
 *   npm run build -- console && node --conditions=colloquy-source scripts/console-screenshots.ts FOLDER [PAGE …]
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { type Browser, chromium } from 'playwright-core';
import { findChromium, noChromium } from '../tests/support/browser/chromium.ts';
import { type ConsolePage, consolePages, waitForContent } from './console-pages.ts';
import { startConsoleSample } from './console-sample.ts';
import { makeMetricsHistory } from './made-up-metrics.ts';

/** States of pages that no link leads to. */
const emptyPages: readonly ConsolePage[] = [
  {
    name: 'conversations-none',
    address: () => 'services/default/conversations?search=nothing',
    text: 'No conversation matches',
  },
  { name: 'webhooks-none', address: () => 'webhooks?state=dead', text: 'No delivery matches' },
  { name: 'unknown', address: () => 'nothing/here', text: 'There is no page here' },
];

const [folder = 'screenshots', ...names] = process.argv.slice(2);
const executablePath = findChromium();
if (executablePath === undefined) throw new Error(noChromium);
mkdirSync(folder, { recursive: true });
await using sample = await startConsoleSample();
const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] });
try {
  for (const width of [1280, 390]) {
    for (const colorScheme of ['light', 'dark'] as const) await takeAll(browser, width, colorScheme);
  }
} finally {
  await browser.close();
}

async function takeAll(browser: Browser, width: number, colorScheme: 'light' | 'dark'): Promise<void> {
  using _clients = await sample.connectClients();
  const context = await browser.newContext({ viewport: { width, height: 800 }, colorScheme });
  const page = await context.newPage();
  const take = (name: string) =>
    page.screenshot({ path: join(folder, `${name}-${width}-${colorScheme}.png`), fullPage: true });
  // Nobody waits for an hour until there is a picture.
  await page.route('**/colloquy/v1/metrics/history*', (route) =>
    route.fulfill({ json: makeMetricsHistory(Date.now()) }),
  );
  await page.goto(`${sample.server.baseUrl}/console/`);
  await page.getByLabel('Account SID').waitFor();
  if (names.length === 0) await take('sign-in');
  await page.goto(sample.signedInUrl('services'));
  await page.getByRole('heading', { name: 'Services' }).waitFor();
  for (const each of [...consolePages, ...emptyPages]) {
    if (names.length > 0 && !names.includes(each.name)) continue;
    await page.goto(`${sample.server.baseUrl}/console/${each.address(sample.sids)}`);
    await waitForContent(page, each);
    // What is below the first content arrives a moment later.
    await page.waitForTimeout(500);
    await take(each.name);
  }
  await context.close();
}
