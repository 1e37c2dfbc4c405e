/**
 * Prints what each page of the console costs when it is the first one that a tab opens: its requests, its compressed
 * scripts, and the time until its content is there. The times are of this machine, over loopback.
 *
 *   npm run build -- console && npm run console:costs
 */
import { chromium } from 'playwright-core';
import { chromiumFlags, findChromium, noChromium } from '../tests/support/browser/chromium.ts';
import { type ConsolePage, consolePages } from './console-pages.ts';
import { startConsoleSample } from './console-sample.ts';
import { measureContentTime } from './measure-content-time.ts';
import { measureCosts } from './measure-costs.ts';

const rounds = 3;

const executablePath = findChromium();
if (executablePath === undefined) throw new Error(noChromium);
await using sample = await startConsoleSample();
const browser = await chromium.launch({ executablePath, args: [...chromiumFlags] });
try {
  console.log('page               files  API requests  scripts (KiB)  content after (ms)');
  for (const page of consolePages) await print(page);
} finally {
  await browser.close();
}

async function print(consolePage: ConsolePage): Promise<void> {
  using _clients = await sample.connectClients();
  const url = sample.signedInUrl(consolePage.address(sample.sids));
  // A new context has an empty cache.
  const context = await browser.newContext();
  const { files, apiRequests, scriptBytes } = await measureCosts(await context.newPage(), url, consolePage);
  await context.close();
  const times = [];
  for (let round = 0; round < rounds; round++)
    times.push(await measureContentTime(browser, url, consolePage));
  times.sort((a, b) => a - b);
  const [fastest = 0, median = 0] = [times[0], times[Math.floor(rounds / 2)]];
  console.log(
    [
      consolePage.name.padEnd(17),
      String(files).padStart(7),
      String(apiRequests).padStart(13),
      (scriptBytes / 1024).toFixed(1).padStart(14),
      `${Math.round(median)} (${Math.round(fastest)} at best)`.padStart(19),
    ].join(' '),
  );
}
