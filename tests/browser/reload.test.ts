import { type Colloquy, startColloquy } from '@colloquy/testkit';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { writeScenarios } from '../realtime/support/write-scenarios.ts';
import { describeInBrowser } from '../support/browser/describe-in-browser.ts';
import { startPageServer } from '../support/browser/scenario-page.ts';
import { createCaller } from '../support/http/caller.ts';

/** What the page shows of a conversation; it is kept up to date by events. */
interface Shown {
  readonly bodies: readonly (string | null)[];
  readonly name: string | null;
  readonly identities: readonly (string | null)[];
}

/** The code of a page that shows a conversation with the SDK. */
const showConversation = `async ({ token, uri, sid, enableSessionStorage }) => {
  const options = { Twilsock: { uri }, Sync: { enableSessionStorage } };
  const client = await Twilio.Conversations.Client.create(token, options);
  const conversation = await client.getConversationBySid(sid);
  const messages = new Map((await conversation.getMessages()).items.map((each) => [each.sid, each]));
  conversation.on('messageAdded', (message) => messages.set(message.sid, message));
  conversation.on('messageRemoved', (message) => messages.delete(message.sid));
  globalThis.read = async () => ({
    bodies: [...messages.values()].map(({ body }) => body),
    name: conversation.friendlyName,
    identities: (await conversation.getParticipants()).map(({ identity }) => identity),
  });
}`;

describeInBrowser('a page that is reloaded', (open) => {
  const disposables = new AsyncDisposableStack();
  let colloquy: Colloquy;
  let pageUrl: string;
  beforeAll(async () => {
    colloquy = disposables.use(await startColloquy());
    pageUrl = disposables.use(await startPageServer(writeScenarios(disposables))).url;
  });
  afterAll(() => disposables.disposeAsync());

  test.each([
    ['with session storage, shows the newest state', true],
    ['without session storage, shows the newest state', false],
  ])('%s', async (_, enableSessionStorage) => {
    const call = createCaller(colloquy.baseUrl, colloquy.accountSid, colloquy.authToken);
    const { sid } = (await call('POST', '/v1/Conversations', { FriendlyName: 'Before' })).body;
    const path = `/v1/Conversations/${sid}`;
    await call('POST', `${path}/Participants`, { Identity: 'alice' });
    const post = async (Body: string) => (await call('POST', `${path}/Messages`, { Body })).body.sid;
    const uri = `${colloquy.baseUrl.replace('http', 'ws')}/v3/wsconnect`;
    const show = async (page: Page) => {
      const options = { token: await colloquy.token({ identity: 'alice' }), uri, sid, enableSessionStorage };
      await page.evaluate(`(${showConversation})(${JSON.stringify(options)})`);
    };
    const page = await open(pageUrl);
    const expectShown = (expected: Shown) =>
      expect.poll(() => page.evaluate<Shown>('read()'), { timeout: 10_000 }).toEqual(expected);

    await post('one');
    await show(page);
    const two = await post('two');
    await expectShown({ bodies: ['one', 'two'], name: 'Before', identities: ['alice'] });

    await page.reload();
    await call('DELETE', `${path}/Messages/${two}`);
    await post('three');
    await call('POST', path, { FriendlyName: 'After' });
    await call('POST', `${path}/Participants`, { Identity: 'bob' });
    await show(page);
    await expectShown({ bodies: ['one', 'three'], name: 'After', identities: ['alice', 'bob'] });

    await post('four');
    await call('DELETE', `${path}/Participants/bob`);
    await expectShown({ bodies: ['one', 'three', 'four'], name: 'After', identities: ['alice'] });
    // The server asks no client to keep copies, because a copy of a list could miss what came meanwhile.
    expect(await page.evaluate('Object.keys(sessionStorage).filter((key) => key.includes("::"))')).toEqual(
      [],
    );
  });
});
