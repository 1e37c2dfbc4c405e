import { type Colloquy, startColloquy } from '@colloquy/testkit';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { describeInBrowser } from '../support/browser/describe-in-browser.ts';
import { startGuideBackEnd } from '../support/browser/guide-back-end.ts';
import { createDatabase, engines } from '../support/engines/databases.ts';
import { createCaller } from '../support/http/caller.ts';

/* The page of the guide is of another origin than the server, and uses the minified bundle of the client SDK. */

describeInBrowser('the page of the guide to real time', (open) => {
  describe.each(engines)('on %s', (engine) => {
    let colloquy: Colloquy;
    let backEnd: Awaited<ReturnType<typeof startGuideBackEnd>>;
    beforeAll(async () => {
      colloquy = await startColloquy({ databaseUrl: (await createDatabase(engine)).url });
      backEnd = await startGuideBackEnd(colloquy);
    });
    afterAll(async () => {
      await backEnd?.stop();
      await colloquy?.stop();
    });

    async function signIn(identity: string): Promise<Page> {
      const page = await open(`${backEnd.url}?identity=${identity}`);
      await page.getByLabel('Message').waitFor();
      return page;
    }
    const openTwo = () => Promise.all([signIn('alice'), signIn('bob')]);
    async function send(page: Page, text: string): Promise<void> {
      await page.getByLabel('Message').fill(text);
      await page.keyboard.press('Enter');
    }
    const seen = (page: Page, text: string) => page.locator('li', { hasText: text }).waitFor();

    test('two users chat, and see what a back end writes', async () => {
      const [alice, bob] = await openTwo();
      await send(alice, 'Grüße 😀');
      await seen(bob, 'alice: Grüße 😀');
      await bob.getByLabel('Message').fill('A');
      await alice.getByText('bob is typing').waitFor();
      await send(bob, 'Answer');
      await seen(alice, 'bob: Answer');
      const call = createCaller(colloquy.baseUrl, colloquy.accountSid, colloquy.authToken);
      await call('POST', '/v1/Conversations/lobby/Messages', { Body: 'Closing', Author: 'desk' });
      await Promise.all([seen(alice, 'desk: Closing'), seen(bob, 'desk: Closing')]);
    });

    test('a browser that was offline gets what it missed', async () => {
      const [alice, bob] = await openTwo();
      await bob.context().setOffline(true);
      await bob.getByText('bob: connecting').waitFor();
      await send(alice, 'While you were away');
      await seen(alice, 'While you were away');
      await bob.context().setOffline(false);
      await seen(bob, 'While you were away');
    });

    // What follows depends on the page and the socket, which are the same on every engine.
    if (engine !== engines[0]) return;

    test('a file is uploaded to another origin, and can be read from there', async () => {
      const [alice, bob] = await openTwo();
      const file = { name: 'plan.txt', mimeType: 'text/plain', buffer: Buffer.from('the plan') };
      await alice.getByLabel('File').setInputFiles(file);
      await send(alice, 'See the file');
      const url = await bob.getByRole('link', { name: 'plan.txt' }).getAttribute('href');
      const read = `fetch(${JSON.stringify(url)}).then((reply) => reply.text())`;
      expect(await bob.evaluate(read)).toBe('the plan');
    });

    test('a page that is reloaded shows the same messages', async () => {
      const [alice, bob] = await openTwo();
      await send(alice, 'Before the reload');
      for (const page of [alice, bob]) await seen(page, 'Before the reload');
      const textsOf = (page: Page) => page.locator('li').allTextContents();
      await expect.poll(() => textsOf(bob)).toEqual(await textsOf(alice));
      await bob.reload();
      // The links of files come after the messages.
      await expect.poll(() => textsOf(bob), { timeout: 10_000 }).toEqual(await textsOf(alice));
      await send(alice, 'After the reload');
      await seen(bob, 'After the reload');
    });

    test('a page renews its token before it expires', async () => {
      const [alice, bob] = await openTwo();
      const responses = [alice, bob].map((page) => page.waitForResponse(/\/token\?/));
      await colloquy.advance('PT58M');
      for (const response of await Promise.all(responses)) await response.finished();
      // The sockets keep the order, so what arrives now was sent after the tokens.
      await send(alice, 'One');
      await seen(bob, 'One');
      await send(bob, 'Two');
      await seen(alice, 'Two');
      // The first tokens have expired now.
      await colloquy.advance('PT10M');
      await send(alice, 'After an hour');
      await seen(bob, 'After an hour');
    });
  });
});
