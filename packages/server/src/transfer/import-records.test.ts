import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClient } from '@colloquy/client';
import { afterAll, describe, expect, it } from 'vitest';
import { account, accountSettings } from '../../../../tests/support/accounts.ts';
import { queryRows, readContents } from '../../../../tests/support/engines/database-contents.ts';
import { createDatabase, engines } from '../../../../tests/support/engines/databases.ts';
import { startReceiver } from '../../../../tests/support/http/webhook-receiver.ts';
import { ensureAccount } from '../accounts/accounts.ts';
import { createLog, parseConfig, readSettings, startApp } from '../index.ts';
import { createFolderStore } from '../media/content/folder-store.ts';
import { systemClock } from '../platform/clock.ts';
import { SystemRandomness } from '../platform/randomness.ts';
import { Sids } from '../platform/sids.ts';
import { openStorage } from '../storage/open.ts';
import type { Storage } from '../storage/storage.ts';
import { importRecords } from './import-records.ts';
import type { KindName, TransferRecord } from './records/kinds.ts';
import type { RecordValues } from './records/record-kind.ts';
import { findImported } from './writer/find-imported.ts';

const sid = (prefix: string, number: number) => prefix + String(number).padStart(32, '0');
const service = sid('IS', 1);
const conversation = sid('CH', 1);
const dates = { date_created: '2020-01-02T03:04:05.678Z', date_updated: '2021-01-02T03:04:05Z' };
const record = (kind: KindName, values: RecordValues): TransferRecord => ({
  kind,
  values,
  ...(!['services', 'account'].includes(kind) && { serviceSid: service }),
});
const role = (number: number, type: string) =>
  record('roles', { sid: sid('RL', number), friendly_name: type, type, permissions: '[]', ...dates });
const message = (index: number, body: string) =>
  record('messages', {
    sid: sid('IM', index),
    conversation_sid: conversation,
    message_index: index,
    author: 'alice',
    participant_sid: sid('MB', 1),
    body,
    attributes: '{ "z":1,"a" : 2}',
    delivery: '{"total":1,"sent":"all","delivered":"all","read":"none","failed":"none","undelivered":"none"}',
    ...dates,
  });
const member = (number: number, values: RecordValues) =>
  record('participants', {
    sid: sid('MB', number),
    conversation_sid: conversation,
    attributes: '{}',
    ...dates,
    ...values,
  });

/** A service with a conversation of two participants and two messages. */
const records: readonly TransferRecord[] = [
  record('services', {
    sid: service,
    friendly_name: 'Support',
    default_conversation_creator_role_sid: sid('RL', 2),
    default_conversation_role_sid: sid('RL', 2),
    default_chat_service_role_sid: sid('RL', 1),
    ...dates,
  }),
  record('account', { sid: account.sid, default_service_sid: service }),
  role(1, 'service'),
  role(2, 'conversation'),
  record('users', {
    sid: sid('US', 1),
    identity: 'alice',
    attributes: '{}',
    role_sid: sid('RL', 1),
    ...dates,
  }),
  record('conversations', {
    sid: conversation,
    unique_name: 'order-1',
    attributes: '{"b": 1}',
    state: 'active',
    timer_closed: 'P30D',
    timers_date_closed: '2090-01-01T00:00:00Z',
    ...dates,
  }),
  member(1, { identity: 'alice', role_sid: sid('RL', 2), last_read_message_index: 3 }),
  member(2, {
    messaging_binding_type: 'sms',
    messaging_binding_address: '+15550100',
    messaging_binding_proxy_address: '+15550199',
  }),
  message(3, 'hello'),
  message(7, 'later'),
  record('receipts', {
    sid: sid('DY', 1),
    conversation_sid: conversation,
    message_sid: sid('IM', 3),
    participant_sid: sid('MB', 2),
    channel_message_sid: sid('SM', 1),
    status: 'delivered',
    error_code: 0,
    ...dates,
  }),
  record('media', {
    sid: sid('ME', 1),
    size: 5,
    content_type: 'text/plain',
    category: 'media',
    conversation_sid: conversation,
    message_sid: sid('IM', 3),
    date_upload_updated: dates.date_updated,
    ...dates,
  }),
];

