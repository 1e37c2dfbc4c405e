import { describe, expect, test } from 'vitest';
import { describeInBrowser } from '../support/browser/describe-in-browser.ts';
import { fillService } from '../support/console/fill-service.ts';
import { type ConsoleServer, startConsole } from '../support/console/start-console.ts';
import { findAccessibilityFaults } from '../support/console/watch-page.ts';
import { engines } from '../support/engines/databases.ts';

describeInBrowser('a conversation as a whole', (open) => {
  async function openConversation(server: ConsoleServer) {
    const sids = await fillService(server.client);
    const page = await open(
      server.signedInUrl(`services/${sids.service}/conversations/${sids.conversation}`),
    );
    await page.getByRole('heading', { name: 'A parcel is late' }).waitFor();
    return { ...sids, page, dialog: page.getByRole('dialog') };
  }

  describe.each(engines)('on %s', (engine) => {
    test('names, state and timers are changed in one request, which the code shows', async () => {
      await using server = await startConsole(engine, { COLLOQUY_TEST_CLOCK: '1' });
      await server.client.freezeClock();
      const { page, dialog, service, conversation } = await openConversation(server);
      await page.getByRole('button', { name: 'Edit', exact: true }).click();
      const save = dialog.getByRole('button', { name: 'Save conversation' });
      expect(await save.isDisabled()).toBe(true);
      await dialog.getByLabel('Friendly name').fill('A parcel has come');
      await dialog.getByLabel('Unique name').fill('');
      await dialog.getByLabel('State').selectOption('inactive');
      await dialog.getByLabel('Closed after').fill('PT20M');
      await dialog.getByText('As code').click();
      await dialog
        .getByText(
          /update\(\{ friendlyName: 'A parcel has come', uniqueName: '', state: 'inactive', 'timers\.closed': 'PT20M', xTwilioWebhookEnabled: 'true' \}\)/,
        )
        .waitFor();
      expect(await findAccessibilityFaults(page)).toEqual([]);
      await save.click();
      await page.getByRole('heading', { name: 'A parcel has come' }).waitFor();
      await page.getByRole('region', { name: 'State' }).getByText('20:00').waitFor();
      // The page shows a change before the server has confirmed it.
      await expect
        .poll(() => server.client.fetchServiceConversation(service, conversation))
        .toMatchObject({ friendlyName: 'A parcel has come', uniqueName: null, state: 'inactive' });
    });

    test('it is deleted after a question, and the list opens', async () => {
      await using server = await startConsole(engine);
      const { page, dialog, service, conversation } = await openConversation(server);
      await page.getByRole('button', { name: 'Delete', exact: true }).click();
      await dialog.getByRole('button', { name: 'Cancel' }).click();
      await page.getByRole('button', { name: 'Delete', exact: true }).click();
      await dialog.getByRole('button', { name: 'Delete conversation' }).click();
      await page.getByRole('heading', { name: 'Conversations' }).waitFor();
      await page.getByText('A parcel is late').waitFor({ state: 'detached' });
      await expect(server.client.fetchServiceConversation(service, conversation)).rejects.toMatchObject({
        status: 404,
      });
    });
  });

  test('a timer that the API refuses says at its field what it must be, and keeps what was entered', async () => {
    await using server = await startConsole('sqlite');
    const { page, dialog, service, conversation } = await openConversation(server);
    await page.getByRole('button', { name: 'Edit', exact: true }).click();
    await dialog.getByLabel('Inactive after').fill('10 minutes');
    await page.keyboard.press('Enter');
    const field = dialog.getByLabel('Inactive after');
    await dialog.getByText(/It must be an ISO 8601 duration.*PT1M/).waitFor();
    expect(await field.getAttribute('aria-invalid')).toBe('true');
    expect(await field.inputValue()).toBe('10 minutes');
    await field.fill('PT0S');
    await dialog.getByRole('button', { name: 'Save conversation' }).click();
    await page.getByText('No timer is set.').waitFor();
    await expect
      .poll(async () => (await server.client.fetchServiceConversation(service, conversation)).timers)
      .toEqual({});
  });

  test('a unique name that another conversation has is refused at its field', async () => {
    await using server = await startConsole('sqlite');
    const { page, dialog, service } = await openConversation(server);
    await server.client.createServiceConversation(service, { uniqueName: 'order-18' });
    await page.getByRole('button', { name: 'Edit', exact: true }).click();
    await dialog.getByLabel('Unique name').fill('order-18');
    await dialog.getByRole('button', { name: 'Save conversation' }).click();
    await expect.poll(() => dialog.getByLabel('Unique name').getAttribute('aria-invalid')).toBe('true');
    expect(await dialog.getByLabel('Unique name').inputValue()).toBe('order-18');
  });

  test('a closed conversation can be deleted and not edited', async () => {
    await using server = await startConsole('sqlite');
    const { page, service, conversation } = await openConversation(server);
    await server.client.updateServiceConversation(service, conversation, { state: 'closed' });
    await page.getByText('This conversation is closed').waitFor();
    expect(await page.getByRole('button', { name: 'Edit', exact: true }).count()).toBe(0);
    expect(await page.getByRole('button', { name: 'Delete', exact: true }).count()).toBe(1);
  });
});
