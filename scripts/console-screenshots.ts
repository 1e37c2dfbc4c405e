/**
 * Takes pictures of the pages of the console with sample data, wide and narrow, light and dark, to look at after a change.
 *
 *   npm run build -- console && node --conditions=colloquy-source scripts/console-screenshots.ts FOLDER
 */
import { execFile } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { createClient } from '@colloquy/client';
import { startColloquy } from '@colloquy/testkit';
import { type Browser, chromium, type Page } from 'playwright-core';
import { findChromium } from '../tests/support/browser/chromium.ts';
import { root } from './packages.ts';

const sample = 'samples/support-desk.yaml';

/** The pages, by the name of their pictures: the address, and what they show when they have loaded. */
const pages: Readonly<Record<string, readonly [address: string, text: string]>> = {
  services: ['services', 'Support desk'],
  conversations: ['services/default/conversations', '+15550100177'],
  empty: ['services/default/conversations?search=nothing', 'No conversation matches'],
  conversation: ['services/default/conversations/order-7301', 'That is good news'],
  sms: ['services/default/conversations/text-0177', '+15550100177'],
};

const [folder = 'screenshots'] = process.argv.slice(2);
const executablePath = findChromium();
if (executablePath === undefined) throw new Error('Chromium was not found.');
mkdirSync(folder, { recursive: true });
await using server = await startColloquy({ settings: { COLLOQUY_CONSOLE: '1' } });
await seed();
const client = createClient(server);
const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] });
try {
  for (const width of [1280, 390]) {
    for (const colorScheme of ['light', 'dark'] as const) await takeAll(browser, width, colorScheme);
  }
} finally {
  await browser.close();
}

/** Fills the server as a user would. @throws Error with what the command has printed. */
async function seed(): Promise<void> {
  const { baseUrl, accountSid, authToken } = server;
  const entry = join(root, 'packages/server/src/cli/main.ts');
  const flags = ['--url', baseUrl, '--account-sid', accountSid, '--auth-token', authToken];
  await promisify(execFile)(process.execPath, [
    '--conditions=colloquy-source',
    entry,
    'seed',
    join(root, sample),
    ...flags,
  ]);
}

async function takeAll(browser: Browser, width: number, colorScheme: 'light' | 'dark'): Promise<void> {
  const context = await browser.newContext({ viewport: { width, height: 800 }, colorScheme });
  const page = await context.newPage();
  const picture = (name: string) => join(folder, `${name}-${width}-${colorScheme}.png`);
  await page.goto(`${server.baseUrl}/console/`);
  await page.getByLabel('Account SID').waitFor();
  await page.screenshot({ path: picture('sign-in') });
  await page.goto(`${server.baseUrl}/console/services#sid=${server.accountSid}&token=${server.authToken}`);
  await page.getByRole('heading', { name: 'Services' }).waitFor();
  for (const [name, [address, text]] of Object.entries(pages)) {
    await open(page, await resolveSid(address), text);
    await page.screenshot({ path: picture(name), fullPage: true });
  }
  await context.close();
}

async function open(page: Page, address: string, text: string): Promise<void> {
  await page.goto(`${server.baseUrl}/console/${address}`);
  await page.getByRole('main').getByText(text).first().waitFor();
  await page.waitForTimeout(500);
}

/** Addresses have the SID of a conversation, which differs each time. */
async function resolveSid(address: string): Promise<string> {
  const name = /conversations\/(.+)$/.exec(address)?.[1];
  if (name === undefined) return address;
  return address.replace(name, (await client.fetchConversation(name)).sid);
}
