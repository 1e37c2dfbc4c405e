import { createClient } from '@colloquy/client';
import { afterAll, expect, test } from 'vitest';
import { readContents } from '../support/engines/database-contents.ts';
import { createDatabase } from '../support/engines/databases.ts';
import { range } from '../support/range.ts';
import { startServers } from '../support/servers/start-servers.ts';

/** Inbound messages of groups that reach two processes on one database at the same time. */
const { url } = await createDatabase('postgres');
const servers = await startServers('postgres', url);
afterAll(() => Promise.all(servers.map((server) => server.stop())));
const clients = servers.map((server) => createClient(server));
const [client] = clients;
if (client === undefined) throw new Error('No server has started.');

const advance = (duration: string) => Promise.all(servers.map((server) => server.advance(duration)));

let last = 16_660_000;
const uniquePhoneNumber = (): string => `+1415${++last}`;

async function createAddress(): Promise<string> {
  const address = uniquePhoneNumber();
  await client?.createConfigurationAddress({ type: 'sms', address, autoCreationEnabled: true });
  return address;
}

/** Each member of a group sends messages to all others, and the processes receive them in turn. */
const sendToAll = (ours: readonly string[], members: readonly string[], count: number) =>
  Promise.all(
    range(count).flatMap((n) =>
      clients.map((each, index) => {
        const from = members[(n + index) % members.length] ?? '';
        const to = ours[(n + index) % ours.length] ?? '';
        const recipient = [...ours, ...members].filter((address) => address !== from && address !== to);
        return each.injectInboundMessage({ from, to, recipient, body: `${n} ${index}` });
      }),
    ),
  );

test('messages of one group create one conversation, with each member once and each message once', async () => {
  for (const _ of range(8)) {
    const ours = await createAddress();
    const members = range(4).map(uniquePhoneNumber);
    const sent = await sendToAll([ours], members, 8);
    expect(new Set(sent.map(({ conversationSid }) => conversationSid)).size).toBe(1);
    expect(sent.filter(({ conversationCreated }) => conversationCreated)).toHaveLength(1);
    const [first] = sent;
    const sid = first?.conversationSid ?? '';
    const participants = await client.listConversationParticipant(sid);
    expect(participants.map(({ messagingBinding }) => messagingBinding)).toHaveLength(5);
    const messages = await client.listConversationMessage(sid);
    expect(messages.map(({ index }) => index)).toEqual(range(16));
    expect(messages.every(({ participantSid }) => participantSid !== null)).toBe(true);
  }
});

test('messages of a group with two of our addresses, which both receive them, create one conversation', async () => {
  for (const _ of range(8)) {
    const ours = [await createAddress(), await createAddress()];
    const sent = await sendToAll(ours, range(3).map(uniquePhoneNumber), 4);
    expect(new Set(sent.map(({ conversationSid }) => conversationSid)).size).toBe(1);
  }
});

test('messages of different groups to one address create one conversation for each group', async () => {
  const ours = await createAddress();
  const groups = range(6).map(() => range(3).map(uniquePhoneNumber));
  const sent = await Promise.all(groups.map((members) => sendToAll([ours], members, 3)));
  const sids = sent.map((each) => new Set(each.map(({ conversationSid }) => conversationSid)));
  expect(sids.map(({ size }) => size)).toEqual(groups.map(() => 1));
  expect(new Set(sids.flatMap((each) => [...each])).size).toBe(groups.length);
});

test('the deliveries of a group message advance once, whichever process comes first', async () => {
  const ours = await createAddress();
  const [sent] = await sendToAll([ours], range(4).map(uniquePhoneNumber), 1);
  const sid = sent?.conversationSid ?? '';
  const { sid: message } = await client.createConversationMessage(sid, { author: ours, body: 'Hello' });
  for (const _ of range(5)) await advance('PT1S');
  const { delivery } = await client.fetchConversationMessage(sid, message);
  expect(delivery).toMatchObject({ total: 4, delivered: 'all' });
  const { events } = await readContents(url);
  const own = events.filter((event) => event.conversation_sid === sid);
  expect(own.map(({ number }) => number)).toEqual(own.map((_, index) => index + 1));
  const reports = own.filter(
    ({ name, properties }) => name === 'onDeliveryUpdated' && properties['message_sid'] === message,
  );
  const keys = reports.map(({ properties }) => `${properties['participant_sid']} ${properties['status']}`);
  expect(keys).toHaveLength(new Set(keys).size);
  expect(new Set(reports.map(({ properties }) => properties['participant_sid'])).size).toBe(4);
});
