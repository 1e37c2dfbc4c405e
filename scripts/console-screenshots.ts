/**
 * Takes pictures of the pages of the console with sample data, wide and narrow, light and dark, to look at after a change.
 * Without a folder, it takes those in docs/console.md and in the README.
 *
 *   npm run build -- console && npm run console:screenshots -- [FOLDER [PAGE …]]
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { type Browser, chromium } from 'playwright-core';
import { chromiumFlags, findChromium, noChromium } from '../tests/support/browser/chromium.ts';
import { type ConsolePage, consolePages, waitForContent } from './console-pages.ts';
import { startConsoleSample } from './console-sample.ts';
import { makeMetricsHistory } from './made-up-metrics.ts';
import { root } from './packages.ts';

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

/** The pages that the documentation shows, and the only picture that is dark and narrow. */
const documented = ['conversation', 'conversations', 'requests', 'webhooks', 'metrics'];
const narrowAndDark = 'conversation-sms';
const images = join(root, 'docs/images');

const [folder, ...names] = process.argv.slice(2);
const executablePath = findChromium();
if (executablePath === undefined) throw new Error(noChromium);
await using sample = await startConsoleSample();
const browser = await chromium.launch({ executablePath, args: [...chromiumFlags] });
try {
  if (folder === undefined) {
    const pictureOf = (name: string) => ({ path: join(images, `console-${name}.png`) });
    await takeAll(browser, { width: 1280, colorScheme: 'light', names: documented, pictureOf });
    await takeAll(browser, { width: 390, colorScheme: 'dark', names: [narrowAndDark], pictureOf });
  } else {
    mkdirSync(folder, { recursive: true });
    for (const width of [1280, 390]) {
      for (const colorScheme of ['light', 'dark'] as const) {
        const pictureOf = (name: string) => ({
          path: join(folder, `${name}-${width}-${colorScheme}.png`),
          fullPage: true,
        });
        await takeAll(browser, { width, colorScheme, names, pictureOf });
      }
    }
  }
} finally {
  await browser.close();
}

interface Pictures {
  readonly width: number;
  readonly colorScheme: 'light' | 'dark';
  /** Of the pages; all if there is none. */
  readonly names: readonly string[];
  /** Where the picture of a page goes, and whether it has more than the window. */
  readonly pictureOf: (name: string) => { readonly path: string; readonly fullPage?: boolean };
}

async function takeAll(browser: Browser, pictures: Pictures): Promise<void> {
  const { width, colorScheme, names, pictureOf } = pictures;
  using _clients = await sample.connectClients();
  const context = await browser.newContext({ viewport: { width, height: 800 }, colorScheme });
  const page = await context.newPage();
  // Nobody waits for an hour until there is a picture.
  await page.route('**/colloquy/v1/metrics/history*', (route) =>
    route.fulfill({ json: makeMetricsHistory(Date.now()) }),
  );
  await page.goto(`${sample.server.baseUrl}/console/`);
  await page.getByLabel('Account SID').waitFor();
  if (names.length === 0) await page.screenshot(pictureOf('sign-in'));
  await page.goto(sample.signedInUrl('services'));
  await page.getByRole('heading', { name: 'Services' }).waitFor();
  for (const each of [...consolePages, ...emptyPages]) {
    if (names.length > 0 && !names.includes(each.name)) continue;
    await page.goto(`${sample.server.baseUrl}/console/${each.address(sample.sids)}`);
    await waitForContent(page, each);
    // What is below the first content arrives a moment later.
    await page.waitForTimeout(500);
    await page.screenshot(pictureOf(each.name));
  }
  await context.close();
}
