import pg from 'pg';
import { expect, test } from 'vitest';
import { queryRows, readContents } from '../support/engines/database-contents.ts';
import { createDatabase } from '../support/engines/databases.ts';
import { createCaller, type HttpCaller } from '../support/http/caller.ts';
import { startServerProcess } from '../support/processes/colloquy-command.ts';

const account = { sid: `AC${'1'.repeat(32)}`, token: 'token' };
const guests = ['alice', 'bob'];

async function start(url: string) {
  const server = await startServerProcess({
    COLLOQUY_ACCOUNT_SID: account.sid,
    COLLOQUY_AUTH_TOKEN: account.token,
    COLLOQUY_DATABASE_URL: url,
    COLLOQUY_LOG_LEVEL: 'silent',
  });
  return { server, call: createCaller(server.baseUrl, account.sid, account.token) };
}

/** Creates a conversation with the guests; returns its SID as soon as the server responds. */
async function make(call: HttpCaller): Promise<string> {
  const form = guests.map((identity): [string, string] => ['Participant', JSON.stringify({ identity })]);
  const { status, text, body } = await call(
    'POST',
    '/v1/ConversationWithParticipants',
    new URLSearchParams(form).toString(),
  );
  expect(status, text).toBe(202);
  expect(body.state).toBe('initializing');
  return body.sid;
}

/** Polls until the conversations are initialized, then reads the participants. */
async function expectBegun(call: HttpCaller, url: string, sids: readonly string[]): Promise<void> {
  for (const sid of sids) {
    let state = 'initializing';
    while (state === 'initializing') state = (await call('GET', `/v1/Conversations/${sid}`)).body.state;
    expect(state).toBe('active');
  }
  const members = await queryRows(
    url,
    'SELECT conversation_sid, identity FROM participant ORDER BY identity',
  );
  const reported = Map.groupBy((await readContents(url)).events, ({ conversation_sid }) => conversation_sid);
  for (const sid of sids) {
    const identities = members.filter((row) => row['conversation_sid'] === sid).map((row) => row['identity']);
    expect(identities).toEqual(guests);
    expect(reported.get(sid)?.map(({ number, name }) => [number, name])).toEqual([
      [1, 'onConversationAdded'],
      [2, 'onParticipantAdded'],
      [3, 'onParticipantAdded'],
      [4, 'onConversationStateUpdated'],
    ]);
  }
}

test('on PostgreSQL, participants that a killed server was adding are added by the next one', async () => {
  const { url } = await createDatabase('postgres');
  const first = await start(url);
  await using _first = first.server;
  const blocker = new pg.Client({ connectionString: url });
  await blocker.connect();
  // This lock blocks writers of participants, and no readers.
  await blocker.query('BEGIN; LOCK TABLE participant IN SHARE MODE');
  const sid = await make(first.call);
  expect((await first.call('GET', `/v1/Conversations/${sid}`)).body.state).toBe('initializing');
  await first.server.kill('SIGKILL');
  await blocker.query('ROLLBACK');
  await blocker.end();
  const second = await start(url);
  await using _second = second.server;
  await expectBegun(second.call, url, [sid]);
});

test('on SQLite, participants that a killed server had accepted are added by the next one', async () => {
  const { url } = await createDatabase('sqlite');
  const sids: string[] = [];
  {
    const { server, call } = await start(url);
    await using _ = server;
    const client = async () => {
      try {
        for (;;) {
          sids.push(await make(call));
          // Kills right after a reply, while the work that follows the replies is running.
          if (sids.length === 40) server.process.kill('SIGKILL');
        }
      } catch (error) {
        // The connection broke as intended; a wrong reply is an error.
        if (!(error instanceof TypeError)) throw error;
      }
    };
    await Promise.all(Array.from({ length: 8 }, client));
    expect((await server.result).signal).toBe('SIGKILL');
  }
  expect(sids.length).toBeGreaterThanOrEqual(40);
  const { server, call } = await start(url);
  await using _ = server;
  await expectBegun(call, url, sids);
});
