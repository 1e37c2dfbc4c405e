import { expect, test } from 'vitest';
import { describeInBrowser } from '../support/browser/describe-in-browser.ts';
import { startConsole } from '../support/console/start-console.ts';
import { findAccessibilityFaults } from '../support/console/watch-page.ts';

describeInBrowser('the requests', (open) => {
  test('a refused request has its error, its parameters and the code that sends it', async () => {
    await using server = await startConsole('sqlite');
    const { client } = server;
    await client.createConversation({ uniqueName: 'order-17' }, { idempotencyKey: 'once' });
    await expect(
      client.createConversation({ uniqueName: 'order-17', xTwilioWebhookEnabled: true }),
    ).rejects.toMatchObject({ code: 50353 });
    const page = await open(server.signedInUrl('requests'));
    await page.getByRole('row', { name: /CreateConversation.*201.*new.*off/ }).waitFor();
    await page.getByLabel('Result').selectOption('Errors only');
    const row = page.getByRole('row', { name: /CreateConversation.*409 · 50353.*on/ });
    await row.waitFor();
    await page.getByRole('row', { name: /201/ }).waitFor({ state: 'detached' });
    expect(new URL(page.url()).search).toBe('?failed=true');
    await row.getByRole('button').click();
    const dialog = page.getByRole('dialog', { name: 'CreateConversation' });
    await dialog.getByText(/409, error 50353/).waitFor();
    await dialog.getByText('As code').click();
    await dialog
      .getByText("conversations.create({ xTwilioWebhookEnabled: 'true', uniqueName: 'order-17' })")
      .waitFor();
    await dialog.getByRole('button', { name: 'curl' }).click();
    await dialog.getByText(/curl .*\/v1\/Conversations/).waitFor();
    expect(await findAccessibilityFaults(page)).toEqual([]);
  });

  test('a misspelled parameter is named, and an operation is filtered by its name', async () => {
    await using server = await startConsole('sqlite');
    const { baseUrl, accountSid, authToken } = server.colloquy;
    await fetch(`${baseUrl}/v1/Conversations`, {
      method: 'POST',
      headers: { authorization: `Basic ${btoa(`${accountSid}:${authToken}`)}` },
      body: new URLSearchParams({ friendlyName: 'Desk' }),
    });
    const page = await open(server.signedInUrl('requests'));
    await page.getByLabel('Operation').fill('CreateConversation');
    await page.getByRole('row', { name: /FetchConfiguration/ }).waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Details of CreateConversation' }).click();
    await page.getByText('The operation does not know friendlyName and ignores it.').waitFor();
    await page.keyboard.press('Escape');
    await page.getByLabel('Operation').fill('DeleteRole');
    await page.getByText('No request matches').waitFor();
  });

  test('slow requests are found by the time that they took', async () => {
    await using server = await startConsole('sqlite');
    await server.colloquy.faults.add({ kind: 'delay', operation: 'ListRole', delayMs: 300 });
    await server.client.listConversation();
    await server.client.listRole();
    const page = await open(server.signedInUrl('requests'));
    await page.getByRole('row', { name: /ListConversation/ }).waitFor();
    await page.getByLabel('Slower than (ms)').fill('299');
    await page.getByRole('row', { name: /ListConversation/ }).waitFor({ state: 'detached' });
    await page.getByRole('row', { name: /ListRole/ }).waitFor();
    expect(new URL(page.url()).search).toBe('?slowerThanMs=299');
  });
});
