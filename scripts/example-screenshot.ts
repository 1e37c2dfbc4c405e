/**
 * Takes the picture of the example page in the README: `npm run screenshot`. With a folder as argument, it takes one of
 * each view instead, in two widths and both colour schemes, so that a change of the page can be looked at.
 */
import { join } from 'node:path';
import { createClient } from '@colloquy/client';
import { type Colloquy, startColloquy } from '@colloquy/testkit';
import { type Browser, chromium, type Page } from 'playwright-core';
import { chromiumFlags, findChromium, noChromium } from '../tests/support/browser/chromium.ts';
import { root } from './packages.ts';

type Scheme = 'light' | 'dark';

const picture = join(root, 'docs/images/example-chat.png');
const parcel =
  Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 300 130" width="300" height="130">
  <rect width="300" height="130" fill="#dfe7f1"/><path d="M70 40l80-26 80 26v62l-80 20-80-20z" fill="#c99a5b"/>
  <path d="M70 40l80 20 80-20-80-26z" fill="#e2bb83"/><path d="M150 60v62l80-20V40z" fill="#b58549"/>
  <path d="M110 27l80 20v16l14-4V44l-80-21z" fill="#f4e3c4"/></svg>`);

/** Creates what the page shows, and the clients of two users who are in it. */
async function prepare(colloquy: Colloquy): Promise<void> {
  const client = createClient(colloquy);
  const create = async (
    name: string,
    identities: readonly string[],
    messages: readonly [string, string][],
  ) => {
    const { sid, chatServiceSid } = await client.createConversation({ uniqueName: name, friendlyName: name });
    for (const identity of identities) await client.createConversationParticipant(sid, { identity });
    for (const [author, body] of messages) {
      await client.createConversationMessage(sid, { author, body });
      await colloquy.advance('PT1M');
    }
    return chatServiceSid;
  };
  await create('Weekend plans', ['alice', 'bob'], []);
  await create(
    'Delivery',
    ['alice', 'support'],
    [
      ['support', 'Your package is on its way.'],
      ['support', 'It arrives before noon.'],
    ],
  );
  const service = await create(
    'Order 17',
    ['alice', 'bob', 'support'],
    [
      ['support', 'Your order has left our warehouse.'],
      ['alice', 'Has the package arrived? The tracking page says so.'],
      ['bob', 'Yes, an hour ago. I am unpacking it now.'],
    ],
  );
  await client.updateServiceConfiguration(service, { reachabilityEnabled: true });
}

async function openPage(
  browser: Browser,
  colloquy: Colloquy,
  width: number,
  colorScheme: Scheme,
): Promise<Page> {
  const context = await browser.newContext({
    viewport: { width, height: 720 },
    colorScheme,
  });
  context.setDefaultTimeout(20_000);
  const page = await context.newPage();
  await page.goto(colloquy.exampleUrl ?? '');
  return page;
}

async function signIn(page: Page, identity: string): Promise<void> {
  await page.getByLabel('Identity', { exact: true }).fill(identity);
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Conversations' }).waitFor();
}

const open = (page: Page, name: string) => page.getByRole('button', { name }).click();

/** Two users in a conversation, one of whom types. */
async function showChat(page: Page, other: Page): Promise<void> {
  await signIn(page, 'alice');
  await signIn(other, 'bob');
  await open(other, 'Order 17');
  await other
    .getByLabel('Files to attach')
    .setInputFiles({ name: 'parcel.svg', mimeType: 'image/svg+xml', buffer: parcel });
  await other.getByLabel('Message', { exact: true }).fill('It looks fine.');
  await other.keyboard.press('Enter');
  await other.getByAltText('parcel.svg').waitFor();
  await open(page, 'Order 17');
  await page.getByAltText('parcel.svg').waitFor();
  await page.getByLabel('Message', { exact: true }).fill('Good. Please keep the box.');
  await page.keyboard.press('Enter');
  await page.getByText('Read by bob').waitFor();
  // The SDK sends once in five seconds that its user is typing.
  await other.getByLabel('Message', { exact: true }).pressSequentially('Sure, I will.', { delay: 500 });
  await page.getByText('bob is typing').waitFor();
}

async function takeAll(browser: Browser, folder: string, width: number, scheme: Scheme): Promise<void> {
  await using colloquy = await startColloquy({ settings: { COLLOQUY_EXAMPLES: '1' } });
  const page = await openPage(browser, colloquy, width, scheme);
  const shoot = (view: string) => page.screenshot({ path: join(folder, `${view}-${width}-${scheme}.png`) });
  await shoot('1-sign-in');
  await signIn(page, 'dora');
  await shoot('2-empty');
  await page.getByLabel(/Name of a conversation/).fill('Notes');
  await page.keyboard.press('Enter');
  await page.getByLabel('Message', { exact: true }).waitFor();
  await shoot('3-new');
  await page.getByRole('button', { name: 'Sign out' }).click();
  await prepare(colloquy);
  await page.reload();
  await showChat(page, await openPage(browser, colloquy, width, scheme));
  await shoot('4-chat');
  await page.getByRole('button', { name: 'Edit' }).last().click();
  await shoot('5-edit');
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Drop connection' }).click();
  await page.getByText('reconnecting …').waitFor();
  await shoot('6-connecting');
  await page.getByText('connected', { exact: true }).waitFor();
  if (width < 500) {
    await page.getByRole('button', { name: /Back/ }).click();
    await shoot('7-list');
  }
  await page.getByLabel(/Name of a conversation/).fill(`CH${'0'.repeat(32)}`);
  await page.keyboard.press('Enter');
  await page.getByRole('alert').waitFor();
  await shoot('8-error');
  await Promise.all(browser.contexts().map((context) => context.close()));
}

const executablePath = findChromium();
if (executablePath === undefined) throw new Error(noChromium);
const browser = await chromium.launch({ executablePath, args: [...chromiumFlags] });
try {
  const [folder] = process.argv.slice(2);
  if (folder !== undefined) {
    for (const width of [1280, 390])
      for (const scheme of ['light', 'dark'] as const) await takeAll(browser, folder, width, scheme);
  } else {
    await using colloquy = await startColloquy({ settings: { COLLOQUY_EXAMPLES: '1' } });
    await prepare(colloquy);
    const page = await openPage(browser, colloquy, 1000, 'light');
    await showChat(page, await openPage(browser, colloquy, 1000, 'light'));
    await page.screenshot({ path: picture });
  }
} finally {
  await browser.close();
}
