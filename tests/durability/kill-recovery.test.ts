import { expect, test } from 'vitest';
import { type Contents, readContents } from '../support/engines/database-contents.ts';
import { createDatabase } from '../support/engines/databases.ts';
import { expectEventNumbers } from '../support/engines/expect-event-numbers.ts';
import {
  createCaller,
  type HttpCaller,
  listAllConversations,
  type ReplyBody,
} from '../support/http/caller.ts';
import { startServerProcess } from '../support/processes/colloquy-command.ts';

const account = { sid: `AC${'1'.repeat(32)}`, token: 'token' };
const rounds = 3;
const clients = 24;
/** The number of acknowledged writes after which the server is killed in the middle of the next ones. */
const minAcknowledged = 200;

/** The last acknowledged state of a conversation, and the request that has no reply yet. */
interface Known {
  readonly sid: string;
  acknowledged: ReplyBody | 'deleted';
  pending: { readonly friendlyName: string } | 'delete' | undefined;
}

/** Writes until the server is killed: creates, updates, and a delete of every fifth conversation. */
async function write(call: HttpCaller, known: Known[], acknowledged: () => void): Promise<void> {
  try {
    for (let n = 0; ; n++) {
      const created = await call('POST', '/v1/Conversations', {
        FriendlyName: 'created',
        UniqueName: crypto.randomUUID(),
      });
      expect(created.status).toBe(201);
      const each: Known = { sid: created.body.sid, acknowledged: created.body, pending: undefined };
      known.push(each);
      acknowledged();
      for (const friendlyName of ['once', 'twice']) {
        each.pending = { friendlyName };
        const updated = await call('POST', `/v1/Conversations/${each.sid}`, { FriendlyName: friendlyName });
        expect(updated.status).toBe(200);
        each.acknowledged = updated.body;
        each.pending = undefined;
        acknowledged();
      }
      if (n % 5 !== 4) continue;
      each.pending = 'delete';
      expect((await call('DELETE', `/v1/Conversations/${each.sid}`)).status).toBe(204);
      each.acknowledged = 'deleted';
      each.pending = undefined;
      acknowledged();
    }
  } catch (error) {
    // The connection broke as intended; a wrong reply is an error.
    if (!(error instanceof TypeError)) throw error;
  }
}

/** Expects each conversation to be as acknowledged, or as requested if there was no reply. */
function expectKept(
  known: readonly Known[],
  shown: ReadonlyMap<string, ReplyBody>,
  { events }: Contents,
): void {
  const reported = Map.groupBy(events, ({ conversation_sid }) => conversation_sid);
  for (const { sid, acknowledged, pending } of known) {
    const found = shown.get(sid);
    if (acknowledged === 'deleted' || (pending === 'delete' && found === undefined)) {
      expect(found).toBeUndefined();
      expect(reported.get(sid)?.at(-1)?.name).toBe('onConversationRemoved');
      continue;
    }
    const allowed = [acknowledged.friendly_name];
    if (typeof pending === 'object') allowed.push(pending.friendlyName);
    expect(allowed).toContain(found?.friendly_name);
    expect(found?.unique_name).toBe(acknowledged.unique_name);
    expect(reported.get(sid)?.at(-1)?.properties['friendly_name']).toBe(found?.friendly_name);
  }
}

test('a server that is killed during writes loses no acknowledged write', async () => {
  const { url } = await createDatabase('sqlite');
  const environment = {
    COLLOQUY_ACCOUNT_SID: account.sid,
    COLLOQUY_AUTH_TOKEN: account.token,
    COLLOQUY_DATABASE_URL: url,
    COLLOQUY_LOG_LEVEL: 'silent',
  };
  const known: Known[] = [];
  for (let round = 0; round < rounds; round++) {
    await using server = await startServerProcess(environment);
    const call = createCaller(server.baseUrl, account.sid, account.token);
    let count = 0;
    const acknowledged = () => {
      count++;
      if (count === minAcknowledged) server.process.kill('SIGKILL');
    };
    await Promise.all(Array.from({ length: clients }, () => write(call, known, acknowledged)));
    expect((await server.result).signal).toBe('SIGKILL');
    // Requests without a reply may or may not have been applied, so the actual state counts from here on.
    const contents = await readContents(url);
    expectEventNumbers(contents);
  }
  await using server = await startServerProcess(environment);
  const call = createCaller(server.baseUrl, account.sid, account.token);
  const shown = new Map(
    (await listAllConversations(call, '/v1/Conversations?PageSize=1000')).map((each) => [each.sid, each]),
  );
  expect(known.length).toBeGreaterThan(rounds * clients);
  const contents = await readContents(url);
  expectKept(known, shown, contents);
  expect(contents.conversations.map(({ sid }) => sid).toSorted()).toEqual([...shown.keys()].toSorted());
  // The next write succeeds.
  expect((await call('POST', '/v1/Conversations', { FriendlyName: 'after' })).status).toBe(201);
  expectEventNumbers(await readContents(url));
});
