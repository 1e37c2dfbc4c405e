import { expect, test } from 'vitest';
import { describeInBrowser } from '../support/browser/describe-in-browser.ts';
import { fillService } from '../support/console/fill-service.ts';
import { type ConsoleServer, startConsole } from '../support/console/start-console.ts';
import { findAccessibilityFaults } from '../support/console/watch-page.ts';

describeInBrowser('the details of a conversation', (open) => {
  async function openConversation(server: ConsoleServer) {
    const sids = await fillService(server.client);
    const page = await open(
      server.signedInUrl(`services/${sids.service}/conversations/${sids.conversation}`),
    );
    const participants = page.getByRole('region', { name: 'Participants' });
    await participants.getByText('alice').waitFor();
    return { ...sids, page, participants, dialog: page.getByRole('dialog') };
  }

  test('a participant is added on chat and on another channel, and removed after a question', async () => {
    await using server = await startConsole('sqlite');
    const { page, participants, dialog, service, conversation } = await openConversation(server);
    const add = participants.getByRole('button', { name: 'Add participant' });
    await add.click();
    await dialog.getByLabel('Identity').fill('bob');
    expect(await findAccessibilityFaults(page)).toEqual([]);
    await dialog.getByRole('button', { name: 'Add participant' }).click();
    await participants.getByText('bob').waitFor();
    await add.click();
    await dialog.getByLabel('Channel').selectOption('other');
    await dialog.getByLabel('Address', { exact: true }).fill('whatsapp:+15550100163');
    await dialog.getByLabel('Proxy address').fill('whatsapp:+15550100100');
    await dialog.getByRole('button', { name: 'Add participant' }).click();
    await participants.getByText('whatsapp:+15550100163').waitFor();
    await participants.getByRole('button', { name: 'Remove bob' }).click();
    await dialog.getByRole('button', { name: 'Remove participant' }).click();
    await participants.getByText('bob').waitFor({ state: 'detached' });
    // The page shows a change before the server has confirmed it.
    await expect
      .poll(async () => {
        const left = await server.client.listServiceConversationParticipant(service, conversation);
        return left.map(({ identity, messagingBinding }) => identity ?? messagingBinding?.address).sort();
      })
      .toEqual(['+15550100177', 'alice', 'whatsapp:+15550100163']);
  });

  test('somebody who is a participant already is refused with the reason', async () => {
    await using server = await startConsole('sqlite');
    const { page, participants, dialog } = await openConversation(server);
    await participants.getByRole('button', { name: 'Add participant' }).click();
    await dialog.getByLabel('Identity').fill('alice');
    await page.keyboard.press('Enter');
    await dialog
      .getByRole('alert')
      .getByText(/error 50433/)
      .waitFor();
  });

  test('the reply of a customer on SMS arrives as a message', async () => {
    await using server = await startConsole('sqlite');
    const { page, participants, dialog } = await openConversation(server);
    await participants.getByRole('button', { name: 'Reply as the customer' }).click();
    await dialog.getByLabel('Text').fill('It has arrived');
    await dialog.getByRole('button', { name: 'Send reply' }).click();
    const message = page.getByRole('log').getByRole('listitem').filter({ hasText: 'It has arrived' });
    await message.getByText('+15550100177').waitFor();
    await message.getByText('sms').waitFor();
  });

  test('the read horizon follows what participants read', async () => {
    await using server = await startConsole('sqlite');
    const { participants, service, conversation } = await openConversation(server);
    await participants.getByText('has read nothing').first().waitFor();
    await server.client.updateServiceConversationParticipant(service, conversation, 'alice', {
      lastReadMessageIndex: 1,
    });
    await participants.getByText('has read up to #1').waitFor();
  });

  test('attributes are changed as JSON, and a text that is not JSON cannot be saved', async () => {
    await using server = await startConsole('sqlite');
    const { page, service, conversation } = await openConversation(server);
    const attributes = page.getByRole('region', { name: 'Attributes' });
    const save = attributes.getByRole('button', { name: 'Save attributes' });
    await attributes.getByLabel('JSON').fill('{"order": 18');
    await attributes.getByText(/This is not JSON/).waitFor();
    expect(await save.isDisabled()).toBe(true);
    await attributes.getByLabel('JSON').fill('{"order": 18}');
    await save.click();
    await save.waitFor({ state: 'detached' });
    await expect
      .poll(async () => {
        const { attributes: saved } = await server.client.fetchServiceConversation(service, conversation);
        return JSON.parse(saved);
      })
      .toEqual({ order: 18 });
    await server.client.updateServiceConversation(service, conversation, { attributes: '{"order":19}' });
    await expect.poll(() => attributes.getByLabel('JSON').inputValue()).toBe('{\n  "order": 19\n}');
  });
});
