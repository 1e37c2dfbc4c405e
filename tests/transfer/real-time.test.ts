import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClient } from '@colloquy/client';
import { afterAll, expect, test } from 'vitest';
import { closeClientsAfterEach, connectClient } from '../realtime/support/real-time-client.ts';
import { account } from '../support/accounts.ts';
import { createDatabase } from '../support/engines/databases.ts';
import { signAccessToken } from '../support/http/access-token.ts';
import { runInProcess } from '../support/processes/run-in-process.ts';
import { startServer } from '../support/servers/start-servers.ts';

closeClientsAfterEach();
const directory = mkdtempSync(join(tmpdir(), 'colloquy-live-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

test('a client that is connected to the target sees what an import brings', async () => {
  await using source = await startServer('sqlite::memory:');
  const client = createClient(source);
  const room = await client.createConversation({ friendlyName: 'Room' });
  await client.createConversationParticipant(room.sid, { identity: 'alice' });
  const { url } = await createDatabase('postgres');
  const credentials = ['--source-account-sid', account.sid, '--source-auth-token', account.token];
  const importAll = () =>
    runInProcess(
      [
        'import',
        'twilio',
        ...credentials,
        '--source-url',
        source.baseUrl,
        '--journal',
        join(directory, 'journal'),
      ],
      {
        COLLOQUY_ACCOUNT_SID: account.sid,
        COLLOQUY_AUTH_TOKEN: account.token,
        COLLOQUY_DATABASE_URL: url,
        COLLOQUY_MEDIA_URL: `file:${directory}`,
      },
    );
  expect(await importAll()).toMatchObject({ code: 0 });

  await using target = await startServer(url);
  const service = room.chatServiceSid;
  const token = signAccessToken(service, { grants: { identity: 'alice', chat: { service_sid: service } } });
  const alice = await connectClient(target.baseUrl, token);
  const conversation = await alice.getConversationBySid(room.sid);
  const bodies: (string | null)[] = [];
  alice.on('messageAdded', ({ body }) => void bodies.push(body));
  const joined: (string | null)[] = [];
  alice.on('conversationJoined', ({ friendlyName }) => void joined.push(friendlyName));

  await client.createConversationMessage(room.sid, { body: 'imported' });
  await client.updateConversation(room.sid, { friendlyName: 'Renamed' });
  const other = await client.createConversation({ friendlyName: 'Other' });
  await client.createConversationParticipant(other.sid, { identity: 'alice' });
  expect(await importAll()).toMatchObject({ code: 0 });
  await expect.poll(() => bodies, { timeout: 10_000 }).toEqual(['imported']);
  await expect.poll(() => joined, { timeout: 10_000 }).toContain('Other');
  await expect.poll(() => conversation.friendlyName, { timeout: 10_000 }).toBe('Renamed');
});
