import { createClient } from '@colloquy/client';
import { startColloquy } from '@colloquy/testkit';
import { afterAll, describe, expect, it } from 'vitest';
import { createDatabase, engines } from '../support/engines/databases.ts';
import { basicAuthorization } from '../support/http/caller.ts';
import { type Receiver, startReceiver } from '../support/http/webhook-receiver.ts';
import { withWebhooks } from './support/inspection-client.ts';

const subjects = ['Conversation', 'Participant', 'Message'] as const;
const changes = subjects.flatMap(
  (subject) =>
    [
      [`on${subject}Add`, `on${subject}Added`],
      [`on${subject}Update`, `on${subject}Updated`],
      [`on${subject}Remove`, `on${subject}Removed`],
    ] as const,
);
const pairs = [...changes, ['onUserUpdate', 'onUserUpdated'] as const];

describe.each(engines)('the parameters of pre-action webhooks on %s', async (engine) => {
  const database = await createDatabase(engine);
  const now = new Date('2024-05-01T12:00:00.673Z');
  const colloquy = await startColloquy({ databaseUrl: database.url, now });
  afterAll(() => colloquy.stop());
  const client = createClient(colloquy);
  const headers = { Authorization: basicAuthorization(colloquy.accountSid, colloquy.authToken) };

  /** Creates a service with pre-action and post-action webhooks for all events. */
  const serviceFor = async ({ url }: Receiver) => {
    const { sid } = await client.createService({ friendlyName: 'Webhooks' });
    await client.updateServiceWebhookConfiguration(sid, {
      preWebhookUrl: url,
      postWebhookUrl: url,
      filters: pairs.flat(),
    });
    return sid;
  };

  /** The parameters of the last pre-action request of a name, and of the event after it. */
  const fetchLastPair = async ({ received }: Receiver, preActionEvent: string) => {
    await colloquy.advance('PT0S');
    const of = (event: string | undefined) =>
      received.findLast(({ parameters }) => parameters['EventType'] === event)?.parameters;
    const [before, after] = [of(preActionEvent), of(pairs.find(([pre]) => pre === preActionEvent)?.[1])];
    if (before === undefined || after === undefined) throw new Error(`No requests for ${preActionEvent}.`);
    return { before, after };
  };

  /** Expects that both have the same parameters, except those that exist only afterwards, and returns them. */
  const expectSameParameters = async (
    receiver: Receiver,
    preActionEvent: string,
    ...onlyAfter: readonly string[]
  ) => {
    const { before, after } = await fetchLastPair(receiver, preActionEvent);
    const { EventType: _, ...same } = before;
    const without = new Set(['EventType', ...onlyAfter]);
    expect(same, preActionEvent).toEqual(
      Object.fromEntries(Object.entries(after).filter(([name]) => !without.has(name))),
    );
    return same;
  };

  const inbound = async (fields: Readonly<Record<string, string>>) => {
    const body = new URLSearchParams(fields);
    const url = `${colloquy.baseUrl}/colloquy/v1/inbound`;
    expect((await fetch(url, { method: 'POST', body, headers })).status).toBe(201);
  };

  const upload = async (service: string) => {
    const url = `${colloquy.baseUrl}/v1/Services/${service}/Media`;
    const plain = { ...headers, 'content-type': 'text/plain' };
    const reply = await fetch(url, { method: 'POST', headers: plain, body: 'hello' });
    const { sid } = (await reply.json()) as { sid: string };
    return { sid, Media: JSON.stringify([shown(sid)]) };
  };
  const shown = (sid: string) => ({
    Sid: sid,
    Size: 5,
    ContentType: 'text/plain',
    Filename: null,
    Category: 'media',
  });

  const born = ['DateCreated', 'DateUpdated'];

  it('a conversation has its messaging service, given or default', async () => {
    await using receiver = await startReceiver();
    const service = await serviceFor(receiver);
    const given = `MG${'a'.repeat(32)}`;
    const { messagingServiceSid } = await client.createServiceConversation(service, withWebhooks);
    expect(messagingServiceSid).toMatch(/^MG/);
    expect(
      await expectSameParameters(receiver, 'onConversationAdd', 'ConversationSid', ...born),
    ).toMatchObject({
      MessagingServiceSid: messagingServiceSid,
    });
    await client.createServiceConversation(service, { messagingServiceSid: given, ...withWebhooks });
    expect(
      await expectSameParameters(receiver, 'onConversationAdd', 'ConversationSid', ...born),
    ).toMatchObject({
      MessagingServiceSid: given,
    });
  });

  it('a conversation with participants has the state in which it is created', async () => {
    await using receiver = await startReceiver();
    const service = await serviceFor(receiver);
    for (const [participant, State] of [
      [[{ identity: 'ann' }], 'initializing'],
      [[], 'active'],
    ] as const) {
      await client.createServiceConversationWithParticipants(service, { participant, ...withWebhooks });
      const same = await expectSameParameters(receiver, 'onConversationAdd', 'ConversationSid', ...born);
      expect(same).toMatchObject({ State });
    }
  });

  it('a new participant has its channel and its role', async () => {
    await using receiver = await startReceiver();
    const service = await serviceFor(receiver);
    const conversation = await client.createServiceConversation(service, withWebhooks);
    const add = async (settings: object) => {
      await client.createServiceConversationParticipant(service, conversation.sid, {
        ...settings,
        ...withWebhooks,
      });
      return expectSameParameters(receiver, 'onParticipantAdd', 'ParticipantSid', 'DateCreated');
    };
    const { defaultConversationRoleSid, defaultConversationCreatorRoleSid } =
      await client.fetchServiceConfiguration(service);
    const usual = { RoleSid: defaultConversationRoleSid };
    expect(await add({ identity: 'ann' })).toMatchObject({ 'MessagingBinding.Type': 'chat', ...usual });
    expect(await add({ identity: 'bob', roleSid: defaultConversationCreatorRoleSid })).toMatchObject({
      RoleSid: defaultConversationCreatorRoleSid,
    });
    const sms = { messagingBindingAddress: '+14155550121', messagingBindingProxyAddress: '+14155550122' };
    expect(await add(sms)).toMatchObject({ 'MessagingBinding.Type': 'sms', ...usual });
    const whatsapp = {
      messagingBindingAddress: 'whatsapp:+14155550121',
      messagingBindingProxyAddress: 'whatsapp:+14155550122',
    };
    expect(await add(whatsapp)).toMatchObject({ 'MessagingBinding.Type': 'whatsapp', ...usual });
  });

  it('a member of a group conversation with only an address has a channel and no role', async () => {
    await using receiver = await startReceiver();
    const service = await serviceFor(receiver);
    const conversation = await client.createServiceConversation(service, withWebhooks);
    const member = { messagingBindingAddress: '+14155550131', ...withWebhooks };
    await client.createServiceConversationParticipant(service, conversation.sid, member);
    const parameters = await expectSameParameters(
      receiver,
      'onParticipantAdd',
      'ParticipantSid',
      'DateCreated',
    );
    expect(parameters).toMatchObject({ 'MessagingBinding.Type': 'sms' });
    expect(parameters).not.toHaveProperty('RoleSid');
    const shownBy = { identity: 'ann', messagingBindingProjectedAddress: '+14155550132', ...withWebhooks };
    // With another member, she could not lose her projected address.
    const alone = await client.createServiceConversation(service, withWebhooks);
    const ann = await client.createServiceConversationParticipant(service, alone.sid, shownBy);
    expect(
      await expectSameParameters(receiver, 'onParticipantAdd', 'ParticipantSid', 'DateCreated'),
    ).toMatchObject({
      'MessagingBinding.Type': 'sms',
      Identity: 'ann',
    });
    const hidden = { messagingBindingProjectedAddress: null, ...withWebhooks };
    await client.updateServiceConversationParticipant(service, alone.sid, ann.sid, hidden);
    expect(await expectSameParameters(receiver, 'onParticipantUpdate')).toMatchObject({
      'MessagingBinding.Type': 'chat',
    });
  });

  it('a message has the participant of its author, and its media', async () => {
    await using receiver = await startReceiver();
    const service = await serviceFor(receiver);
    const conversation = await client.createServiceConversation(service, {
      uniqueName: 'conversation',
      ...withWebhooks,
    });
    const ann = await client.createServiceConversationParticipant(service, conversation.sid, {
      identity: 'ann',
    });
    const { sid: mediaSid, Media } = await upload(service);
    const onlyAfter = ['MessageSid', 'MessagingServiceSid', 'Index', 'DateCreated'];
    await client.createServiceConversationMessage(service, 'conversation', {
      author: 'ann',
      mediaSid,
      ...withWebhooks,
    });
    expect(await expectSameParameters(receiver, 'onMessageAdd', ...onlyAfter)).toMatchObject({
      ConversationSid: conversation.sid,
      ParticipantSid: ann.sid,
      Media,
    });
    await client.createServiceConversationMessage(service, 'conversation', {
      author: 'eve',
      body: 'Hi',
      ...withWebhooks,
    });
    expect(await expectSameParameters(receiver, 'onMessageAdd', ...onlyAfter)).not.toHaveProperty(
      'ParticipantSid',
    );
  });

  it("the account's webhook sees the participant of the author that the service's webhook has set", async () => {
    await using first = await startReceiver();
    await using second = await startReceiver();
    const service = await serviceFor(first);
    await client.updateConfigurationWebhook({ preWebhookUrl: second.url, filters: ['onMessageAdd'] });
    const conversation = await client.createServiceConversation(service);
    const ann = await client.createServiceConversationParticipant(service, conversation.sid, {
      identity: 'ann',
    });
    first.onRequest = () => ({ status: 200, body: '{"author":"ann"}' });
    await client.createServiceConversationMessage(service, conversation.sid, {
      author: 'eve',
      body: 'Hi',
      ...withWebhooks,
    });
    await client.updateConfigurationWebhook({ preWebhookUrl: '', filters: [] });
    expect(second.received.map(({ parameters }) => parameters)).toMatchObject([
      { EventType: 'onMessageAdd', Author: 'ann', ParticipantSid: ann.sid },
    ]);
  });

  it('existing objects have dates in milliseconds', async () => {
    await using receiver = await startReceiver();
    const service = await serviceFor(receiver);
    const conversation = await client.createServiceConversation(service);
    const path = [service, conversation.sid] as const;
    const ann = await client.createServiceConversationParticipant(...path, { identity: 'ann' });
    const { sid: mediaSid, Media } = await upload(service);
    const message = await client.createServiceConversationMessage(...path, { author: 'ann', mediaSid });
    const edit = { attributes: '{"a":1}', ...withWebhooks };
    await client.updateServiceConversationMessage(...path, message.sid, edit);
    const parameters = await expectSameParameters(receiver, 'onMessageUpdate');
    expect(parameters).toMatchObject({ Media, ParticipantSid: ann.sid, DateUpdated: now.toISOString() });
    await client.updateServiceConversationParticipant(...path, 'ann', edit);
    await expectSameParameters(receiver, 'onParticipantUpdate');
    await client.updateServiceConversation(...path, edit);
    await expectSameParameters(receiver, 'onConversationUpdate');
    await client.updateServiceUser(service, 'ann', edit);
    await expectSameParameters(receiver, 'onUserUpdate', 'DateCreated');
    await client.deleteServiceConversationMessage(...path, message.sid, withWebhooks);
    await expectSameParameters(receiver, 'onMessageRemove', 'DateRemoved');
    await client.deleteServiceConversationParticipant(...path, 'ann', withWebhooks);
    await expectSameParameters(receiver, 'onParticipantRemove', 'DateRemoved');
    await client.deleteServiceConversation(...path, withWebhooks);
    await expectSameParameters(receiver, 'onConversationRemove', 'DateRemoved');
  });

  it('a date in the request is used', async () => {
    await using receiver = await startReceiver();
    const service = await serviceFor(receiver);
    const conversation = await client.createServiceConversation(service);
    const dateUpdated = new Date('2020-01-02T03:04:05.678Z');
    await client.updateServiceConversation(service, conversation.sid, { dateUpdated, ...withWebhooks });
    expect(await expectSameParameters(receiver, 'onConversationUpdate')).toMatchObject({
      DateUpdated: dateUpdated.toISOString(),
    });
  });

  it('the request for an inbound message has the same parameters as the event after it', async () => {
    await using receiver = await startReceiver();
    const service = await serviceFor(receiver);
    const pair = { From: '+14155550141', To: '+14155550142' };
    await client.createConfigurationAddress({
      type: 'sms',
      address: pair.To,
      autoCreationEnabled: true,
      autoCreationConversationServiceSid: service,
    });
    const first = await upload(service);
    await inbound({ ...pair, Body: 'One', MediaSid: first.sid });
    const only = ['ConversationSid', ...born];
    const { before, after } = await fetchLastPair(receiver, 'onConversationAdd');
    const { EventType: _before, MessageBody, Media, ...preAction } = before;
    const postAction = Object.entries(after).filter(([name]) => name !== 'EventType' && !only.includes(name));
    expect({ MessageBody, Media }).toEqual({ MessageBody: 'One', Media: first.Media });
    expect(preAction).toEqual(Object.fromEntries(postAction));
    expect(preAction['MessagingServiceSid']).toMatch(/^MG/);
    const second = await upload(service);
    await inbound({ ...pair, MediaSid: second.sid });
    const onlyAfter = ['MessageSid', 'MessagingServiceSid', 'Index', 'DateCreated'];
    const parameters = await expectSameParameters(receiver, 'onMessageAdd', ...onlyAfter);
    expect(parameters).toMatchObject({ Media: second.Media, Author: pair.From, Source: 'SMS' });
    expect(parameters).not.toHaveProperty('Body');
    expect(parameters['ParticipantSid']).toMatch(/^MB/);
  });

  it('a request that would fail calls no webhook', async () => {
    await using receiver = await startReceiver();
    const service = await serviceFor(receiver);
    const conversation = await client.createServiceConversation(service);
    const lost = { messagingBindingAddress: 'whatsapp:+14155550151', ...withWebhooks };
    const join = client.createServiceConversationParticipant(service, conversation.sid, lost);
    await expect(join).rejects.toMatchObject({ status: 400, code: 50412 });
    const nowhere = client.createServiceConversationMessage(service, 'nowhere', {
      body: 'Hi',
      ...withWebhooks,
    });
    await expect(nowhere).rejects.toMatchObject({ status: 404 });
    const ended = client.createServiceConversation(service, { state: 'closed', ...withWebhooks });
    await expect(ended).rejects.toMatchObject({ status: 400, code: 50384 });
    expect(receiver.received).toEqual([]);
  });
});
