import { expect, test } from 'vitest';
import { describeInBrowser } from '../support/browser/describe-in-browser.ts';
import { startConsole } from '../support/console/start-console.ts';

describeInBrowser('the event log', (open) => {
  test('past events are listed, new ones appear as they happen, and a filter finds any value', async () => {
    await using server = await startConsole('sqlite');
    const { sid } = await server.client.createConversation({ friendlyName: 'Past' });
    const page = await open(server.signedInUrl('events'));
    await page.getByRole('row', { name: new RegExp(`onConversationAdded.*${sid}`) }).waitFor();
    const { sid: messageSid } = await server.client.createConversationMessage(sid, {
      author: 'ann',
      body: 'Hi',
    });
    const added = page.getByRole('row', { name: new RegExp(`onMessageAdded.*${messageSid}`) });
    await added.waitFor();
    await added.getByText(/^Position/).click();
    await added.getByText(/"author": "ann"/).waitFor();
    await page.getByLabel('Filter').fill('ann');
    await page.getByRole('row', { name: /onConversationAdded/ }).waitFor({ state: 'detached' });
    await added.waitFor();
    expect(new URL(page.url()).search).toBe('?search=ann');
    await page.getByLabel('Filter').fill('nothing');
    await page.getByText('No event matches').waitFor();
  });

  test('the empty log has the command that follows the stream', async () => {
    await using server = await startConsole('sqlite');
    const page = await open(server.signedInUrl('events'));
    await page.getByText(/^curl .*\/colloquy\/v1\/events -u AC\w+:\$AUTH_TOKEN$/).waitFor();
  });
});
