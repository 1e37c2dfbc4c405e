import { describe, expect, test } from 'vitest';
import { describeInBrowser } from '../support/browser/describe-in-browser.ts';
import { fillService } from '../support/console/fill-service.ts';
import { type ConsoleServer, startConsole } from '../support/console/start-console.ts';
import { engines } from '../support/engines/databases.ts';

describeInBrowser('the state of a conversation', (open) => {
  async function openConversation(server: ConsoleServer) {
    const sids = await fillService(server.client);
    const page = await open(
      server.signedInUrl(`services/${sids.service}/conversations/${sids.conversation}`),
    );
    const state = page.getByRole('region', { name: 'State' });
    await state.getByText('active', { exact: true }).waitFor();
    return { ...sids, page, state };
  }

  describe.each(engines)('on %s', (engine) => {
    test('a timer counts down on the test clock, and its end is in the history', async () => {
      await using server = await startConsole(engine, { COLLOQUY_TEST_CLOCK: '1' });
      const { state } = await openConversation(server);
      await state.getByText(/^1[45]:\d\d$/).waitFor();
      await server.client.advanceClock({ duration: 'PT5M' });
      await state.getByText(/^(9:\d\d|10:00)$/).waitFor();
      await server.client.advanceClock({ duration: 'PT10M' });
      await state.getByText('inactive', { exact: true }).waitFor();
      await state.getByText('No timer is set.').waitFor();
      await state
        .getByRole('list', { name: 'History of the state' })
        .getByText(/active → inactive.*by timer/)
        .waitFor();
    });
  });

  test('a conversation is made inactive and active again, and closed after a question', async () => {
    await using server = await startConsole('sqlite');
    const { page, state, service, conversation } = await openConversation(server);
    await state.getByRole('button', { name: 'Make inactive' }).click();
    await state.getByRole('button', { name: 'Make active' }).click();
    await state.getByRole('button', { name: 'Make inactive' }).waitFor();
    await state.getByRole('button', { name: 'Close', exact: true }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click();
    // The page shows a change before the server has confirmed it.
    await expect
      .poll(async () => (await server.client.fetchServiceConversation(service, conversation)).state)
      .toBe('active');
    await state.getByRole('button', { name: 'Close', exact: true }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Close conversation' }).click();
    await state.getByText('closed', { exact: true }).waitFor();
    await page.getByText('This conversation is closed').waitFor();
    const history = state.getByRole('list', { name: 'History of the state' }).getByRole('listitem');
    await expect.poll(() => history.count()).toBe(3);
  });
});
