import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { join, normalize } from 'node:path';
import type { Page } from 'playwright-core';
import type { Environment } from '../../realtime/scenarios/support/chat.ts';

const page = `<!doctype html>
<meta charset="utf-8" />
<title>Scenarios</title>
<link rel="icon" href="data:," />
<script src="/sdk.js"></script>
<script type="module" src="/support/run-in-browser.js"></script>
`;

const sdk = createRequire(import.meta.url)
  .resolve('@twilio/conversations')
  .replace(/lib\.js$/, 'twilio-conversations.min.js');

interface PageServer extends AsyncDisposable {
  /** Of another origin than the server of the tests. */
  readonly url: string;
}

/** Serves a page with the minified bundle of the client SDK, and with the scenarios of a folder. */
export async function startPageServer(folder: string): Promise<PageServer> {
  const server = createServer(({ url = '/' }, response) => {
    const isPage = url === '/';
    response.setHeader('Content-Type', isPage ? 'text/html' : 'text/javascript');
    response.end(isPage ? page : readFileSync(url === '/sdk.js' ? sdk : join(folder, normalize(url))));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('The page has no port.');
  return {
    url: `http://127.0.0.1:${address.port}/`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Runs a scenario in the page. @throws Error that the scenario has thrown. */
export async function runScenario(
  page: Page,
  title: string,
  { baseUrl, accountSid, authToken }: Environment['server'],
): Promise<void> {
  const args = [title, { baseUrl, accountSid, authToken }].map((each) => JSON.stringify(each));
  await page.evaluate(`runScenario(${args})`);
}
