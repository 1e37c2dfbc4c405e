import { expect, test } from 'vitest';
import { queryRows } from '../support/engines/database-contents.ts';
import { canShare, createDatabase, engines } from '../support/engines/databases.ts';
import { createCaller, type HttpCaller } from '../support/http/caller.ts';
import { startReceiver } from '../support/http/webhook-receiver.ts';
import { type ServerProcess, startServerProcess } from '../support/processes/colloquy-command.ts';
import { expectCompleteLanes } from './support/expect-lanes.ts';

const account = { sid: `AC${'1'.repeat(32)}`, token: 'token' };
const rooms = 8;
const rounds = { sqlite: 2, postgres: 2 };
/** Messages that are acknowledged before a server is killed in the middle of the next ones. */
const minAcknowledged = 60;

const callerFor = ({ baseUrl }: ServerProcess) => createCaller(baseUrl, account.sid, account.token);

/** Says one thing after another in a room until the server is gone. */
async function postMessage(call: HttpCaller, room: string, acknowledged: () => void): Promise<void> {
  try {
    for (;;) {
      const said = await call(
        'POST',
        `/v1/Conversations/${room}/Messages`,
        { Body: 'x' },
        { 'x-twilio-webhook-enabled': 'true' },
      );
      expect(said.status).toBe(201);
      acknowledged();
    }
  } catch (error) {
    // The connection broke, which is what this is about; an answer that was wrong is told.
    if (!(error instanceof TypeError)) throw error;
  }
}

test.each(engines)(
  '%s: what was acknowledged is told of, in order, whenever a server is killed',
  async (engine) => {
    const { url } = await createDatabase(engine);
    await using receiver = await startReceiver();
    // Some answers take their time, so that a server dies while it waits for them.
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
    for (let n = 0; n < rooms; n++)
      sids.push((await callerFor(server)('POST', '/v1/Conversations', {})).body.sid);
    expect((await callerFor(server)('POST', '/v1/Configuration/Webhooks', filters)).status).toBe(200);

    let acknowledged = 0;
    for (let round = 0; round < rounds[engine]; round++) {
      // Of two processes on one database, the one that dies leaves what it had claimed to the other.
      const survivor = canShare(engine) ? await start() : undefined;
      const ways = survivor === undefined ? [callerFor(server)] : [callerFor(server), callerFor(survivor)];
      let count = 0;
      const speaking = sids.map((room, n) =>
        postMessage(ways[n % ways.length] ?? callerFor(server), room, () => {
          acknowledged++;
          if (++count === minAcknowledged) server.process.kill('SIGKILL');
          // The other is killed as well, a little later: at the last, so that nobody is left who knows anything.
          if (count === minAcknowledged * 2) survivor?.process.kill('SIGKILL');
        }),
      );
      await Promise.all(speaking);
      expect((await server.result).signal).toBe('SIGKILL');
      await survivor?.result;
      server = await start();
    }
    await using last = server;
    const call = callerFor(last);
    // Claims of the dead end with time.
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
