import { afterAll, beforeAll, expect, test } from 'vitest';
import { describeInBrowser } from '../support/browser/describe-in-browser.ts';
import { fillService } from '../support/console/fill-service.ts';
import { type ConsoleServer, startConsole } from '../support/console/start-console.ts';
import { findAccessibilityFaults, overflowOf } from '../support/console/watch-page.ts';

describeInBrowser('the keyboard shortcuts', (open) => {
  let server: ConsoleServer;
  let conversations: string;
  let conversation: string;
  beforeAll(async () => {
    server = await startConsole('sqlite');
    const sids = await fillService(server.client);
    conversations = `services/${sids.service}/conversations`;
    conversation = `${conversations}/${sids.conversation}`;
  });
  afterAll(() => server?.[Symbol.asyncDispose]());

  async function openConversations() {
    const page = await open(server.signedInUrl(conversations));
    await page.getByText('A parcel is late').waitFor();
    return page;
  }

  test('/ focuses the search, where keys are text, and c creates what the page lists', async () => {
    const page = await openConversations();
    await page.keyboard.press('/');
    await page.keyboard.type('parcel c?');
    expect(await page.getByLabel('Search').inputValue()).toBe('parcel c?');
    expect(await page.getByRole('dialog').count()).toBe(0);
    await page.getByLabel('Search').blur();
    await page.keyboard.press('c');
    await page.getByRole('dialog', { name: 'New conversation' }).waitFor();
  });

  test('g and the letter of a page open it, in the open service', async () => {
    const page = await openConversations();
    await page.keyboard.type('gu');
    await page.getByRole('heading', { name: 'Users' }).waitFor();
    expect(page.url()).toBe(server.url(conversations.replace('/conversations', '/users')));
    await page.keyboard.type('gw');
    await page.getByRole('heading', { name: 'Webhooks', exact: true }).waitFor();
  });

  test('n begins a message', async () => {
    const page = await open(server.signedInUrl(conversation));
    await page.getByLabel('Message', { exact: true }).waitFor();
    await page.keyboard.press('n');
    await page.keyboard.type('now');
    expect(await page.getByLabel('Message', { exact: true }).inputValue()).toBe('now');
  });

  test('? lists them, and they stay off in this browser once they are turned off', async () => {
    const page = await openConversations();
    await page.keyboard.press('?');
    const dialog = page.getByRole('dialog', { name: 'Keyboard shortcuts' });
    await dialog.getByText('Write a message').waitFor();
    expect(await findAccessibilityFaults(page)).toEqual([]);
    await page.setViewportSize({ width: 360, height: 800 });
    expect(await overflowOf(page)).toBe(0);
    await dialog.getByRole('checkbox').uncheck();
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    await page.keyboard.press('c');
    await page.keyboard.press('?');
    await page.reload();
    await page.getByText('A parcel is late').waitFor();
    await page.keyboard.press('c');
    await page.keyboard.press('?');
    // The palette has a key of its own, and leads to the setting.
    await page.keyboard.press('Control+k');
    await page.getByRole('dialog', { name: 'Go to' }).waitFor();
    expect(await page.getByRole('dialog').count()).toBe(1);
    await page.keyboard.type('shortcuts');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await dialog.getByRole('checkbox').check();
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    await page.keyboard.press('?');
    await dialog.waitFor();
  });
});
