import { createClient } from '@colloquy/client';
import { type Colloquy, startColloquy } from '@colloquy/testkit';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { describeInBrowser } from '../support/browser/describe-in-browser.ts';

/** A picture of one pixel. */
const pixel = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

describeInBrowser('the example page', (open) => {
  let colloquy: Colloquy;
  beforeAll(async () => {
    colloquy = await startColloquy({ settings: { COLLOQUY_EXAMPLES: '1' } });
    const client = createClient(colloquy);
    const { chatServiceSid } = await client.createConversation({ friendlyName: 'Of the back end' });
    await client.updateServiceConfiguration(chatServiceSid, { reachabilityEnabled: true });
  });
  afterAll(() => colloquy?.stop());

  async function signIn(identity: string, width = 1280): Promise<Page> {
    const page = await open(colloquy.exampleUrl ?? '', { width });
    await page.getByLabel('Identity', { exact: true }).fill(identity);
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Conversations' }).waitFor();
    return page;
  }

  /** Opens a conversation by its name or its SID, with the keyboard only. */
  async function enter(page: Page, name: string): Promise<void> {
    await page.getByLabel(/Name of a conversation/).fill(name);
    await page.keyboard.press('Enter');
    await page.getByLabel('Message', { exact: true }).waitFor();
  }

  async function send(page: Page, text: string): Promise<void> {
    await page.getByLabel('Message', { exact: true }).fill(text);
    await page.keyboard.press('Enter');
  }
  const message = (page: Page, text: string) => page.locator('#messages li', { hasText: text });
  const listItem = (page: Page, name: string | RegExp) => page.getByRole('button', { name });

  /** Two users in a conversation, which both have open. */
  async function openTwo(name: string, { width = 1280 } = {}) {
    const [alice, bob] = await Promise.all([signIn('alice'), signIn('bob', width)]);
    await enter(alice, name);
    await alice.getByLabel('Identity to invite').fill('bob');
    await alice.keyboard.press('Enter');
    await listItem(bob, name).click();
    await bob.getByLabel('Message', { exact: true }).waitFor();
    return { alice, bob };
  }

  test('two users write, type, edit, delete, and see what the other has read', async () => {
    const { alice, bob } = await openTwo('plans');
    await send(alice, 'Helo');
    await message(bob, 'Helo').waitFor();
    await message(alice, 'Read by bob').waitFor();
    await bob.getByLabel('Message', { exact: true }).pressSequentially('Hi');
    await alice.getByText('bob is typing').waitFor();
    await bob.keyboard.press('Enter');
    await message(alice, 'Hi').waitFor();
    await colloquy.advance('PT1M');
    await message(alice, 'Helo').getByRole('button', { name: 'Edit' }).click();
    await alice.getByLabel('New text of the message').fill('Hello');
    await alice.getByRole('button', { name: 'Save' }).click();
    await message(bob, 'Hello').getByText('edited').waitFor();
    await message(bob, 'Hi').getByRole('button', { name: 'Delete' }).click();
    await message(alice, 'Hi').waitFor({ state: 'detached' });
    expect(await message(alice, 'Hello').count()).toBe(1);
  });

  test('an image is shown in its message, and another file as a link', async () => {
    const { alice, bob } = await openTwo('pictures', { width: 360 });
    await alice.getByLabel('Files to attach').setInputFiles([
      { name: 'plan.png', mimeType: 'image/png', buffer: pixel },
      { name: 'plan.txt', mimeType: 'text/plain', buffer: Buffer.from('the plan') },
    ]);
    await send(alice, 'See both');
    await message(bob, 'See both').getByRole('link', { name: 'plan.txt (8 B)' }).waitFor();
    const image = message(bob, 'See both').getByAltText('plan.png');
    await image.waitFor();
    await expect.poll(() => image.evaluate((node) => Reflect.get(node, 'naturalWidth'))).toBe(1);
  });

  test('a conversation that is not open counts what is unread', async () => {
    const { alice, bob } = await openTwo('first');
    await enter(bob, 'second');
    await bob.getByRole('heading', { name: 'second' }).waitFor();
    await send(alice, 'one');
    await send(alice, 'two');
    await listItem(bob, /^first\s*2 unread$/).click();
    await message(bob, 'two').waitFor();
    await listItem(bob, /^first\s*2 unread$/).waitFor({ state: 'detached' });
  });

  test('a user joins by the SID, sees who is online, and leaves', async () => {
    // No other test has left a session of hers, which would be online until the clock moves.
    const [alice, carol] = await Promise.all([signIn('alice'), signIn('carol')]);
    await enter(alice, 'open house');
    await enter(carol, (await alice.locator('#conversation-sid').textContent()) ?? '');
    const people = alice.getByRole('list', { name: 'Participants' });
    await people.getByText('online: carol').waitFor();
    await carol.getByRole('button', { name: 'Sign out' }).click();
    await people.getByText('offline: carol').waitFor();
    await alice.getByRole('button', { name: 'Leave' }).click();
    await alice.getByText('Choose a conversation.').waitFor();
  });

  test('a page that loses its connection connects again and catches up', async () => {
    const { alice, bob } = await openTwo('outage');
    await bob.getByRole('button', { name: 'Drop connection' }).click();
    await bob.getByText('reconnecting …').waitFor();
    await send(alice, 'While you were away');
    await message(bob, 'While you were away').waitFor();
    await bob.getByText('connected', { exact: true }).waitFor();
  });

  test('the editor of an earlier message stays in view, and Escape returns to its button', async () => {
    const { alice } = await openTwo('long');
    for (let number = 1; number <= 12; number += 1) {
      await send(alice, `message ${number}.`);
      await message(alice, `message ${number}.`).waitFor();
    }
    const edit = message(alice, 'message 1.').getByRole('button', { name: 'Edit' });
    await edit.click();
    const editor = alice.getByLabel('New text of the message');
    const list = await alice.locator('#scroll').boundingBox();
    await expect.poll(async () => (await editor.boundingBox())?.y).toBeGreaterThan(list?.y ?? 0);
    await alice.keyboard.press('Escape');
    expect(await edit.evaluate((node) => node === node.ownerDocument.activeElement)).toBe(true);
  });

  test('a page without the key says where to find it, and one with it leads to a second window', async () => {
    const page = await open(`${colloquy.baseUrl}/examples/chat/`);
    await page.getByLabel('Identity', { exact: true }).fill('alice');
    await page.keyboard.press('Enter');
    await page.getByText('the server printed at its last start').waitFor();
    // As when a user pastes the address into the same window.
    await page.goto(colloquy.exampleUrl ?? '');
    await page.waitForURL(`${colloquy.baseUrl}/examples/chat/`);
    await page.reload();
    const opened = page.waitForEvent('popup');
    await page.getByRole('link', { name: 'second window' }).click();
    const second = await opened;
    await second.waitForLoadState();
    await second.getByLabel('Identity', { exact: true }).fill('bob');
    await second.keyboard.press('Enter');
    await second.getByRole('heading', { name: 'Conversations' }).waitFor();
  });
});
