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
        name: new RegExp(`becomes inactive.*timer.*${sid}.*in (2 h|1 h 59 min)`),
      });
      await row.waitFor();
      await page.getByRole('button', { name: '+ 1 hour' }).click();
      await page.getByRole('row', { name: /in (1 h|59 min)/ }).waitFor();
      await page.getByLabel('Duration').fill('PT61M');
      await page.keyboard.press('Enter');
      await page.getByText('Nothing is due').waitFor();
      expect((await server.client.fetchConversation(sid)).state).toBe('inactive');
    });
  });

  test('the clock is frozen and resumed, and a duration that is not one is refused with the reason', async () => {
    await using server = await startConsole('sqlite', { COLLOQUY_TEST_CLOCK: '1' });
    const page = await open(server.signedInUrl('clock'));
    await page.getByRole('button', { name: 'Freeze' }).click();
    await page.getByText('stands still').waitFor();
    expect((await server.client.fetchClock()).frozen).toBe(true);
    await page.getByRole('button', { name: 'Resume' }).click();
    await page.getByRole('button', { name: 'Freeze' }).waitFor();
    expect((await server.client.fetchClock()).frozen).toBe(false);
    await page.getByLabel('Duration').fill('10m');
    await page.getByRole('button', { name: 'Advance', exact: true }).click();
    await page.getByRole('alert').getByText('PT10M').waitFor();
  });

  test('a server without the test clock shows its time and how to turn the test clock on', async () => {
    await using server = await startConsole('sqlite');
    const page = await open(server.signedInUrl('clock'));
    await page.getByText('COLLOQUY_TEST_CLOCK=1 npm start').waitFor();
    await page.getByText(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC$/).waitFor();
    expect(await page.getByRole('button', { name: 'Freeze' }).count()).toBe(0);
  });
});
