import type { Route } from 'playwright-core';
import { expect, test } from 'vitest';
import { describeInBrowser } from '../support/browser/describe-in-browser.ts';
import { fillService } from '../support/console/fill-service.ts';
import { type ConsoleServer, startConsole } from '../support/console/start-console.ts';
import { startReceiver } from '../support/http/webhook-receiver.ts';

describeInBrowser('a change that is shown before the server confirms it', (open) => {
  /** A page of a conversation whose changes are held back, and a webhook that is asked before each and refuses it. */
  async function openWithVeto(server: ConsoleServer) {
    const receiver = await startReceiver();
    receiver.onRequest = () => 403;
    const sids = await fillService(server.client);
    await server.client.updateServiceWebhookConfiguration(sids.service, {
      preWebhookUrl: receiver.url,
      filters: ['onMessageUpdate', 'onMessageRemove', 'onConversationUpdate', 'onParticipantRemove'],
    });
    const page = await open(
      server.signedInUrl(`services/${sids.service}/conversations/${sids.conversation}`),
    );
    const message = page.getByRole('log').getByRole('listitem').filter({ hasText: 'Where is it?' });
    await message.waitFor();
    // The page holds them back, and not the webhook: a server waits for that for a few seconds only.
    const held: Route[] = [];
    await page.route(/\/v1\/Services\//, async (route) => {
      if (route.request().method() === 'GET') await route.continue();
      else held.push(route);
    });
    const reason = page.getByRole('alert').getByText(/error 50056/);
    return {
      page,
      message,
      reason,
      dialog: page.getByRole('dialog'),
      /** Waits for the change, and lets the server refuse it. */
      refuse: async () => {
        await expect.poll(() => held.length).toBe(1);
        await held.pop()?.continue();
      },
      [Symbol.asyncDispose]: () => receiver[Symbol.asyncDispose](),
    };
  }

  test('an edited message returns to its text when the change is refused, and the dialog to what was entered', async () => {
    await using server = await startConsole('sqlite');
    await using veto = await openWithVeto(server);
    const { page, dialog, message } = veto;
    await page.getByRole('button', { name: 'Details of message #0' }).click();
    await page.getByRole('button', { name: 'Edit message #0' }).click();
    await dialog.getByLabel('Body').fill('Changed');
    await dialog.getByRole('button', { name: 'Save message' }).click();
    await page.getByRole('log').getByText('Changed').waitFor();
    await dialog.waitFor({ state: 'detached' });
    await veto.refuse();
    await veto.reason.waitFor();
    expect(await dialog.getByLabel('Body').inputValue()).toBe('Changed');
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    await message.waitFor();
    expect(await page.getByRole('log').getByText('Changed').count()).toBe(0);
  });

  test('a deleted message comes back when the deletion is refused', async () => {
    await using server = await startConsole('sqlite');
    await using veto = await openWithVeto(server);
    const { page, dialog, message } = veto;
    await page.getByRole('button', { name: 'Details of message #0' }).click();
    await page.getByRole('button', { name: 'Delete message #0' }).click();
    await dialog.getByRole('button', { name: 'Delete message' }).click();
    await message.waitFor({ state: 'detached' });
    await veto.refuse();
    await veto.reason.waitFor();
    await message.waitFor({ state: 'attached' });
  });

  test('a removed participant comes back when the removal is refused', async () => {
    await using server = await startConsole('sqlite');
    await using veto = await openWithVeto(server);
    const { page, dialog } = veto;
    const participants = page.getByRole('region', { name: 'Participants', includeHidden: true });
    await participants.getByRole('button', { name: 'Remove alice' }).click();
    await dialog.getByRole('button', { name: 'Remove participant' }).click();
    await participants.getByText('alice').waitFor({ state: 'detached' });
    await veto.refuse();
    await veto.reason.waitFor();
    await participants.getByText('alice').waitFor({ state: 'attached' });
  });

  test('a state and attributes return to what they were when the change is refused', async () => {
    await using server = await startConsole('sqlite');
    await using veto = await openWithVeto(server);
    const { page } = veto;
    const state = page.getByRole('region', { name: 'State' });
    await state.getByRole('button', { name: 'Make inactive' }).click();
    await state.getByText('inactive', { exact: true }).waitFor();
    await veto.refuse();
    await state
      .getByRole('alert')
      .getByText(/error 50056/)
      .waitFor();
    await state.getByText('active', { exact: true }).waitFor();

    const attributes = page.getByRole('region', { name: 'Attributes' });
    await attributes.getByLabel('JSON').fill('{"order": 18}');
    await attributes.getByRole('button', { name: 'Save attributes' }).click();
    await attributes.getByRole('button', { name: 'Save attributes' }).waitFor({ state: 'detached' });
    expect(await attributes.getByLabel('JSON').inputValue()).toBe('{\n  "order": 18\n}');
    await veto.refuse();
    await attributes
      .getByRole('alert')
      .getByText(/error 50056/)
      .waitFor();
    expect(await attributes.getByLabel('JSON').inputValue()).toBe('{"order": 18}');
    await attributes.getByRole('button', { name: 'Discard' }).click();
    expect(await attributes.getByLabel('JSON').inputValue()).toBe('{\n  "order": 17\n}');
  });
});
