import { describe, expect, test } from 'vitest';
import { describeInBrowser } from '../support/browser/describe-in-browser.ts';
import { fillService } from '../support/console/fill-service.ts';
import { type ConsoleServer, startConsole } from '../support/console/start-console.ts';
import { findAccessibilityFaults, overflowOf } from '../support/console/watch-page.ts';
import { engines } from '../support/engines/databases.ts';
import { startReceiver } from '../support/http/webhook-receiver.ts';

describeInBrowser('the webhooks of a conversation', (open) => {
  async function openConversation(server: ConsoleServer) {
    const sids = await fillService(server.client);
    const page = await open(
      server.signedInUrl(`services/${sids.service}/conversations/${sids.conversation}`),
    );
    const webhooks = page.getByRole('region', { name: 'Webhooks' });
    await webhooks.getByText('has no webhook of its own').waitFor();
    return { ...sids, page, webhooks, dialog: page.getByRole('dialog') };
  }

  describe.each(engines)('on %s', (engine) => {
    test('a webhook that is created receives the next message, and its delivery is replayed from the page', async () => {
      await using server = await startConsole(engine);
      await using receiver = await startReceiver();
      const { page, webhooks, dialog } = await openConversation(server);
      await webhooks.getByRole('button', { name: 'Add webhook' }).click();
      await dialog.getByLabel('URL').fill(receiver.url);
      await dialog.getByLabel('onMessageUpdated').check();
      await dialog.getByText('As code').click();
      await dialog.getByText(/'configuration\.filters': \['onMessageAdded', 'onMessageUpdated'\]/).waitFor();
      expect(await findAccessibilityFaults(page)).toEqual([]);
      await dialog.getByRole('button', { name: 'Create webhook' }).click();
      await webhooks.getByText('onMessageAdded, onMessageUpdated').waitFor();
      await page.getByLabel('Message', { exact: true }).fill('For the receiver');
      await page.keyboard.press('Enter');
      const delivery = webhooks.getByRole('list', { name: 'Newest deliveries' }).getByRole('listitem');
      await delivery.getByText('delivered').waitFor();
      expect(receiver.events()).toEqual(['onMessageAdded']);
      await delivery.getByRole('button', { name: /^Replay onMessageAdded/ }).click();
      await expect.poll(() => receiver.events()).toEqual(['onMessageAdded', 'onMessageAdded']);
      await delivery.getByText('2 attempts').waitFor();
      await delivery.getByRole('link', { name: 'onMessageAdded' }).click();
      await page.getByRole('heading', { name: 'onMessageAdded' }).waitFor();
    });

    test('a webhook is changed and deleted', async () => {
      await using server = await startConsole(engine);
      const { webhooks, dialog, service, conversation, page } = await openConversation(server);
      const { sid } = await server.client.createServiceConversationScopedWebhook(service, conversation, {
        target: 'trigger',
        configurationUrl: 'http://127.0.0.1:9/old',
        configurationTriggers: ['help'],
      });
      await page.reload();
      await webhooks.getByRole('button', { name: 'Edit the webhook to http://127.0.0.1:9/old' }).click();
      await dialog.getByLabel('URL').fill('http://127.0.0.1:9/new');
      await dialog.getByLabel('Keywords').fill('help\nparcel');
      await dialog.getByRole('button', { name: 'Save webhook' }).click();
      await webhooks.getByText('messages with help, parcel').waitFor();
      const { configuration } = await server.client.fetchServiceConversationScopedWebhook(
        service,
        conversation,
        sid,
      );
      expect(configuration).toMatchObject({
        url: 'http://127.0.0.1:9/new',
        triggers: ['help', 'parcel'],
      });
      await webhooks.getByRole('button', { name: 'Delete the webhook to http://127.0.0.1:9/new' }).click();
      await dialog.getByRole('button', { name: 'Delete webhook' }).click();
      await webhooks.getByText('has no webhook of its own').waitFor();
    });
  });

  test('a new webhook begins with an existing message', async () => {
    await using server = await startConsole('sqlite');
    await using receiver = await startReceiver();
    const { webhooks, dialog, service, conversation } = await openConversation(server);
    const messages = await server.client.listServiceConversationMessage(service, conversation);
    await webhooks.getByRole('button', { name: 'Add webhook' }).click();
    await dialog.getByLabel('URL').fill(receiver.url);
    await dialog.getByLabel('Existing messages from index').fill('1');
    await dialog.getByText('As code').click();
    await dialog.getByText("'configuration.replayAfter': '1'").waitFor();
    await dialog.getByRole('button', { name: 'Create webhook' }).click();
    await expect
      .poll(() => receiver.received.map(({ parameters }) => parameters['Index']))
      .toEqual(messages.filter(({ index }) => index >= 1).map(({ index }) => String(index)));
  });

  test('a webhook without an event and one with a URL that is not one are refused at their fields', async () => {
    await using server = await startConsole('sqlite');
    const { webhooks, dialog } = await openConversation(server);
    await webhooks.getByRole('button', { name: 'Add webhook' }).click();
    await dialog.getByLabel('URL').fill('not a URL');
    await dialog.getByRole('button', { name: 'Create webhook' }).click();
    await expect.poll(() => dialog.getByLabel('URL').getAttribute('aria-invalid')).toBe('true');
    await dialog.getByLabel('URL').fill('http://127.0.0.1:9/');
    await dialog.getByLabel('onMessageAdded').uncheck();
    await dialog.getByRole('button', { name: 'Create webhook' }).click();
    await dialog.getByRole('group', { name: 'Events' }).getByRole('alert').waitFor();
  });
});

