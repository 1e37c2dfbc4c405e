import { createClient } from '@colloquy/client';
import { describe, expect, it } from 'vitest';
import { account, accountSettings } from '../../../../tests/support/accounts.ts';
import { queryRows, readContents } from '../../../../tests/support/engines/database-contents.ts';
import { engines } from '../../../../tests/support/engines/databases.ts';
import { startReceiver } from '../../../../tests/support/http/webhook-receiver.ts';
import {
  conversation,
  createImportWorld,
  dates,
  member,
  message,
  record,
  records,
  service,
  sid,
} from '../../test/import-world.ts';
import { createLog, parseConfig, readSettings, startApp } from '../index.ts';
import { openStorage } from '../storage/open.ts';
import { findImported } from './writer/find-imported.ts';

describe.each(engines)('an import on %s', async (engine) => {
  const { folder, imports, numbersOf, url } = await createImportWorld(engine);

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
