import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClient } from '@colloquy/client';
import { afterAll, expect, test } from 'vitest';
import { account } from '../support/accounts.ts';
import { queryRows } from '../support/engines/database-contents.ts';
import { createDatabase, type Engine } from '../support/engines/databases.ts';
import { startColloquyCommand } from '../support/processes/colloquy-command.ts';
import { freePort } from '../support/processes/free-port.ts';
import { startServer } from '../support/servers/start-servers.ts';

const directory = mkdtempSync(join(tmpdir(), 'colloquy-mirror-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

/** Starts a mirror of a server with one conversation, and waits until it follows. */
async function startMirror(engine: Engine, ...args: readonly string[]) {
  const source = await startServer('sqlite::memory:');
  const client = createClient(source);
  const { sid: room } = await client.createConversation({ uniqueName: 'room' });
  await client.createConversationMessage(room, { body: 'before' });
  const { url } = await createDatabase(engine);
  const credentials = ['--source-account-sid', account.sid, '--source-auth-token', account.token];
  const command = startColloquyCommand(
    ['import', 'twilio', ...credentials, '--source-url', source.baseUrl, '--mirror', ...args],
    {
      COLLOQUY_ACCOUNT_SID: account.sid,
      COLLOQUY_AUTH_TOKEN: account.token,
      COLLOQUY_DATABASE_URL: url,
      COLLOQUY_MEDIA_URL: `file:${directory}`,
    },
    directory,
  );
  await expect
    .poll(() => command.output.stdout + command.output.stderr, { timeout: 40_000 })
    .toContain('Following');
  return {
    client,
    room,
    url,
    bodies: async () =>
      (await queryRows(url, 'SELECT body FROM message ORDER BY message_index')).map(({ body }) => body),
    names: async () =>
      (await queryRows(url, 'SELECT friendly_name FROM chat_user')).map((row) => row['friendly_name']),
    levels: async () =>
      (await queryRows(url, 'SELECT notification_level FROM participant')).map(
        (row) => row['notification_level'],
      ),
    rooms: async () =>
      (await queryRows(url, 'SELECT sid FROM conversation ORDER BY sid')).map(({ sid }) => sid),
    /** Of the conversation, in order. */
    events: () =>
      queryRows(url, `SELECT name, number FROM event WHERE conversation_sid = '${room}' ORDER BY position`),
    async [Symbol.asyncDispose]() {
      command.process.kill('SIGTERM');
      expect(await command.result).toMatchObject({ code: 0 });
      await source.stop();
    },
  };
}

test('a mirror takes what webhooks report within seconds, and refuses forged requests', async () => {
  const port = await freePort();
  const webhook = `http://127.0.0.1:${port}/`;
  await using mirror = await startMirror('sqlite', '--webhook-port', `${port}`, '--webhook-url', webhook);
  const { client, room } = mirror;
  await client.updateConfigurationWebhook({
    postWebhookUrl: webhook,
    filters: [
      'onMessageAdded',
      'onMessageUpdated',
      'onConversationAdded',
      'onParticipantAdded',
      'onParticipantUpdated',
      'onUserUpdated',
      'onMessageRemoved',
      'onParticipantRemoved',
      'onConversationRemoved',
    ],
  });
  const withWebhooks = { xTwilioWebhookEnabled: true };
  const { sid } = await client.createConversationMessage(room, { body: 'live', ...withWebhooks });
  await expect.poll(mirror.bodies, { timeout: 5000 }).toEqual(['before', 'live']);
  await client.updateConversationMessage(room, sid, { body: 'edited', ...withWebhooks });
  await expect.poll(mirror.bodies, { timeout: 5000 }).toEqual(['before', 'edited']);
  const alice = await client.createConversationParticipant(room, { identity: 'alice', ...withWebhooks });
  await client.updateUser('alice', { friendlyName: 'Alice', ...withWebhooks });
  await expect.poll(mirror.names, { timeout: 5000 }).toEqual(['Alice']);

  // Only the next change of the participant is reported.
  await client.updateUserConversation('alice', room, { notificationLevel: 'muted' });
  await client.updateConversationParticipant(room, alice.sid, { attributes: '{"a":1}', ...withWebhooks });
  await expect.poll(mirror.levels, { timeout: 5000 }).toEqual(['muted']);

  await client.deleteConversationMessage(room, sid, withWebhooks);
  await expect.poll(mirror.bodies, { timeout: 5000 }).toEqual(['before']);
  await client.deleteConversationParticipant(room, alice.sid, withWebhooks);
  await expect.poll(mirror.levels, { timeout: 5000 }).toEqual([]);
  await client.deleteConversation(room, withWebhooks);
  await expect.poll(mirror.rooms, { timeout: 5000 }).toEqual([]);
  const events = await mirror.events();
  expect(events.map(({ name }) => name).filter((name) => /Removed$/.test(String(name)))).toEqual([
    'onMessageRemoved',
    'onParticipantRemoved',
    'onConversationRemoved',
  ]);
  expect(events.map(({ number }) => number)).toEqual(events.map((_, index) => index + 1));

  const forged = new URLSearchParams({ EventType: 'onUserUpdated', ChatServiceSid: 'IS1', UserSid: 'US1' });
  const refused = await fetch(webhook, {
    method: 'POST',
    body: forged,
    headers: { 'X-Twilio-Signature': 'x' },
  });
  expect(refused.status).toBe(403);
});

test('a mirror without webhooks takes what is new and what is deleted with its next walk', async () => {
  await using mirror = await startMirror('postgres', '--interval', 'PT1S');
  const { client, room } = mirror;
  await using target = await startServer(mirror.url);
  const targetClient = createClient(target);
  const found = await client.createConversationMessage(room, { body: 'found' });
  const alice = await client.createConversationParticipant(room, { identity: 'alice' });
  const { sid: other } = await client.createConversation();
  await expect.poll(mirror.bodies, { timeout: 10_000 }).toEqual(['before', 'found']);
  await expect.poll(mirror.rooms, { timeout: 10_000 }).toHaveLength(2);
  // Of the target's own, nothing is deleted.
  await targetClient.createConversationParticipant(room, { identity: 'own' });
  const own = await targetClient.createConversation({ uniqueName: 'own' });

  await client.deleteConversationMessage(room, found.sid);
  await client.deleteConversationParticipant(room, alice.sid);
  await client.deleteConversation(other);
  await expect.poll(mirror.bodies, { timeout: 10_000 }).toEqual(['before']);
  await expect.poll(mirror.rooms, { timeout: 10_000 }).toEqual([room, own.sid].toSorted());
  await expect
    .poll(async () => (await targetClient.listConversationParticipant(room)).map(({ identity }) => identity))
    .toEqual(['own']);
});
