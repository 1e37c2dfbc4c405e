import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { otherAccount } from '../support/accounts.ts';
import { engines } from '../support/engines/databases.ts';
import { basicAuthorization, createCaller } from '../support/http/caller.ts';
import { openEventStream } from '../support/http/event-stream.ts';
import {
  type StreamCluster,
  type StreamServer,
  startStreamCluster,
} from '../support/servers/stream-cluster.ts';

describe.each(engines)('%s: a stream', (engine) => {
  let cluster: StreamCluster;
  let server: StreamServer;
  let service: string;
  let conversation: string;
  let elsewhere: string;
  beforeAll(async () => {
    cluster = await startStreamCluster(engine);
    server = cluster.servers[0];
    const { call } = server;
    service = (await call('POST', '/v1/Services', { FriendlyName: 'Support' })).body.sid;
    const root = `/v1/Services/${service}`;
    conversation = (await call('POST', `${root}/Conversations`, { FriendlyName: 'one' })).body.sid;
    await call('POST', `${root}/Conversations/${conversation}/Participants`, { Identity: 'alice' });
    await call('POST', `${root}/Conversations/${conversation}/Messages`, {
      Author: 'alice',
      Body: 'hello\n\nall',
    });
    await call('POST', `${root}/Conversations/${conversation}`, { State: 'inactive' });
    elsewhere = (await call('POST', '/v1/Conversations', { FriendlyName: 'two' })).body.sid;
  });
  afterAll(() => cluster[Symbol.asyncDispose]());

  /**
   * Lists the events that a query selects, up to a last event that all queries here select. A stream skips events in
   * order, so every selected event comes before it.
   */
  const listSelected = async (query: string): Promise<string[]> => {
    await using eventStream = await server.open(`?after=0${query}`);
    const path = `/v1/Services/${service}/Conversations/${conversation}`;
    await server.call('POST', path, { State: 'inactive' });
    await server.call('POST', path, { State: 'active' });
    const end = String((await cluster.log()).at(-1)?.position);
    const receivedEvents: string[] = [];
    for (;;) {
      const [next] = await eventStream.events(1);
      if (next === undefined) throw new Error('The stream ended.');
      receivedEvents.push(`${next.data.data['event_type']} ${next.data.source}`);
      if (next.id === end) return receivedEvents;
    }
  };

  test('sends an event as a CloudEvent', async () => {
    await using eventStream = await server.open('?after=0&event=onMessageAdded');
    expect(eventStream.response.headers.get('content-type')).toMatch(/^text\/event-stream/);
    expect(eventStream.response.headers.get('access-control-allow-origin')).toBe('*');
    expect(eventStream.response.headers.get('twilio-request-id')).toMatch(/^RQ/);
    const [receivedEvents] = await eventStream.events(1);
    const record = (await cluster.log()).find(({ name }) => name === 'onMessageAdded');
    expect(receivedEvents).toMatchObject({
      id: String(record?.position),
      event: 'com.twilio.conversations.message.added',
      data: {
        specversion: '1.0',
        id: String(record?.position),
        source: `/v1/Services/${service}/Conversations/${conversation}`,
        type: 'com.twilio.conversations.message.added',
        time: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
        datacontenttype: 'application/json',
        data: {
          event_type: 'onMessageAdded',
          account_sid: server.colloquy.accountSid,
          chat_service_sid: service,
          conversation_sid: conversation,
          body: 'hello\n\nall',
          author: 'alice',
          source: 'API',
          actor: server.colloquy.accountSid,
          number: record?.number,
        },
      },
    });
  });

  const state = 'onConversationStateUpdated';
  const names = (receivedEvents: readonly string[]) =>
    new Set(receivedEvents.map((each) => each.split(' ')[0]));

  test('sends all events of its account by default', async () => {
    const receivedEvents = await listSelected('');
    expect(names(receivedEvents)).toEqual(
      new Set([
        'onUserAdded',
        'onConversationAdded',
        'onParticipantAdded',
        'onMessageAdded',
        'onConversationUpdated',
        state,
      ]),
    );
    expect(receivedEvents.some((each) => each.endsWith(elsewhere))).toBe(true);
    expect(
      receivedEvents.some((each) => /^onUserAdded \/v1\/Services\/IS\w+\/Users\/US\w+$/.test(each)),
    ).toBe(true);
  });

  test('sends only the events of a service, whose SID can have any letter case', async () => {
    const receivedEvents = await listSelected(`&service=IS${service.slice(2).toUpperCase()}`);
    expect(names(receivedEvents)).toContain('onUserAdded');
    expect(receivedEvents.filter((each) => !each.includes(service))).toEqual([]);
  });

  test('sends only the events of a conversation, not those of its users', async () => {
    const receivedEvents = await listSelected(`&conversation=${conversation}`);
    expect(new Set(receivedEvents.map((each) => each.split(' ')[1]))).toEqual(
      new Set([`/v1/Services/${service}/Conversations/${conversation}`]),
    );
    expect(names(receivedEvents)).toContain('onMessageAdded');
  });

  test('sends the events of several conversations', async () => {
    const receivedEvents = await listSelected(`&conversation=${conversation}&conversation=${elsewhere}`);
    expect(receivedEvents.some((each) => each.endsWith(elsewhere))).toBe(true);
    expect(names(receivedEvents)).not.toContain('onUserAdded');
  });

  test('sends only events with the given names or types', async () => {
    const type = 'com.twilio.conversations.conversation-state.updated';
    expect(names(await listSelected(`&event=${type}&event=onmessageadded`))).toEqual(
      new Set(['onMessageAdded', state]),
    );
    expect(names(await listSelected(`&event=${state}`))).toEqual(new Set([state]));
  });

  test('never sends events of another account', async () => {
    const { baseUrl } = server.colloquy;
    const path = `${baseUrl}/colloquy/v1/events?after=0&conversation=${conversation}&conversation=`;
    const authorization = basicAuthorization(otherAccount.sid, otherAccount.token);
    const theirs = await createCaller(baseUrl, otherAccount.sid, otherAccount.token)(
      'POST',
      '/v1/Conversations',
      {},
    );
    await using all = await openEventStream(`${baseUrl}/colloquy/v1/events?after=0`, { authorization });
    await using prying = await openEventStream(path + theirs.body.sid, { authorization });
    for (const eventStream of [all, prying]) {
      const [receivedEvents] = await eventStream.events(1);
      expect(receivedEvents?.data.source).toContain(theirs.body.sid);
    }
    expect((await listSelected('')).filter((each) => each.includes(theirs.body.sid))).toEqual([]);
  });

  test.each([
    ['?after=-1', {}, 400, 20001],
    ['?after=1e3', {}, 400, 20001],
    ['?after=999999999', {}, 400, 20001],
    ['', { 'last-event-id': 'x' }, 400, 20001],
    ['?service=CH1', {}, 400, 20001],
    ['?conversation=general', {}, 400, 20001],
    ['?event=onMessageAdd', {}, 400, 20001],
    ['', { authorization: 'Basic eDp5' }, 401, 20003],
  ])('is refused for an invalid request: %s %o', async (query, headers, status, code) => {
    await using eventStream = await server.open(query, headers);
    expect(eventStream.response.status).toBe(status);
    expect(eventStream.response.headers.get('content-type')).toMatch(/json/);
    expect(JSON.parse((await eventStream.rest()) ?? '')).toMatchObject({ status, code });
  });

  test('does not support HEAD, because it has no end', async () => {
    const reply = await server.call('HEAD', '/colloquy/v1/events');
    expect(reply.status).toBe(404);
  });
});
