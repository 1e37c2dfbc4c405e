import { type Colloquy, startColloquy } from '@colloquy/testkit';
import type { Client, Conversation, Message, Participant } from '@twilio/conversations';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { accountSettings } from '../support/accounts.ts';
import { canShare, createDatabase, engines } from '../support/engines/databases.ts';
import { createCaller } from '../support/http/caller.ts';
import { nextEvent } from './scenarios/support/checks.ts';
import { closeClientsAfterEach, connectClient } from './support/real-time-client.ts';

describe.each(engines.filter(canShare))('with a client at each of two servers on %s', (engine) => {
  let databaseUrl: string;
  let servers: readonly [Colloquy, Colloquy];
  let service: string;
  closeClientsAfterEach();
  beforeAll(async () => {
    databaseUrl = (await createDatabase(engine)).url;
    const start = () => startColloquy({ databaseUrl, settings: accountSettings });
    servers = [await start(), await start()];
    const { baseUrl, accountSid, authToken } = servers[0];
    const call = createCaller(baseUrl, accountSid, authToken);
    service = (await call('POST', '/v1/Services', { FriendlyName: 'Chat' })).body.sid;
  });
  afterAll(() => Promise.all(servers.map((server) => server.stop())));

  const connect = async (server: Colloquy, identity: string): Promise<Client> =>
    connectClient(server.baseUrl, await server.token({ identity, serviceSid: service }));

  /** A conversation of two users, each at another server. */
  async function connectTwo() {
    const alice = await connect(servers[0], 'alice');
    const bob = await connect(servers[1], 'bob');
    const own = await alice.createConversation();
    await own.join();
    const joined = nextEvent<Conversation>(bob, 'conversationJoined');
    await own.add('bob');
    const others = await joined;
    await others.getParticipants();
    return { own, others };
  }

  /** Repeats what a client reports, which may be lost once, until the others have it. */
  async function typeUntil(own: Conversation, seen: Promise<Participant>): Promise<Participant> {
    const repeated = setInterval(() => void own.typing(), 200);
    await own.typing();
    return seen.finally(() => clearInterval(repeated));
  }

  test('a user who is typing at one is seen at the other', async () => {
    const { own, others } = await connectTwo();
    const typing = nextEvent<Participant>(others, 'typingStarted');
    await own.typing();
    expect((await typing).identity).toBe('alice');
  });

  test('messages come without the signals, and with them again when their connections are back', async () => {
    const { own, others } = await connectTwo();
    const client = new pg.Client({ connectionString: databaseUrl.replace(/^[^:]+/, 'postgres') });
    await client.connect();
    const { rows } = await client.query<{ ended: boolean }>(
      `SELECT pg_terminate_backend(pid) AS ended FROM pg_stat_activity
        WHERE datname = current_database() AND application_name = 'colloquy signals'`,
    );
    expect(rows).toEqual([{ ended: true }, { ended: true }]);
    await client.end();
    const added = nextEvent<Message>(others, 'messageAdded');
    await own.sendMessage('without');
    expect((await added).body).toBe('without');
    const typing = nextEvent<Participant>(others, 'typingStarted');
    expect((await typeUntil(own, typing)).identity).toBe('alice');
  });
});
