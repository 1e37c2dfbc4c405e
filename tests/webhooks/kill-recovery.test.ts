import { expect, test } from 'vitest';
import { queryRows } from '../support/engines/database-contents.ts';
import { canShare, createDatabase, engines, implementationOf } from '../support/engines/databases.ts';
import { createCaller, type HttpCaller } from '../support/http/caller.ts';
import { startReceiver } from '../support/http/webhook-receiver.ts';
import { type ServerProcess, startServerProcess } from '../support/processes/colloquy-command.ts';
import { expectCompleteLanes } from './support/expect-lanes.ts';

const account = { sid: `AC${'1'.repeat(32)}`, token: 'token' };
const conversations = 8;
const rounds = { sqlite: 2, postgres: 2 };
/** Messages that are acknowledged before a server is killed while others are in flight. */
const minAcknowledged = 60;

const callerFor = ({ baseUrl }: ServerProcess) => createCaller(baseUrl, account.sid, account.token);

/** Posts one message after another until the server is gone. */
async function postUntilGone(
  call: HttpCaller,
  conversation: string,
  onAcknowledged: () => void,
): Promise<void> {
  try {
    for (;;) {
      const reply = await call(
        'POST',
        `/v1/Conversations/${conversation}/Messages`,
        { Body: 'x' },
        { 'x-twilio-webhook-enabled': 'true' },
      );
      expect(reply.status).toBe(201);
      onAcknowledged();
    }
  } catch (error) {
    // A broken connection is expected; a wrong reply is not.
    if (!(error instanceof TypeError)) throw error;
  }
}

test.each(engines)(
  '%s: every acknowledged change is delivered in order after servers are killed',
  async (engine) => {
    const { url } = await createDatabase(engine);
    await using receiver = await startReceiver();
    // Some replies are slow, so that a server is killed while it waits for them.
    let requests = 0;
    receiver.onRequest = async () => {
      if (++requests % 5 === 0) await new Promise((resolve) => setTimeout(resolve, 20));
      return 200;
    };
    const start = () =>
      startServerProcess({
        COLLOQUY_ACCOUNT_SID: account.sid,
        COLLOQUY_AUTH_TOKEN: account.token,
        COLLOQUY_DATABASE_URL: url,
        COLLOQUY_LOG_LEVEL: 'silent',
        COLLOQUY_TEST_CLOCK: 'true',
      });
    const filters = { PostWebhookUrl: receiver.url, Filters: 'onMessageAdded', Method: 'POST' };

    let server = await start();
    const sids: string[] = [];
    for (let n = 0; n < conversations; n++)
      sids.push((await callerFor(server)('POST', '/v1/Conversations', {})).body.sid);
    expect((await callerFor(server)('POST', '/v1/Configuration/Webhooks', filters)).status).toBe(200);

    let acknowledged = 0;
    for (let round = 0; round < rounds[implementationOf(engine)]; round++) {
      // The second process takes over the leases of the one that dies.
      const survivor = canShare(engine) ? await start() : undefined;
      const callers = survivor === undefined ? [callerFor(server)] : [callerFor(server), callerFor(survivor)];
      let count = 0;
      const posting = sids.map((conversation, n) =>
        postUntilGone(callers[n % callers.length] ?? callerFor(server), conversation, () => {
          acknowledged++;
          if (++count === minAcknowledged) server.process.kill('SIGKILL');
          // The second is killed a little later, so that no process keeps any state in memory.
          if (count === minAcknowledged * 2) survivor?.process.kill('SIGKILL');
        }),
      );
      await Promise.all(posting);
      expect((await server.result).signal).toBe('SIGKILL');
      await survivor?.result;
      server = await start();
    }
    await using last = server;
    const call = callerFor(last);
    // The leases of the dead processes expire.
    for (let n = 0; n < 4; n++)
      expect((await call('POST', '/colloquy/v1/clock/advance', { Duration: 'PT61S' })).status).toBe(200);

    const posted = await queryRows(
      url,
      'SELECT conversation_sid, count(*) AS count FROM message GROUP BY conversation_sid',
    );
    const messages = new Map(posted.map((row) => [String(row['conversation_sid']), Number(row['count'])]));
    const total = [...messages.values()].reduce((sum, count) => sum + count, 0);
    expect(total).toBeGreaterThanOrEqual(acknowledged);
    expectCompleteLanes(receiver.received, messages);
    expect(await queryRows(url, 'SELECT * FROM webhook_lane')).toEqual([]);
  },
);
