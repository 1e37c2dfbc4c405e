import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { describeInBrowser } from '../support/browser/describe-in-browser.ts';
import { fillService } from '../support/console/fill-service.ts';
import { startConsole } from '../support/console/start-console.ts';
import { engines } from '../support/engines/databases.ts';

const row = (page: Page, name: string | RegExp) => page.getByRole('row', { name });

describeInBrowser('the conversations of a service', (open) => {
  describe.each(engines)('on %s', (engine) => {
    test('a row has the state as a word, the participants and the last activity, and follows changes', async () => {
      await using server = await startConsole(engine);
      const { service, conversation } = await fillService(server.client);
      const page = await open(server.signedInUrl(`services/${service}/conversations`));
      await row(page, /A parcel is late.*active.*\+15550100177, alice.*just now/).waitFor();
      await server.client.updateServiceConversation(service, conversation, { state: 'closed' });
      await row(page, /A parcel is late.*closed/).waitFor();
      await server.client.createServiceConversation(service, { friendlyName: 'Brand new' });
      await row(page, /Brand new.*active.*none/).waitFor();
      await server.client.deleteServiceConversation(service, conversation);
      await row(page, /A parcel is late/).waitFor({ state: 'detached' });
    });
  });

  test('filters are a part of the address, and a search finds names, and participants by identity or address', async () => {
    await using server = await startConsole('sqlite');
    const { service } = await fillService(server.client);
    const page = await open(server.signedInUrl(`services/${service}/conversations`));
    await page.getByLabel('State').selectOption('inactive');
    await row(page, /A parcel is late/).waitFor({ state: 'detached' });
    await row(page, /Done/).waitFor();
    expect(new URL(page.url()).search).toBe('?state=inactive');
    await page.reload();
    await row(page, /Done/).waitFor();
    await page.getByLabel('State').selectOption('');
    for (const text of ['PARCEL', 'order-17', 'alice', '+15550100177']) {
      await page.getByLabel('Search').fill(text);
      await row(page, /Done/).waitFor({ state: 'detached' });
      await row(page, /A parcel is late/).waitFor();
      await page.getByLabel('Search').fill('');
      await row(page, /Done/).waitFor();
    }
    await page.getByLabel('Created to').fill('2001-01-01');
    await page.getByText('No conversation matches').waitFor();
    await page.getByRole('link', { name: 'Show all conversations' }).click();
    await row(page, /Done/).waitFor();
  });

  test('a search finds the text of messages, and shows where', async () => {
    await using server = await startConsole('sqlite');
    const { service, conversation } = await fillService(server.client);
    await server.client.createServiceConversationMessage(service, conversation, {
      body: 'It went to Zürich, <b>not</b> to Bern',
      author: 'alice',
    });
    const { sid } = await server.client.createServiceConversation(service, { friendlyName: 'Elsewhere' });
    await server.client.createServiceConversationMessage(service, sid, { body: 'Zug' });
    const page = await open(server.signedInUrl(`services/${service}/conversations`));
    await expect
      .poll(async () => (await server.client.pageSearchResults({ query: 'zug' })).items.length)
      .toBe(1);
    const searches: string[] = [];
    page.on('request', (request) => {
      if (request.url().includes('/colloquy/v1/search')) searches.push(request.url());
    });
    await page.getByLabel('Search').pressSequentially('zurich');
    const found = row(page, /A parcel is late.*alice: It went to Zürich, <b>not<\/b> to Bern/);
    await found.waitFor();
    expect(await found.locator('mark').allTextContents()).toEqual(['Zürich']);
    // The server is not asked for every letter.
    expect(searches.length).toBeLessThan('zurich'.length - 1);
    await row(page, /Elsewhere/).waitFor({ state: 'detached' });
    await page.getByLabel('Search').fill('nothing like it');
    await page.getByText('No conversation matches').waitFor();
  });

  test('more conversations than a page are loaded on demand, and each once', async () => {
    await using server = await startConsole('sqlite');
    const { sid } = await server.client.createService({ friendlyName: 'Large' });
    for (let number = 1; number <= 60; number += 1)
      await server.client.createServiceConversation(sid, { friendlyName: `Number ${number}.` });
    const page = await open(server.signedInUrl(`services/${sid}/conversations`));
    await row(page, 'Number 60.').waitFor();
    const more = page.getByRole('button', { name: 'Load more' });
    await more.click();
    await row(page, 'Number 35.').waitFor();
    await more.click();
    await row(page, 'Number 1.').waitFor();
    await more.waitFor({ state: 'detached' });
    expect(await page.getByRole('row', { name: /^Number/ }).count()).toBe(60);
  });

  test('the empty list teaches the first command, and a conversation that is created opens', async () => {
    await using server = await startConsole('sqlite');
    const page = await open(server.signedInUrl('services/default/conversations'));
    await page.getByText(/^curl .*\/Conversations -u AC\w+:\$AUTH_TOKEN/).waitFor();
    await page.getByRole('button', { name: 'New conversation' }).first().click();
    const dialog = page.getByRole('dialog', { name: 'New conversation' });
    await dialog.getByLabel('Friendly name').fill('Lamps');
    await dialog.getByLabel('Unique name').fill('lamps');
    await dialog.getByText('As code').click();
    await dialog.getByText("create({ friendlyName: 'Lamps', uniqueName: 'lamps' })").waitFor();
    await dialog.getByRole('button', { name: 'Create conversation' }).click();
    await page.getByRole('heading', { name: 'Lamps' }).waitFor();
    const { sid } = await server.client.fetchConversation('lamps');
    expect(page.url()).toBe(server.url(`services/default/conversations/${sid}`));
  });

  test('a name that is taken is refused with the reason, and Escape closes the dialog', async () => {
    await using server = await startConsole('sqlite');
    const { service } = await fillService(server.client);
    const page = await open(server.signedInUrl(`services/${service}/conversations`));
    const button = page.getByRole('button', { name: 'New conversation' });
    await button.click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Unique name').fill('order-17');
    await page.keyboard.press('Enter');
    await dialog
      .getByRole('alert')
      .getByText(/error 50353/)
      .waitFor();
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    expect(await button.evaluate((node) => node === node.ownerDocument.activeElement)).toBe(true);
  });
});