describeInBrowser('the webhooks of services and of the account', (open) => {
  test('those of a service are set on its configuration', async () => {
    await using server = await startConsole('sqlite');
    const { service } = await fillService(server.client);
    const page = await open(server.signedInUrl(`services/${service}/configuration`));
    const panel = page.getByRole('region', { name: 'Webhooks of the service' });
    await panel.getByText('No URL is set').waitFor();
    await panel.getByRole('button', { name: 'Edit' }).click();
    const dialog = page.getByRole('dialog', { name: 'Webhooks of the service' });
    await dialog.getByLabel('URL after a change').fill('not a URL');
    await dialog.getByRole('button', { name: 'Save webhooks' }).click();
    await expect
      .poll(() => dialog.getByLabel('URL after a change').getAttribute('aria-invalid'))
      .toBe('true');
    await dialog.getByLabel('URL after a change').fill('http://127.0.0.1:9/service');
    await dialog.getByLabel('Method').selectOption('GET');
    await dialog.getByLabel('onUserAdded').check();
    await dialog.getByText('As code').click();
    await dialog.getByText(/\.services\('IS\w+'\)\.configuration\.webhooks\(\)\.update\(/).waitFor();
    expect(await findAccessibilityFaults(page)).toEqual([]);
    await dialog.getByRole('button', { name: 'Save webhooks' }).click();
    await panel.getByText('GET http://127.0.0.1:9/service').waitFor();
    const saved = await server.client.fetchServiceWebhookConfiguration(service);
    expect(saved).toMatchObject({ postWebhookUrl: 'http://127.0.0.1:9/service', method: 'GET' });
    expect(saved.filters).toContain('onUserAdded');
    await page.setViewportSize({ width: 360, height: 800 });
    expect(await overflowOf(page)).toBe(0);
  });

  test('those of the account are set on the page of the webhooks', async () => {
    await using server = await startConsole('sqlite');
    const page = await open(server.signedInUrl('webhooks'));
    const panel = page.getByRole('region', { name: 'Webhooks of the account' });
    await panel.getByRole('button', { name: 'Edit' }).click();
    const dialog = page.getByRole('dialog', { name: 'Webhooks of the account' });
    await dialog.getByLabel('URL before a change').fill('http://127.0.0.1:9/account');
    await dialog.getByLabel('onMessageAdd', { exact: true }).check();
    await dialog.getByRole('button', { name: 'Save webhooks' }).click();
    await panel.getByText('POST http://127.0.0.1:9/account').waitFor();
    const saved = await server.client.fetchConfigurationWebhook();
    expect(saved.preWebhookUrl).toBe('http://127.0.0.1:9/account');
    expect(saved.filters).toContain('onMessageAdd');
    await panel.getByRole('button', { name: 'Edit' }).click();
    await dialog.getByLabel('Target').selectOption('flex');
    await dialog.getByRole('button', { name: 'Save webhooks' }).click();
    await panel.getByText('Twilio Flex, so no event is sent').waitFor();
    expect((await server.client.fetchConfigurationWebhook()).target).toBe('flex');
  });
});
