import type { Route } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { describeInBrowser } from '../support/browser/describe-in-browser.ts';
import { startConsole } from '../support/console/start-console.ts';
import { engines } from '../support/engines/databases.ts';

describeInBrowser('the clock', (open) => {
  describe.each(engines)('on %s', (engine) => {
    test('a timer is listed with its wait, and an advance past it fires it', async () => {
      await using server = await startConsole(engine, { COLLOQUY_TEST_CLOCK: '1' });
      const { sid } = await server.client.createConversation({ timersInactive: 'PT2H' });
      await server.client.freezeClock();
      const page = await open(server.signedInUrl('clock'));
      await page.getByText('stands still').waitFor();
      const row = page.getByRole('row', {
        name: new RegExp(`becomes inactive.*timer.*${sid}.*in (2:00:00|1:59:\\d\\d)`),
      });
      await row.waitFor();
      await page.getByRole('button', { name: '+ 1 hour' }).click();
      await page.getByRole('row', { name: /in (1:00:00|59:\d\d)/ }).waitFor();
      await page.getByLabel('Duration').fill('PT61M');
      await page.getByRole('button', { name: 'Advance', exact: true }).click();
      await page.getByText('Nothing is due').waitFor();
      expect((await server.client.fetchConversation(sid)).state).toBe('inactive');
    });
  });

  test('the clock can be advanced again while the page still refreshes what an advance may have changed', async () => {
    await using server = await startConsole('sqlite', { COLLOQUY_TEST_CLOCK: '1' });
    const started = (await server.client.freezeClock()).now.getTime();
    const page = await open(server.signedInUrl('clock'));
    await page.getByText('stands still').waitFor();
    const held: Route[] = [];
    await page.route('**/v1/Services?*', (route) => void held.push(route));
    await page.getByRole('button', { name: '+ 1 hour' }).click();
    await expect.poll(() => held.length).toBe(1);
    await page.getByLabel('Duration').fill('PT30M');
    await page.keyboard.press('Enter');
    await expect
      .poll(async () => (await server.client.fetchClock()).now.getTime() - started)
      .toBe(90 * 60_000);
    for (const route of held) await route.continue();
  });

  test('the clock is frozen and resumed, and a duration that is not one is refused with the reason', async () => {
    await using server = await startConsole('sqlite', { COLLOQUY_TEST_CLOCK: '1' });
    const page = await open(server.signedInUrl('clock'));
    await page.getByText('Freeze as code').click();
    await page.getByText(/^curl .*\/clock\/freeze -u AC\w+:\$AUTH_TOKEN/).waitFor();
    await page.getByRole('button', { name: 'Freeze' }).click();
    await page.getByText('stands still').waitFor();
    await page.getByText(/^curl .*\/clock\/resume /).waitFor();
    expect((await server.client.fetchClock()).frozen).toBe(true);
    await page.getByRole('button', { name: 'Resume' }).click();
    await page.getByRole('button', { name: 'Freeze' }).waitFor();
    expect((await server.client.fetchClock()).frozen).toBe(false);
    await page.getByLabel('Duration').fill('10m');
    await page.getByRole('button', { name: 'Advance', exact: true }).click();
    await page.getByRole('alert').getByText('PT10M').waitFor();
  });

  test('an event shows that somebody else has moved the clock, before the page asks for it', async () => {
    await using server = await startConsole('sqlite', { COLLOQUY_TEST_CLOCK: '1' });
    const { client } = server;
    const { sid } = await client.createConversation({ timersInactive: 'PT15M' });
    const { defaultChatServiceSid: service } = await client.fetchConfiguration();
    const page = await open(server.signedInUrl(`services/${service}/conversations/${sid}`), {
      isolated: true,
    });
    await page.clock.install();
    await page.reload();
    const countdown = page.getByRole('region', { name: 'State' }).getByText(/^1[45]:\d\d$/);
    await countdown.waitFor();
    // From here on, the timers of the page stand still. After a poll, the next one is two seconds away.
    await page.clock.pauseAt(Date.now() + 3000);
    let polls = 0;
    page.on('request', (request) => {
      if (request.url().includes('/clock/due')) polls += 1;
    });
    await expect
      .poll(async () => {
        await page.clock.runFor(100);
        return polls;
      })
      .toBe(1);
    await client.advanceClock({ duration: 'PT10M' });
    await client.createConversationMessage(sid, { body: 'It restarts the timer' });
    await expect
      .poll(
        async () => {
          await page.clock.runFor(20);
          return [await page.getByText('It restarts the timer').count(), await countdown.count(), polls];
        },
        // With these intervals, less than a second passes on the page before the test gives up.
        { interval: 250, timeout: 10_000 },
      )
      .toEqual([1, 1, 2]);
  });

  test('a server without the test clock shows its time and how to turn the test clock on', async () => {
    await using server = await startConsole('sqlite');
    const page = await open(server.signedInUrl('clock'));
    await page.getByText('colloquy serve --test-clock 1').waitFor();
    await page.getByText(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC$/).waitFor();
    expect(await page.getByRole('button', { name: 'Freeze' }).count()).toBe(0);
  });
});
