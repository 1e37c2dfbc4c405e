import { createClient } from '@colloquy/client';
import { startColloquy } from '@colloquy/testkit';
import { afterAll, describe, expect, it } from 'vitest';
import { createDatabase, engines } from '../support/engines/databases.ts';
import { type Receiver, startReceiver } from '../support/http/webhook-receiver.ts';

const withWebhooks = { xTwilioWebhookEnabled: true };
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

describe.each(engines)('what pre-action webhooks are told on %s', async (engine) => {
  const database = await createDatabase(engine);
  const now = new Date('2024-05-01T12:00:00.673Z');
  const colloquy = await startColloquy({ databaseUrl: database.url, now });
  afterAll(() => colloquy.stop());
  const client = createClient(colloquy);
  const headers = { Authorization: `Basic ${btoa(`${colloquy.accountSid}:${colloquy.authToken}`)}` };

  /** A service that asks and tells of all. */
  const serviceFor = async ({ url }: Receiver) => {
    const { sid } = await client.createService({ friendlyName: 'Asked and told' });
    await client.updateServiceWebhookConfiguration(sid, {
      preWebhookUrl: url,
      postWebhookUrl: url,
      filters: pairs.flat(),
    });
    return sid;
  };

  /** What was asked last and what was told of it. */
  const fetchLastPair = async ({ received }: Receiver, asked: string) => {
    await colloquy.advance('PT0S');
    const of = (event: string | undefined) =>
      received.findLast(({ parameters }) => parameters['EventType'] === event)?.parameters;
    const [before, after] = [of(asked), of(pairs.find(([pre]) => pre === asked)?.[1])];
    if (before === undefined || after === undefined) throw new Error(`Not asked or told of ${asked}.`);
    return { before, after };
  };

  /** Asserts that both say the same, but for what is there only afterwards, and answers what was said. */
  const expectSameParameters = async (receiver: Receiver, asked: string, ...onlyAfter: readonly string[]) => {
    const { before, after } = await fetchLastPair(receiver, asked);
    const { EventType: _, ...same } = before;
    const without = new Set(['EventType', ...onlyAfter]);
    expect(same, asked).toEqual(
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

  it('names the messaging service of a conversation, given or the default one', async () => {
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

  it('names the channel of a participant, and the role that it will have', async () => {
    await using receiver = await startReceiver();
    const service = await serviceFor(receiver);
    const room = await client.createServiceConversation(service, withWebhooks);
    const add = async (settings: object) => {
      await client.createServiceConversationParticipant(service, room.sid, { ...settings, ...withWebhooks });
      return expectSameParameters(receiver, 'onParticipantAdd', 'ParticipantSid', ...born);
    };
    const { defaultConversationRoleSid, defaultConversationCreatorRoleSid } =
      await client.fetchServiceConfiguration(service);
    const usual = { RoleSid: defaultConversationRoleSid };
    expect(await add({ identity: 'ann' })).toMatchObject({ 'MessagingBinding.Type': 'CHAT', ...usual });
    expect(await add({ identity: 'bob', roleSid: defaultConversationCreatorRoleSid })).toMatchObject({
      RoleSid: defaultConversationCreatorRoleSid,
    });
    const sms = { messagingBindingAddress: '+14155550121', messagingBindingProxyAddress: '+14155550122' };
    expect(await add(sms)).toMatchObject({ 'MessagingBinding.Type': 'SMS', ...usual });
    const whatsapp = {
      messagingBindingAddress: 'whatsapp:+14155550121',
      messagingBindingProxyAddress: 'whatsapp:+14155550122',
    };
    expect(await add(whatsapp)).toMatchObject({ 'MessagingBinding.Type': 'WHATSAPP', ...usual });
  });

  it('names the channel of members of a group, who have no role by an address alone', async () => {
    await using receiver = await startReceiver();
    const service = await serviceFor(receiver);
    const room = await client.createServiceConversation(service, withWebhooks);
    const member = { messagingBindingAddress: '+14155550131', ...withWebhooks };
    await client.createServiceConversationParticipant(service, room.sid, member);
    const told = await expectSameParameters(receiver, 'onParticipantAdd', 'ParticipantSid', ...born);
    expect(told).toMatchObject({ 'MessagingBinding.Type': 'SMS' });
    expect(told).not.toHaveProperty('RoleSid');
    const shownBy = { identity: 'ann', messagingBindingProjectedAddress: '+14155550132', ...withWebhooks };
    const ann = await client.createServiceConversationParticipant(service, room.sid, shownBy);
    expect(await expectSameParameters(receiver, 'onParticipantAdd', 'ParticipantSid', ...born)).toMatchObject(
      {
        'MessagingBinding.Type': 'SMS',
        Identity: 'ann',
      },
    );
    const hidden = { messagingBindingProjectedAddress: null, ...withWebhooks };
    await client.updateServiceConversationParticipant(service, room.sid, ann.sid, hidden);
    expect(await expectSameParameters(receiver, 'onParticipantUpdate')).toMatchObject({
      'MessagingBinding.Type': 'CHAT',
    });
  });

  it('names the participant who is the author of a message, and its media', async () => {
    await using receiver = await startReceiver();
    const service = await serviceFor(receiver);
    const room = await client.createServiceConversation(service, { uniqueName: 'room', ...withWebhooks });
    const ann = await client.createServiceConversationParticipant(service, room.sid, { identity: 'ann' });
    const { sid: mediaSid, Media } = await upload(service);
    const onlyAfter = ['MessageSid', 'MessagingServiceSid', 'Index', 'DateCreated'];
    await client.createServiceConversationMessage(service, 'room', {
      author: 'ann',
      mediaSid,
      ...withWebhooks,
    });
    expect(await expectSameParameters(receiver, 'onMessageAdd', ...onlyAfter)).toMatchObject({
      ConversationSid: room.sid,
      ParticipantSid: ann.sid,
      Media,
    });
    await client.createServiceConversationMessage(service, 'room', {
      author: 'eve',
      body: 'Hi',
      ...withWebhooks,
    });
    expect(await expectSameParameters(receiver, 'onMessageAdd', ...onlyAfter)).not.toHaveProperty(
      'ParticipantSid',
    );
  });

  it('names the participant of the author that the service has put in', async () => {
    await using first = await startReceiver();
    await using second = await startReceiver();
    const service = await serviceFor(first);
    await client.updateConfigurationWebhook({ preWebhookUrl: second.url, filters: ['onMessageAdd'] });
    const room = await client.createServiceConversation(service);
    const ann = await client.createServiceConversationParticipant(service, room.sid, { identity: 'ann' });
    first.onRequest = () => ({ status: 200, body: '{"author":"ann"}' });
    await client.createServiceConversationMessage(service, room.sid, {
      author: 'eve',
      body: 'Hi',
      ...withWebhooks,
    });
    await client.updateConfigurationWebhook({ preWebhookUrl: '', filters: [] });
    expect(second.received.map(({ parameters }) => parameters)).toMatchObject([
      { EventType: 'onMessageAdd', Author: 'ann', ParticipantSid: ann.sid },
    ]);
  });

  it('dates to the millisecond what is there already', async () => {
    await using receiver = await startReceiver();
    const service = await serviceFor(receiver);
    const room = await client.createServiceConversation(service);
    const path = [service, room.sid] as const;
    const ann = await client.createServiceConversationParticipant(...path, { identity: 'ann' });
    const { sid: mediaSid, Media } = await upload(service);
    const message = await client.createServiceConversationMessage(...path, { author: 'ann', mediaSid });
    const edit = { attributes: '{"a":1}', ...withWebhooks };
    await client.updateServiceConversationMessage(...path, message.sid, edit);
    const said = await expectSameParameters(receiver, 'onMessageUpdate');
    expect(said).toMatchObject({ Media, ParticipantSid: ann.sid, DateUpdated: now.toISOString() });
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

  it('says the date that a request gives', async () => {
    await using receiver = await startReceiver();
    const service = await serviceFor(receiver);
    const room = await client.createServiceConversation(service);
    const dateUpdated = new Date('2020-01-02T03:04:05.678Z');
    await client.updateServiceConversation(service, room.sid, { dateUpdated, ...withWebhooks });
    expect(await expectSameParameters(receiver, 'onConversationUpdate')).toMatchObject({
      DateUpdated: dateUpdated.toISOString(),
    });
  });

  it('says of what comes in by a channel what is told of it afterwards', async () => {
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
    const { EventType: _before, MessageBody, Media, ...asked } = before;
    const told = Object.entries(after).filter(([name]) => name !== 'EventType' && !only.includes(name));
    expect({ MessageBody, Media }).toEqual({ MessageBody: 'One', Media: first.Media });
    expect(asked).toEqual(Object.fromEntries(told));
    expect(asked['MessagingServiceSid']).toMatch(/^MG/);
    const second = await upload(service);
    await inbound({ ...pair, MediaSid: second.sid });
    const onlyAfter = ['MessageSid', 'MessagingServiceSid', 'Index', 'DateCreated'];
    const said = await expectSameParameters(receiver, 'onMessageAdd', ...onlyAfter);
    expect(said).toMatchObject({ Media: second.Media, Author: pair.From, Body: '' });
    expect(said['ParticipantSid']).toMatch(/^MB/);
  });

  it('are not asked about what could not be', async () => {
    await using receiver = await startReceiver();
    const service = await serviceFor(receiver);
    const room = await client.createServiceConversation(service);
    const lost = { messagingBindingAddress: 'whatsapp:+14155550151', ...withWebhooks };
    const join = client.createServiceConversationParticipant(service, room.sid, lost);
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
