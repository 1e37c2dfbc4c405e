import { describe, expect, test } from 'vitest';
import { describeInBrowser } from '../support/browser/describe-in-browser.ts';
import { startConsole } from '../support/console/start-console.ts';
import { findAccessibilityFaults } from '../support/console/watch-page.ts';
import { engines } from '../support/engines/databases.ts';

describeInBrowser('the users and roles of a service', (open) => {
  describe.each(engines)('on %s', (engine) => {
    test('a user appears as it is created, and name, role and attributes are changed', async () => {
      await using server = await startConsole(engine);
      const page = await open(server.signedInUrl('services/default/users'));
      await page.getByText('There is no user yet').waitFor();
      const { sid } = await server.client.createUser({ identity: 'alice' });
      await page.getByRole('row', { name: /alice.*service user/ }).waitFor();
      await page.getByRole('button', { name: 'Edit alice' }).click();
      const dialog = page.getByRole('dialog', { name: 'alice' });
      await dialog.getByLabel('Friendly name').fill('Alice');
      await dialog.getByLabel('Role').selectOption('service admin');
      await dialog.getByLabel('Attributes').fill('{"team":');
      await dialog.getByText(/This is not JSON/).waitFor();
      expect(await dialog.getByRole('button', { name: 'Save user' }).isDisabled()).toBe(true);
      await dialog.getByLabel('Attributes').fill('{"team":1}');
      expect(await findAccessibilityFaults(page)).toEqual([]);
      await dialog.getByRole('button', { name: 'Save user' }).click();
      await page.getByRole('row', { name: /alice.*Alice.*service admin/ }).waitFor();
      expect(await server.client.fetchUser(sid)).toMatchObject({
        friendlyName: 'Alice',
        attributes: '{"team":1}',
      });
    });
  });

  test('a permission is taken from a role and given back', async () => {
    await using server = await startConsole('sqlite');
    const page = await open(server.signedInUrl('services/default/roles'));
    await page.getByRole('button', { name: 'Edit service user' }).click();
    const dialog = page.getByRole('dialog', { name: 'service user' });
    await dialog.getByLabel('createConversation').uncheck();
    expect(await findAccessibilityFaults(page)).toEqual([]);
    await dialog.getByRole('button', { name: 'Save role' }).click();
    await page
      .getByRole('row', { name: /service user.*service joinConversation, editOwnUserInfo/ })
      .waitFor();
    const [role] = (await server.client.listRole()).filter(
      ({ friendlyName }) => friendlyName === 'service user',
    );
    expect(role?.permissions).not.toContain('createConversation');
  });

  test('the last permission cannot be taken from a role', async () => {
    await using server = await startConsole('sqlite');
    await server.client.createRole({
      friendlyName: 'reader',
      type: 'conversation',
      permission: ['sendMessage'],
    });
    const page = await open(server.signedInUrl('services/default/roles'));
    await page.getByRole('button', { name: 'Edit reader' }).click();
    await page.getByLabel('sendMessage').uncheck();
    await page.getByText('A role needs at least one permission.').waitFor();
    expect(await page.getByRole('button', { name: 'Save role' }).isDisabled()).toBe(true);
  });
});
