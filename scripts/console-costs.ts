/**
 * Prints what each page of the console costs when it is the first one that a tab opens: its requests, its compressed
 * scripts, and the time until its content is there. The times are of this machine, over loopback.
 *
 *   npm run build -- console && npm run console:costs
 */
import { chromium } from 'playwright-core';
import { findChromium, noChromium } from '../tests/support/browser/chromium.ts';
import { type ConsolePage, consolePages } from './console-pages.ts';
import { startConsoleSample } from './console-sample.ts';
import { measureCosts } from './measure-costs.ts';

const rounds = 3;

const executablePath = findChromium();
if (executablePath === undefined) throw new Error(noChromium);
await using sample = await startConsoleSample();
const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] });
try {
  console.log('page               files  API requests  scripts (KiB)  content after (ms)');
  for (const page of consolePages) await print(page);
} finally {
  await browser.close();
}

async function print(consolePage: ConsolePage): Promise<void> {
  using _clients = await sample.connectClients();
  const costs = [];
  for (let round = 0; round < rounds; round++) {
    // A new context has an empty cache.
    const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
    const url = sample.signedInUrl(consolePage.address(sample.sids));
    costs.push(await measureCosts(await context.newPage(), url, consolePage));
    await context.close();
  }
  const [first] = costs;
  if (first === undefined) return;
  const times = costs.map(({ contentMs }) => contentMs).toSorted((a, b) => a - b);
  const [fastest = 0, median = 0] = [times[0], times[Math.floor(times.length / 2)]];
  console.log(
    [
      consolePage.name.padEnd(17),
      String(first.files).padStart(7),
      String(first.apiRequests).padStart(13),
      (first.scriptBytes / 1024).toFixed(1).padStart(14),
      `${Math.round(median)} (${Math.round(fastest)} at best)`.padStart(19),
    ].join(' '),
  );
}
