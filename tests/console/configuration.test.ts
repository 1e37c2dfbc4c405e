import { expect, test } from 'vitest';
import { describeInBrowser } from '../support/browser/describe-in-browser.ts';
import { startConsole } from '../support/console/start-console.ts';

describeInBrowser('the configuration of a service', (open) => {
  test('it is shown, and a change is saved or discarded', async () => {
    await using server = await startConsole('sqlite');
    const { client } = server;
    const { defaultChatServiceSid: service } = await client.fetchConfiguration();
    const page = await open(server.signedInUrl('services/default/configuration'));
    const save = page.getByRole('button', { name: 'Save configuration' });
    await page.getByLabel('Role of new users').selectOption('service admin');
    await page.getByRole('button', { name: 'Discard' }).click();
    expect(await save.isDisabled()).toBe(true);
    await page.getByLabel('Role of new users').selectOption('service admin');
    await page.getByLabel('Reachability').selectOption('on');
    await page.getByText('As code').click();
    await page
      .getByText(/update\(\{ defaultChatServiceRoleSid: 'RL\w+', reachabilityEnabled: 'true' \}\)/)
      .waitFor();
    await save.click();
    // The button is disabled while the request is under way, too.
    await expect
      .poll(() => client.fetchServiceConfiguration(service))
      .toMatchObject({ reachabilityEnabled: true });
    const { defaultChatServiceRoleSid } = await client.fetchServiceConfiguration(service);
    const role = await client.fetchServiceRole(service, defaultChatServiceRoleSid);
    expect(role.friendlyName).toBe('service admin');
    expect(await save.isDisabled()).toBe(true);
  });
});
