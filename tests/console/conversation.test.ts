import { createClient } from '@colloquy/client';
import { startColloquy } from '@colloquy/testkit';
import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { describeInBrowser } from '../support/browser/describe-in-browser.ts';
import { fillService } from '../support/console/fill-service.ts';
import { type ConsoleServer, startConsole } from '../support/console/start-console.ts';
import { createDatabase, engines } from '../support/engines/databases.ts';
import { freePort } from '../support/processes/free-port.ts';

const message = (page: Page, text: string) =>
  page.getByRole('log', { name: 'Messages' }).getByRole('listitem').filter({ hasText: text });

describeInBrowser('the page of a conversation', (open) => {
  async function openConversation(server: ConsoleServer) {
    const sids = await fillService(server.client);
    const page = await open(
      server.signedInUrl(`services/${sids.service}/conversations/${sids.conversation}`),
    );
    await message(page, 'Where is it?').waitFor();
    return { ...sids, page };
  }

  describe.each(engines)('on %s', (engine) => {
    test('messages of others appear, change and disappear as it happens', async () => {
      await using server = await startConsole(engine);
      const { client } = server;
      const { page, service, conversation } = await openConversation(server);
      const { sid } = await client.createServiceConversationMessage(service, conversation, {
        author: 'bob',
        body: 'Somebody looks for it',
      });
      await message(page, 'Somebody looks for it').getByText('bob').waitFor();
      await client.updateServiceConversationMessage(service, conversation, sid, { body: 'Found it' });
      await message(page, 'Found it').waitFor();
      await client.deleteServiceConversationMessage(service, conversation, sid);
      await message(page, 'Found it').waitFor({ state: 'detached' });
    });

    test('a message is sent once as the chosen author, and shows its delivery', async () => {
      await using server = await startConsole(engine);
      const { page, service, conversation } = await openConversation(server);
      await page.getByLabel('Author').fill('alice');
      await page.getByLabel('Message', { exact: true }).fill('Line one');
      await page.keyboard.press('Shift+Enter');
      await page.keyboard.type('line two');
      await page.getByRole('button', { name: 'Send' }).click();
      await message(page, 'Line one').getByText('alice').waitFor();
      expect(await page.getByLabel('Message', { exact: true }).inputValue()).toBe('');
      await message(page, 'Line one').getByText(/#\d/).waitFor();
      const sent = await server.client.listServiceConversationMessage(service, conversation);
      expect(sent.filter(({ body }) => body === 'Line one\nline two')).toMatchObject([{ author: 'alice' }]);
      await server.colloquy.advance('PT1M');
      await message(page, 'Line one')
        .getByText(/^(sent|delivered|read)$/)
        .waitFor();
    });
  });

  test('a message that the server refuses returns to its field, with the reason', async () => {
    await using server = await startConsole('sqlite');
    const { page } = await openConversation(server);
    const text = 'x'.repeat(33_000);
    await page.getByLabel('Message', { exact: true }).fill(text);
    await page.keyboard.press('Enter');
    await page
      .getByRole('alert')
      .getByText(/error 50504/)
      .waitFor();
    expect(await page.getByLabel('Message', { exact: true }).inputValue()).toBe(text);
  });

  test('a closed conversation says so instead of a form', async () => {
    await using server = await startConsole('sqlite');
    const { page, service, conversation } = await openConversation(server);
    await server.client.updateServiceConversation(service, conversation, { state: 'closed' });
    await page.getByText('This conversation is closed').waitFor();
    expect(await page.getByRole('button', { name: 'Send' }).count()).toBe(0);
  });

  test('the page says that the server cannot be reached, and catches up when it is back', async () => {
    const { url: databaseUrl } = await createDatabase('sqlite');
    const settings = { COLLOQUY_CONSOLE: '1', PORT: String(await freePort()) };
    const before = await startColloquy({ databaseUrl, settings });
    const sids = await fillService(createClient(before));
    const fragment = `#sid=${before.accountSid}&token=${before.authToken}`;
    const page = await open(
      `${before.baseUrl}/console/services/${sids.service}/conversations/${sids.conversation}${fragment}`,
    );
    await message(page, 'Where is it?').waitFor();
    await before.stop();
    await page.getByText('The connection to the server is lost').waitFor();
    await using after = await startColloquy({ databaseUrl, settings });
    await createClient(after).createServiceConversationMessage(sids.service, sids.conversation, {
      body: 'Back again',
    });
    await message(page, 'Back again').waitFor();
    await page.getByText('The connection to the server is lost').waitFor({ state: 'detached' });
  });
});