const folder = mkdtempSync(join(tmpdir(), 'colloquy-import-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function importInto(storage: Storage, given: readonly TransferRecord[]) {
  const deps = { storage, media: createFolderStore(folder), accountSid: account.sid, now: () => Date.now() };
  return importRecords(deps, {
    batches: async function* () {
      yield { records: given };
    },
    openMedia: async () =>
      (async function* () {
        yield Buffer.from('bytes');
      })(),
  });
}

describe.each(engines)('an import on %s', async (engine) => {
  const { url } = await createDatabase(engine);
  const imports = async (given: readonly TransferRecord[]) => {
    await using storage = await openStorage(url);
    const sids = new Sids(systemClock, new SystemRandomness());
    await ensureAccount({ storage, clock: systemClock, sids }, account.sid);
    return await importInto(storage, given);
  };
  const numbersOf = async () => {
    const { events, conversations } = await readContents(url);
    const rows = await queryRows(
      url,
      'SELECT sid, updated_event FROM message UNION ALL SELECT sid, updated_event FROM participant ORDER BY 1',
    );
    return { events: events.length, conversations, rows };
  };

  it('keeps SIDs, dates, gaps between indexes, attributes and timers, and appends an event of each object', async () => {
    const { counts, problems } = await imports(records);
    expect(problems).toEqual([]);
    expect(counts).toMatchObject({
      messages: { created: 2 },
      participants: { created: 2 },
      media: { created: 1 },
    });
    const { conversations, events } = await readContents(url);
    expect(conversations).toMatchObject([{ sid: conversation, message_counter: 8, participant_counter: 2 }]);
    expect(events.filter((event) => event.conversation_sid === conversation)).toMatchObject([
      { number: 1, name: 'onConversationAdded', source: 'IMPORT', webhook_enabled: 0 },
      ...[2, 3].map((number) => ({ number, name: 'onParticipantAdded' })),
      ...[4, 5].map((number) => ({ number, name: 'onMessageAdded' })),
    ]);
  });

  it('changes no row and appends no event when it is run again', async () => {
    const before = await numbersOf();
    const { counts } = await imports(records);
    expect(Object.values(counts).every(({ created, updated }) => created + updated === 0)).toBe(true);
    expect(await numbersOf()).toEqual(before);
  });

  it('updates what has changed at its source, with an event', async () => {
    const before = await numbersOf();
    expect(
      (await imports([...records.slice(0, 8), message(3, 'edited'), message(7, 'later')])).counts,
    ).toMatchObject({
      messages: { created: 0, updated: 1, unchanged: 1 },
    });
    const { events } = await readContents(url);
    expect(events.length).toBe(before.events + 1);
    expect(events.at(-1)).toMatchObject({
      name: 'onMessageUpdated',
      number: 6,
      properties: { body: 'edited' },
    });
  });

  it('closes a conversation that its source has closed, and frees its address pair', async () => {
    const room = (state: string) =>
      record('conversations', { sid: sid('CH', 2), state, attributes: '{}', ...dates });
    const customer = member(5, {
      conversation_sid: sid('CH', 2),
      messaging_binding_type: 'sms',
      messaging_binding_address: '+15550111',
      messaging_binding_proxy_address: '+15550199',
    });
    await imports([room('active'), customer]);
    expect(await queryRows(url, "SELECT address FROM address_pair WHERE address = '+15550111'")).toHaveLength(
      1,
    );
    await imports([room('closed'), customer]);
    expect(await queryRows(url, "SELECT address FROM address_pair WHERE address = '+15550111'")).toEqual([]);
    const { events, conversations } = await readContents(url);
    expect(events.filter((event) => event.conversation_sid === sid('CH', 2)).map(({ name }) => name)).toEqual(
      ['onConversationAdded', 'onParticipantAdded', 'onConversationUpdated', 'onConversationStateUpdated'],
    );
    expect(conversations.find((row) => row.sid === sid('CH', 2))).toMatchObject({
      updated_event: 4,
      event_counter: 4,
    });
  });

  it('takes the last of two records of an object', async () => {
    const user = (friendly_name: string) =>
      record('users', {
        sid: sid('US', 2),
        identity: 'bob',
        friendly_name,
        attributes: '{}',
        role_sid: sid('RL', 1),
        ...dates,
      });
    expect((await imports([user('one'), user('two')])).counts.users).toMatchObject({ created: 1 });
    expect(await queryRows(url, "SELECT friendly_name FROM chat_user WHERE identity = 'bob'")).toEqual([
      { friendly_name: 'two' },
    ]);
  });

  it('reports objects that contradict the schema, and imports the others', async () => {
    const { problems, counts } = await imports([
      record('roles', { sid: 'RL1', friendly_name: 'x', type: 'service', permissions: '[]', ...dates }),
      record('roles', { ...role(4, 'service').values, friendly_name: 'a\0b' }),
      role(3, 'conversation'),
      member(9, { identity: 'nobody' }),
      record('webhooks', { sid: sid('WH', 1), conversation_sid: sid('CH', 9), target: 'webhook', ...dates }),
    ]);
    expect(problems).toEqual([
      'RL1: sid cannot be "RL1"',
      `${sid('RL', 4)}: friendly_name cannot be "a\\u0000b"`,
      `${sid('MB', 9)}: its user has not been imported`,
      `${sid('WH', 1)}: its conversation has not been imported`,
    ]);
    expect(counts.roles).toEqual({ created: 1, updated: 0, unchanged: 0 });
  });

  it('reports an object whose name or index another one has, and imports the others', async () => {
    const before = await numbersOf();
    const room = (number: number, unique_name: string) =>
      record('conversations', {
        sid: sid('CH', number),
        unique_name,
        state: 'closed',
        attributes: '{}',
        ...dates,
      });
    const alice = { identity: 'alice', attributes: '{}', role_sid: sid('RL', 1), ...dates };
    const { problems, counts } = await imports([
      record('users', { sid: sid('US', 8), ...alice }),
      room(2, 'order-1'),
      room(8, 'twice'),
      room(9, 'twice'),
      member(8, { identity: 'alice', role_sid: sid('RL', 2) }),
      { ...message(3, ''), values: { ...message(3, 'other').values, sid: sid('IM', 8) } },
    ]);
    expect(problems).toEqual([
      `${sid('US', 8)}: ${sid('US', 1)} has identity alice in the target`,
      `${sid('CH', 2)}: ${conversation} has unique_name order-1 in the target`,
      `${sid('CH', 9)}: ${sid('CH', 8)} has unique_name twice in the target`,
      `${sid('MB', 8)}: ${sid('MB', 1)} has conversation_sid ${conversation}, identity alice in the target`,
      `${sid('IM', 8)}: ${sid('IM', 3)} has conversation_sid ${conversation}, message_index 3 in the target`,
    ]);
    expect(counts).toEqual({ conversations: { created: 1, updated: 0, unchanged: 0 } });
    const after = await numbersOf();
    expect(after.events).toBe(before.events + 1);
    expect(after.conversations).toEqual([
      ...before.conversations,
      expect.objectContaining({ sid: sid('CH', 8) }),
    ]);
  });

  it('reports an object that the target has in another conversation, and moves nothing', async () => {
    const before = await numbersOf();
    const elsewhere = { conversation_sid: sid('CH', 2) };
    const { problems } = await imports([
      member(1, { identity: 'alice', role_sid: sid('RL', 2), ...elsewhere }),
      { ...message(7, ''), values: { ...message(7, 'later').values, ...elsewhere } },
    ]);
    const moved = `conversation_sid is "${conversation}" in the target, not "${sid('CH', 2)}"`;
    expect(problems).toEqual([`${sid('MB', 1)}: ${moved}`, `${sid('IM', 7)}: ${moved}`]);
    expect(await numbersOf()).toEqual(before);
  });

  it('stores content only under SIDs of media that no other service has', async () => {
    const other = sid('IS', 2);
    const media = (value: string) => ({
      ...record('media', {
        sid: value,
        size: 5,
        content_type: 'text/plain',
        category: 'media',
        date_upload_updated: dates.date_updated,
        ...dates,
      }),
      serviceSid: other,
    });
    const roles = {
      default_conversation_creator_role_sid: sid('RL', 2),
      default_conversation_role_sid: sid('RL', 2),
      default_chat_service_role_sid: sid('RL', 1),
    };
    const traversing = '/../../escaped';
    const { problems, counts } = await imports([
      record('services', { sid: other, friendly_name: 'Other', ...roles, ...dates }),
      media(traversing),
      media(sid('ME', 1)),
      media(sid('ME', 2)),
    ]);
    expect(problems).toEqual([
      `${traversing}: this is not a SID of media`,
      `${sid('ME', 1)}: another service of the target has media with this SID`,
    ]);
    expect(counts.media).toEqual({ created: 1, updated: 0, unchanged: 0 });
    expect(existsSync(join(folder, '..', 'escaped'))).toBe(false);
  });

  it('ends content that is longer than its source says', async () => {
    const { problems } = await imports([
      record('media', {
        sid: sid('ME', 3),
        size: 2,
        content_type: 'text/plain',
        category: 'media',
        date_upload_updated: dates.date_updated,
        ...dates,
      }),
    ]);
    expect(problems).toEqual([`${sid('ME', 3)}: its content has 5 bytes, not 2`]);
  });

  it('says which conversations it has', async () => {
    await using storage = await openStorage(url);
    const sids = new Set([conversation, sid('CH', 77)]);
    const found = await storage.read((reader) => findImported(reader, account.sid, sids));
    expect([...found]).toEqual([conversation]);
    const other = await storage.read((reader) => findImported(reader, sid('AC', 1), sids));
    expect([...other]).toEqual([]);
  });

  it('is silent for webhooks and channels, and the server continues with the next index', async () => {
    await using receiver = await startReceiver();
    await imports([
      record('service_webhooks', {
        post_webhook_url: receiver.url,
        method: 'POST',
        filters: '["onConversationAdded","onMessageAdded","onMessageUpdated","onDeliveryUpdated"]',
      }),
      message(9, 'imported while no server runs'),
    ]);
    const settings = {
      ...accountSettings,
      PORT: '0',
      COLLOQUY_DATABASE_URL: url,
      COLLOQUY_MEDIA_URL: `file:${folder}`,
    };
    await using server = await startApp(parseConfig(readSettings({}, settings)), {
      log: await createLog({ level: 'silent', pretty: false }),
    });
    const client = createClient({ baseUrl: server.url, ...server.account });
    const room = await client.fetchConversation('order-1');
    expect(room).toMatchObject({ sid: conversation, attributes: '{"b": 1}' });
    expect(room.timers.dateClosed).toEqual(new Date('2090-01-01T00:00:00Z'));
    expect((await client.listConversationMessage(conversation)).map(({ index }) => index)).toEqual([3, 7, 9]);
    expect(await (await client.fetchMediaContent(service, sid('ME', 1))).text()).toBe('bytes');
    const posted = await client.createConversationMessage(conversation, {
      body: 'new',
      xTwilioWebhookEnabled: true,
    });
    expect(posted.index).toBe(10);
    await expect.poll(() => receiver.events()).toContain('onMessageAdded');
    expect(receiver.received.every(({ parameters }) => parameters['MessageSid'] !== sid('IM', 9))).toBe(true);
    expect(await queryRows(url, "SELECT kind FROM job WHERE kind = 'deliver_message'")).not.toContainEqual(
      expect.objectContaining({ subject_sid: sid('IM', 9) }),
    );
    // The pair of the imported participant is taken.
    const other = await client.createConversation({});
    await expect(
      client.createConversationParticipant(other.sid, {
        messagingBindingAddress: '+15550100',
        messagingBindingProxyAddress: '+15550199',
      }),
    ).rejects.toMatchObject({ code: 50416 });
  });
});
