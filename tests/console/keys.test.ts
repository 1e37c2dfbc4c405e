import { createClient } from '@colloquy/client';
import { describe, expect, test } from 'vitest';
import { describeInBrowser } from '../support/browser/describe-in-browser.ts';
import { startConsole } from '../support/console/start-console.ts';
import { findAccessibilityFaults } from '../support/console/watch-page.ts';
import { engines } from '../support/engines/databases.ts';

describeInBrowser('the API keys of the account', (open) => {
  describe.each(engines)('on %s', (engine) => {
    test('a key is created with its secret shown once, works, and is refused after it is deleted', async () => {
      await using server = await startConsole(engine);
      const page = await open(server.signedInUrl('keys'));
      await page.getByText(/curl .*\/Keys\.json -u AC\w+:\$AUTH_TOKEN/).waitFor();
      await page.getByRole('button', { name: 'Create key' }).first().click();
      const dialog = page.getByRole('dialog', { name: 'New API key' });
      await dialog.getByLabel('Name').fill('Billing');
      await page.keyboard.press('Enter');
      const created = page.getByRole('dialog', { name: 'Key Billing' });
      await created.getByText('Store the secret now').waitFor();
      const [sid = '', secret = ''] = await created.getByRole('code').allTextContents();
      expect(await findAccessibilityFaults(page)).toEqual([]);
      await created.getByRole('button', { name: 'Copy the secret' }).waitFor();
      const { baseUrl } = server.colloquy;
      const program = createClient({ baseUrl, username: sid, password: secret });
      expect((await program.fetchConfiguration()).accountSid).toBe(server.colloquy.accountSid);

      await created.getByRole('button', { name: 'Done' }).click();
      await page.getByRole('row', { name: new RegExp(`Billing.*${sid}`) }).waitFor();
      expect(await page.content()).not.toContain(secret);

      await page.getByRole('button', { name: 'Delete Billing' }).click();
      await page.getByRole('dialog', { name: 'Delete the key Billing?' }).waitFor();
      await page.keyboard.press('Escape');
      await page.getByRole('row', { name: /Billing/ }).waitFor();
      await page.getByRole('button', { name: 'Delete Billing' }).click();
      await page.getByRole('dialog').getByRole('button', { name: 'Delete key' }).click();
      await page.getByText('There is no API key yet').waitFor();
      await expect(program.fetchConfiguration()).rejects.toMatchObject({ status: 401 });
    });
  });

  test('a session with an API key says with what to sign in instead', async () => {
    await using server = await startConsole('sqlite');
    const { accountSid } = server.colloquy;
    const { sid, secret } = await server.client.createKey(accountSid, { friendlyName: 'Console' });
    const page = await open(`${server.url('keys')}#sid=${sid}&token=${secret}`);
    await page.getByRole('alert').getByText('sign in with the account SID and its auth token').waitFor();
  });
});
