import { type Colloquy, startColloquy } from '@colloquy/testkit';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createDatabase, engines } from '../support/engines/databases.ts';
import { createCaller, type HttpCaller } from '../support/http/caller.ts';
import { range } from '../support/range.ts';
import { SessionClient } from '../support/realtime/session-client.ts';
import { closeClientsAfterEach, connectClient } from './support/real-time-client.ts';

/** A page as a client reads it. */
interface Page<Item> {
  readonly items: readonly Item[];
  readonly previous: (() => Promise<Page<Item>>) | undefined;
  readonly next: (() => Promise<Page<Item>>) | undefined;
}

/** Reads all pages to the last one and back to the first one. Resolves with the items of each, both times in order. */
async function readThereAndBack<Item>(first: Page<Item>) {
  const there = [first];
  for (let page = await first.next?.(); page !== undefined; page = await page.next?.()) there.push(page);
  const back = there.slice(-1);
  for (let page = await back[0]?.previous?.(); page !== undefined; page = await page.previous?.())
    back.unshift(page);
  return { there: there.map(({ items }) => items), back: back.map(({ items }) => items) };
}

describe.each(engines)('clients page backwards, on %s, through', (engine) => {
  let server: Colloquy;
  let call: HttpCaller;
  let service: string;
  let path: string;
  let sid: string;
  closeClientsAfterEach();
  beforeAll(async () => {
    server = await startColloquy({ databaseUrl: (await createDatabase(engine)).url });
    call = createCaller(server.baseUrl, server.accountSid, server.authToken);
    service = (await call('POST', '/v1/Services', { FriendlyName: 'Chat' })).body.sid;
    const root = `/v1/Services/${service}/Conversations`;
    sid = (await call('POST', root, {})).body.sid;
    path = `${root}/${sid}`;
    await call('POST', `${path}/Participants`, { Identity: 'alice' });
    for (const name of ['ann', 'ben', 'cid'])
      await call('POST', `${path}/Participants`, {
        'MessagingBinding.Type': 'email',
        'MessagingBinding.Address': `${name}@example.com`,
      });
    for (const n of range(4)) await call('POST', `${path}/Messages`, { Body: `${n}`, Author: 'alice' });
  });
  afterAll(() => server.stop());

  const token = () => server.token({ identity: 'alice', serviceSid: service });

  test.each([1, 2, 3, 4, 5, 11, 12])('recipients, %i on a page', async (pageSize) => {
    const alice = await connectClient(server.baseUrl, await token());
    const conversation = await alice.getConversationBySid(sid);
    type RecipientsPage = Awaited<ReturnType<typeof conversation.getMessageRecipients>>;
    const toPage = (page: RecipientsPage): Page<string> => ({
      items: page.items.map((each) => `${each.messageSid} ${'address' in each ? each.address : ''}`),
      previous: page.hasPrevPage ? async () => toPage(await page.prevPage()) : undefined,
      next: page.hasNextPage ? async () => toPage(await page.nextPage()) : undefined,
    });
    const { there, back } = await readThereAndBack(
      toPage(await conversation.getMessageRecipients({ pageSize })),
    );
    expect(new Set(there.flat()).size).toBe(12);
    expect(there.slice(0, -1).every((items) => items.length === pageSize)).toBe(true);
    expect(back).toEqual(there);
  });

  test('the recipients of one message', async () => {
    using client = new SessionClient(server.listeningUrl);
    await client.init(await token());
    const messages = JSON.parse((await call('GET', `${path}/Messages`)).text).messages;
    const fetchPage = async (pageToken?: string): Promise<Page<string>> => {
      const params = {
        MessageSid: messages[1].sid,
        PageSize: '2',
        ...(pageToken !== undefined && { PageToken: encodeURIComponent(pageToken) }),
      };
      const { payload } = await client.request('GET', `${path}/MessageRecipients`, { params });
      const { message_recipients: items, meta } = JSON.parse(payload);
      return {
        items: items.map(({ address }: { readonly address: string }) => address),
        previous: meta.previous_token === null ? undefined : () => fetchPage(meta.previous_token),
        next: meta.next_token === null ? undefined : () => fetchPage(meta.next_token),
      };
    };
    const { there, back } = await readThereAndBack(await fetchPage());
    expect(there).toEqual([['ann@example.com', 'ben@example.com'], ['cid@example.com']]);
    expect(back).toEqual(there);
  });

  test('the delivery receipts of a message', async () => {
    using client = new SessionClient(server.listeningUrl);
    await client.init(await token());
    const messages = JSON.parse((await call('GET', `${path}/Messages`)).text).messages;
    const fetchPage = async (pageToken?: string): Promise<Page<string>> => {
      const params = {
        PageSize: '1',
        ...(pageToken !== undefined && { PageToken: encodeURIComponent(pageToken) }),
      };
      const receipts = `${path}/Messages/${messages[0].sid}/Receipts`;
      const { payload } = await client.request('GET', receipts, { params });
      const { delivery_receipts: items, meta } = JSON.parse(payload);
      return {
        items: items.map((each: { readonly sid: string }) => each.sid),
        previous: meta.previous_token === null ? undefined : () => fetchPage(meta.previous_token),
        next: meta.next_token === null ? undefined : () => fetchPage(meta.next_token),
      };
    };
    const { there, back } = await readThereAndBack(await fetchPage());
    expect(new Set(there.flat()).size).toBe(3);
    expect(back).toEqual(there);
  });
});
