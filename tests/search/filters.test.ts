import type { Colloquy } from '@colloquy/testkit';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createDatabase, engines } from '../support/engines/databases.ts';
import { startServer } from '../support/servers/start-servers.ts';
import { catchUp, clientOfOther, createSearchedService, type SearchedService } from './support.ts';

describe.each(engines)('the filters of a search on %s', (engine) => {
  let colloquy: Colloquy;
  let desk: SearchedService;
  beforeAll(async () => {
    colloquy = await startServer((await createDatabase(engine)).url);
    desk = await createSearchedService(colloquy);
  });
  afterAll(() => colloquy?.stop());

  test('a search finds messages, conversations, participants and users, and a kind limits it', async () => {
    const { client, service, find } = desk;
    const { sid: conversation } = await client.createServiceConversation(service, {
      friendlyName: 'Marmalade orders',
      uniqueName: 'marmalade-1',
    });
    const { sid: participant } = await client.createServiceConversationParticipant(service, conversation, {
      identity: 'marmalade.fan',
    });
    const { sid: message } = await client.createServiceConversationMessage(service, conversation, {
      body: 'Marmalade for everyone',
    });
    const { sid: user } = await client.fetchServiceUser(service, 'marmalade.fan');
    const query = 'marmalade';
    expect((await find({ query })).toSorted()).toEqual([conversation, message, participant, user].toSorted());
    expect(await find({ query, kind: ['conversation'] })).toEqual([conversation]);
    expect((await find({ query, kind: ['user', 'participant'] })).toSorted()).toEqual(
      [participant, user].toSorted(),
    );
    expect((await find({ query, conversationSid: conversation })).toSorted()).toEqual(
      [conversation, message, participant].toSorted(),
    );
    expect(await find({ query, conversationSid: desk.conversation })).toEqual([]);
    expect(await find({ query: 'orders', state: 'active' })).toEqual([conversation]);
    expect(await find({ query: 'orders', state: 'closed' })).toEqual([]);
    await client.updateServiceConversation(service, conversation, { state: 'closed' });
    expect(await find({ query: 'orders', state: 'closed' })).toEqual([conversation]);
    expect(await find({ query: 'orders', state: 'active' })).toEqual([]);
  });

  test('a name is also found by a part inside of it, and a text is not', async () => {
    const { client, service, conversation, find, post } = desk;
    const { sid: user } = await client.createServiceUser(service, {
      identity: 'rosamunde',
      friendlyName: 'Rosamunde Oberhuber',
    });
    await post('Rosamunde Oberhuber');
    const { sid: participant } = await client.createServiceConversationParticipant(service, conversation, {
      messagingBindingAddress: '+15550123987',
      messagingBindingProxyAddress: '+15550100100',
    });
    expect(await find({ query: 'munde' })).toEqual([user]);
    expect(await find({ query: 'huber samun' })).toEqual([user]);
    expect(await find({ query: '0123987' })).toEqual([participant]);
    expect(await find({ query: '+1 555 0123987' })).toEqual([]);
    expect(await find({ query: '+15550123987' })).toEqual([participant]);
    const { items } = await client.pageSearchResults({ query: 'hub', serviceSid: service });
    expect(items[0]?.excerpts).toEqual([
      {
        field: 'friendly_name',
        parts: [
          { text: 'Rosamunde ', highlighted: false },
          { text: 'Oberhuber', highlighted: true },
        ],
      },
    ]);
  });

  test('an author, an address and an attribute limit a search, also one without a text', async () => {
    const { client, service, conversation, find, post } = desk;
    const byAnn = await post('plums', 'ann', '{"order":{"id":42,"tags":["red","ripe"]},"paid":true}');
    const byBob = await post('plums', 'bob', '{"order":{"id":"43"},"paid":null}');
    expect(await find({ query: 'plums', author: 'ann' })).toEqual([byAnn]);
    expect(await find({ author: 'bob' })).toEqual([byBob]);
    expect(await find({ author: 'Bob' })).toEqual([]);
    expect(await find({ attribute: ['order.id=42'] })).toEqual([byAnn]);
    expect(await find({ attribute: ['order.id=43'] })).toEqual([byBob]);
    expect(await find({ attribute: ['order.id'] })).toEqual([byBob, byAnn]);
    expect(await find({ attribute: ['order'] })).toEqual([byBob, byAnn]);
    expect(await find({ attribute: ['order.tags=ripe', 'paid=true'] })).toEqual([byAnn]);
    expect(await find({ attribute: ['order.tags=ripe', 'paid=null'] })).toEqual([]);
    expect(await find({ attribute: ['id=42'] })).toEqual([]);
    const address = '+15550155155';
    const { sid: participant } = await client.createServiceConversationParticipant(service, conversation, {
      messagingBindingAddress: address,
      messagingBindingProxyAddress: '+15550100100',
    });
    const message = await post('by telephone', address);
    expect((await find({ address })).toSorted()).toEqual([participant, message].toSorted());
    expect(await find({ address, kind: ['message'] })).toEqual([message]);
    const byMail = await post('by mail', 'Jörg.Ärmel@Example.org');
    expect(await find({ address: 'JÖRG.ärmel@example.ORG' })).toEqual([byMail]);
    expect(await find({ author: 'jörg.ärmel@example.org' })).toEqual([]);
    const byMessenger = await post('by messenger', 'messenger:Ann1');
    expect(await find({ address: 'messenger:Ann1' })).toEqual([byMessenger]);
    expect(await find({ address: 'messenger:ann1' })).toEqual([]);
  });

  test('dates limit a search in whole seconds, and results are newest first', async () => {
    const { client, service, conversation, find } = desk;
    const at = (day: number, ms = 0) => new Date(Date.UTC(2020, 0, day, 12, 0, 0, ms));
    const create = async (dateCreated: Date) =>
      (
        await client.createServiceConversationMessage(service, conversation, {
          body: 'cherries',
          dateCreated,
        })
      ).sid;
    const [third, first, second] = [await create(at(3)), await create(at(1)), await create(at(2, 500))];
    const query = 'cherries';
    expect(await find({ query })).toEqual([third, second, first]);
    expect(await find({ query, startDate: at(2) })).toEqual([third, second]);
    expect(await find({ query, endDate: at(2) })).toEqual([second, first]);
    expect(await find({ query, startDate: at(2), endDate: at(2) })).toEqual([second]);
    await client.updateServiceConversationMessage(service, conversation, first, { dateCreated: at(4) });
    expect(await find({ query })).toEqual([first, third, second]);
    const odd = await create(new Date(Date.UTC(1900, 0, 1)));
    const far = await create(new Date('9999-12-31T23:59:59Z'));
    expect(await find({ query })).toEqual([far, first, third, second, odd]);
  });

  test('pages have each object once while others are added', async () => {
    const { client, service, find, post } = desk;
    const sids: string[] = [];
    for (let index = 0; index < 7; index++) sids.unshift(await post(`apricot ${index}`));
    expect(await find({ query: 'apricot' })).toEqual(sids);
    const page = { query: 'apricot', serviceSid: service, kind: ['message', 'user'], pageSize: 3 } as const;
    const first = await client.pageSearchResults(page);
    expect(first.items.map(({ sid }) => sid)).toEqual(sids.slice(0, 3));
    await post('apricot while paging');
    await catchUp(colloquy);
    const second = await first.nextPage();
    expect(second?.items.map(({ sid }) => sid)).toEqual(sids.slice(3, 6));
    const third = await second?.nextPage();
    expect(third?.items.map(({ sid }) => sid)).toEqual(sids.slice(6));
    expect(third?.meta.nextPageUrl).toBeNull();
  });

  test('a search finds nothing of another service or another account', async () => {
    const { client, service, post } = desk;
    const theirs = clientOfOther(colloquy);
    await theirs.createConversation({ friendlyName: 'gooseberry' });
    const { sid: other } = await client.createService({ friendlyName: 'Other' });
    const { sid: conversation } = await client.createServiceConversation(other, {
      friendlyName: 'gooseberry',
    });
    const message = await post('gooseberry');
    await catchUp(colloquy);
    const find = async (from: typeof client, serviceSid?: string) => {
      const request = { query: 'gooseberry', ...(serviceSid !== undefined && { serviceSid }) };
      return (await from.pageSearchResults(request)).items.map(({ sid }) => sid);
    };
    expect((await find(client)).toSorted()).toEqual([conversation, message].toSorted());
    expect(await find(client, other)).toEqual([conversation]);
    expect(await find(theirs)).toHaveLength(1);
    expect(await find(theirs, service)).toEqual([]);
  });

  test('a search needs credentials, and an access token is not enough', async () => {
    const url = `${colloquy.baseUrl}/colloquy/v1/search?Query=x`;
    expect((await fetch(url)).status).toBe(401);
    const token = await colloquy.token({ identity: 'ann', serviceSid: desk.service });
    expect((await fetch(url, { headers: { 'x-twilio-token': token } })).status).toBe(401);
  });

  test.each([
    { pageToken: 'x' },
    { kind: 'webhook' },
    { serviceSid: 'IS1' },
    { startDate: 'yesterday' },
    { state: 'open' },
  ])('%o is refused with 400', async (parameters) => {
    const query = new URLSearchParams(
      Object.entries(parameters).map(([name, value]): [string, string] => [
        name.charAt(0).toUpperCase() + name.slice(1),
        value,
      ]),
    );
    const authorization = `Basic ${btoa(`${colloquy.accountSid}:${colloquy.authToken}`)}`;
    const response = await fetch(`${colloquy.baseUrl}/colloquy/v1/search?${query}`, {
      headers: { authorization },
    });
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ code: 20001 });
  });
});
