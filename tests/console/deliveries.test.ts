import { once } from 'node:events';
import { createServer } from 'node:http';
import { describe, expect, test } from 'vitest';
import { describeInBrowser } from '../support/browser/describe-in-browser.ts';
import { startConsole } from '../support/console/start-console.ts';
import { findAccessibilityFaults, overflowOf } from '../support/console/watch-page.ts';
import { engines } from '../support/engines/databases.ts';

/** A target of webhooks whose status can be changed. */
async function startTarget() {
  const target = { status: 200, url: '', count: 0 };
  const server = createServer((request, response) => {
    request.resume().on('end', () => {
      target.count += 1;
      response.writeHead(target.status, { 'content-type': 'application/json' }).end('{"seen":true}');
    });
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The target has no port.');
  target.url = `http://127.0.0.1:${address.port}/events`;
  return Object.assign(target, {
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  });
}

describeInBrowser('the webhooks', (open) => {
  describe.each(engines)('on %s', (engine) => {
    test('a delivery shows its state, its attempt and its reply, and Replay sends it again', async () => {
      await using server = await startConsole(engine);
      await using target = await startTarget();
      await server.client.updateConfigurationWebhook({
        postWebhookUrl: target.url,
        filters: ['onConversationAdded'],
      });
      const page = await open(server.signedInUrl('webhooks'));
      await page.getByText('Nothing has been sent yet').waitFor();
      await server.client.createConversation({ xTwilioWebhookEnabled: true });
      const row = page.getByRole('row', { name: /onConversationAdded.*delivered 1 HTTP 200, \d+\sms/ });
      await row.waitFor();
      expect(target.count).toBe(1);
      await row.getByRole('button', { name: /^Replay/ }).click();
      await page.getByRole('row', { name: /onConversationAdded.*delivered 2/ }).waitFor();
      expect(target.count).toBe(2);
      await page.getByRole('link', { name: 'onConversationAdded' }).first().click();
      await page.getByRole('heading', { name: 'Attempt 2: HTTP 200' }).waitFor();
      await page.getByText('"seen": true').first().waitFor();
      await page.getByText('"EventType": "onConversationAdded"').waitFor();
      expect(await findAccessibilityFaults(page)).toEqual([]);
      await page.setViewportSize({ width: 360, height: 800 });
      expect(await overflowOf(page)).toBe(0);
      await page.getByRole('button', { name: 'Replay' }).click();
      await expect.poll(() => target.count).toBe(3);
    });
  });

  test('dead letters are filtered, and replayed together', async () => {
    await using server = await startConsole('sqlite', { COLLOQUY_TEST_CLOCK: '1' });
    await using target = await startTarget();
    target.status = 400;
    await server.client.updateConfigurationWebhook({
      postWebhookUrl: target.url,
      filters: ['onConversationAdded'],
    });
    for (const friendlyName of ['first', 'second'])
      await server.client.createConversation({ friendlyName, xTwilioWebhookEnabled: true });
    await server.client.advanceClock({ duration: 'P7D' });
    const page = await open(server.signedInUrl('webhooks'));
    await page.getByLabel('State').selectOption('dead');
    await page
      .getByRole('row', { name: /dead letter/ })
      .nth(1)
      .waitFor();
    expect(new URL(page.url()).search).toBe('?state=dead');
    target.status = 200;
    await page.getByRole('button', { name: 'Replay all of these' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Replay', exact: true }).click();
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await page.getByLabel('State').selectOption('delivered');
    await page
      .getByRole('row', { name: /delivered/ })
      .nth(1)
      .waitFor();
  });

  test('an event that was sent to no webhook has the reason, and a lane that waits has its error', async () => {
    await using server = await startConsole('sqlite');
    await using target = await startTarget();
    target.status = 503;
    await server.client.updateConfigurationWebhook({
      postWebhookUrl: target.url,
      filters: ['onConversationAdded'],
    });
    await server.client.createConversation({});
    await server.client.createConversation({ xTwilioWebhookEnabled: true });
    const page = await open(server.signedInUrl('webhooks'));
    await page.getByRole('row', { name: /onConversationAdded.*X-Twilio-Webhook-Enabled/ }).waitFor();
    const { accountSid } = server.colloquy;
    const { sid } = await server.client.createConversation({});
    await server.client.createConversationMessage(sid, { xTwilioWebhookEnabled: true });
    await page
      .getByRole('row', {
        name: new RegExp(`onMessageAdded.*no webhook wants.*not among the filters of ${accountSid}`),
      })
      .waitFor();
    const lanes = page.getByRole('region', { name: 'Waiting' });
    await lanes.getByRole('row', { name: /onConversationAdded.*503/ }).waitFor();
    expect(await findAccessibilityFaults(page)).toEqual([]);
    await lanes.getByRole('link', { name: 'onConversationAdded' }).click();
    await page.getByText(/(The next attempt is at|A request is on its way).*503/).waitFor();
  });
});
