import type { Locator, Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { describeInBrowser } from '../support/browser/describe-in-browser.ts';
import { fillService } from '../support/console/fill-service.ts';
import { type ConsoleServer, startConsole } from '../support/console/start-console.ts';
import { findAccessibilityFaults } from '../support/console/watch-page.ts';

describeInBrowser('the messages of a conversation', (open) => {
  const log = (page: Page) => page.getByRole('log', { name: 'Messages' });
  const message = (page: Page, text: string) => log(page).getByRole('listitem').filter({ hasText: text });

  async function openConversation(server: ConsoleServer) {
    const sids = await fillService(server.client);
    const page = await open(
      server.signedInUrl(`services/${sids.service}/conversations/${sids.conversation}`),
    );
    await message(page, 'Where is it?').waitFor();
    return { ...sids, page, dialog: page.getByRole('dialog') };
  }

  test('the text and the attributes of a message are edited, and attributes that are not JSON are not sent', async () => {
    await using server = await startConsole('sqlite');
    const { page, dialog, service, conversation } = await openConversation(server);
    await page.getByRole('button', { name: 'Details of message #0' }).click();
    await page.getByRole('button', { name: 'Edit message #0' }).click();
    await dialog.getByLabel('Body').fill('Where is the parcel?');
    await dialog.getByLabel('Attributes').fill('{"urgent": true');
    const save = dialog.getByRole('button', { name: 'Save message' });
    await dialog.getByText(/This is not JSON/).waitFor();
    expect(await save.isDisabled()).toBe(true);
    await dialog.getByLabel('Attributes').fill('{"urgent": true}');
    await dialog.getByText('As code').click();
    await dialog.getByText(/messages\('IM\w+'\)\.update\(\{ body: 'Where is the parcel\?'/).waitFor();
    expect(await findAccessibilityFaults(page)).toEqual([]);
    await save.click();
    await message(page, 'Where is the parcel?').getByText('"urgent": true').waitFor();
    // The page shows a change before the server has confirmed it.
    await expect
      .poll(() => server.client.listServiceConversationMessage(service, conversation))
      .toContainEqual(
        expect.objectContaining({ body: 'Where is the parcel?', attributes: '{"urgent": true}' }),
      );
  });

  test('a message is deleted after a question', async () => {
    await using server = await startConsole('sqlite');
    const { page, dialog, service, conversation } = await openConversation(server);
    await page.getByRole('button', { name: 'Details of message #0' }).click();
    await page.getByRole('button', { name: 'Delete message #0' }).click();
    await dialog.getByRole('button', { name: 'Delete message' }).click();
    await message(page, 'Where is it?').waitFor({ state: 'detached' });
    await expect
      .poll(async () => (await server.client.listServiceConversationMessage(service, conversation)).length)
      .toBe(1);
  });

  test('the SID of a message is copied', async () => {
    await using server = await startConsole('sqlite');
    const { page, service, conversation } = await openConversation(server);
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await page.getByRole('button', { name: 'Details of message #0' }).click();
    expect(await findAccessibilityFaults(page)).toEqual([]);
    await page.getByRole('button', { name: 'Copy the SID of message #0' }).click();
    await page.getByText('Copied').waitFor();
    const [first] = await server.client.listServiceConversationMessage(service, conversation);
    expect(await page.evaluate('navigator.clipboard.readText()')).toBe(first?.sid);
  });

  test('a word beside the author says who it is: role, channel, system, API', async () => {
    await using server = await startConsole('sqlite');
    const { client } = server;
    const { page, service, conversation } = await openConversation(server);
    const agent = await client.createServiceRole(service, {
      friendlyName: 'agent',
      type: 'conversation',
      permission: ['sendMessage'],
    });
    await client.createServiceConversationParticipant(service, conversation, {
      identity: 'maria',
      roleSid: agent.sid,
    });
    const write = (author: string | undefined, body: string) =>
      client.createServiceConversationMessage(service, conversation, { author, body });
    await write('maria', 'by the agent');
    await write('+15550100177', 'by the customer');
    await write(undefined, 'by nobody');
    await write('robot', 'by a program');
    await page.reload();
    await message(page, 'Where is it?').getByText('member').waitFor();
    await message(page, 'by the agent').getByText('agent', { exact: true }).waitFor();
    await message(page, 'by the customer').getByText('SMS', { exact: true }).waitFor();
    await message(page, 'by a program').getByText('API', { exact: true }).waitFor();
    expect(await message(page, 'by nobody').getByText('system', { exact: true }).count()).toBe(2);
  });

  test('the messages of a closed conversation have details, and cannot be changed', async () => {
    await using server = await startConsole('sqlite');
    const { page, service, conversation } = await openConversation(server);
    await server.client.updateServiceConversation(service, conversation, { state: 'closed' });
    await page.getByText('This conversation is closed').waitFor();
    await page.getByRole('button', { name: 'Details of message #0' }).click();
    await page.getByRole('button', { name: 'Copy the SID of message #0' }).waitFor();
    expect(await page.getByRole('button', { name: 'Edit message #0' }).count()).toBe(0);
  });

  async function openLong(server: ConsoleServer) {
    const { client } = server;
    const { sid: service } = await client.createService({ friendlyName: 'Long' });
    const { sid } = await client.createServiceConversation(service, {});
    for (let number = 1; number <= 70; number += 1)
      await client.createServiceConversationMessage(service, sid, { body: `text ${number}.` });
    const page = await open(server.signedInUrl(`services/${service}/conversations/${sid}`));
    await expect.poll(() => message(page, 'text 70.').isVisible()).toBe(true);
    const post = (body: string) => client.createServiceConversationMessage(service, sid, { body });
    return { page, post };
  }

  const topOf = async (element: Locator) => (await element.boundingBox())?.y;

  test('earlier messages are loaded when the keyboard scrolls to the first, which stays where it is', async () => {
    await using server = await startConsole('sqlite');
    const { page, post } = await openLong(server);
    const first = message(page, 'text 21.');
    expect(await message(page, 'text 20.').count()).toBe(0);
    let release = () => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    await page.route('**/Messages?*PageToken=*', async (route) => {
      await held;
      await route.continue();
    });
    await log(page).focus();
    await page.keyboard.press('Home');
    await page.getByText('Loading earlier messages …').waitFor();
    expect(await log(page).getAttribute('aria-live')).toBe('off');
    await expect.poll(() => log(page).evaluate((box) => box.scrollTop)).toBe(0);
    const top = (await topOf(first)) ?? Number.NaN;
    // A new message makes the page fetch the conversation again, which must not cancel the earlier ones.
    const fetched = page.waitForResponse(/\/Conversations\/CH[0-9a-f]{32}$/);
    await post('meanwhile.');
    await fetched;
    release();
    await page.getByText('20 earlier messages are loaded.').waitFor();
    expect(await message(page, 'text 1.').count()).toBe(1);
    await expect.poll(() => message(page, 'meanwhile.').count()).toBe(1);
    // Positions are rounded to half a pixel.
    expect(Math.abs(((await topOf(first)) ?? Number.NaN) - top)).toBeLessThanOrEqual(1);
  });

  test('after the button has loaded earlier messages, the focus is on the message before those that were there', async () => {
    await using server = await startConsole('sqlite');
    const { page } = await openLong(server);
    await page.getByRole('button', { name: 'Load earlier messages' }).focus();
    await page.keyboard.press('Enter');
    await message(page, 'text 20.').waitFor();
    await expect
      .poll(() => message(page, 'text 20.').evaluate((node) => node === node.ownerDocument.activeElement))
      .toBe(true);
    expect(await log(page).getAttribute('aria-live')).toBe('polite');
  });
});
