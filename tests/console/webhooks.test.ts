import { describe, test } from 'vitest';
import { describeInBrowser } from '../support/browser/describe-in-browser.ts';
import { fillService } from '../support/console/fill-service.ts';
import { startConsole } from '../support/console/start-console.ts';
import { engines } from '../support/engines/databases.ts';
import { startReceiver } from '../support/http/webhook-receiver.ts';

describeInBrowser('the webhooks of a conversation', (open) => {
  describe.each(engines)('on %s', (engine) => {
    test('the page shows its webhooks, and what has become of their deliveries', async () => {
      await using server = await startConsole(engine);
      await using receiver = await startReceiver();
      const { service, conversation } = await fillService(server.client);
      const page = await open(server.signedInUrl(`services/${service}/conversations/${conversation}`));
      const webhooks = page.getByRole('region', { name: 'Webhooks' });
      await webhooks.getByText('has no webhook of its own').waitFor();
      await server.client.createServiceConversationScopedWebhook(service, conversation, {
        target: 'webhook',
        configurationUrl: receiver.url,
        configurationFilters: ['onMessageAdded'],
      });
      await page.reload();
      await webhooks.getByText(receiver.url, { exact: true }).waitFor();
      await page.getByLabel('Message', { exact: true }).fill('For the receiver');
      await page.keyboard.press('Enter');
      const deliveries = webhooks.getByRole('list', { name: 'Newest deliveries' });
      await deliveries
        .getByText(/onMessageAdded/)
        .getByText('delivered')
        .waitFor();
    });
  });
});
