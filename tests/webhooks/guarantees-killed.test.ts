import { expect, test } from 'vitest';
import { type Call, caller } from '../process/support/api.ts';
import { type ServerProcess, startServerProcess } from '../process/support/command.ts';
import { rowsOf } from '../process/support/contents.ts';
import { createDatabase, engines } from '../support/engines.ts';
import { startReceiver } from './receiver.ts';
import { expectWholeLines } from './support/lines.ts';

const account = { sid: `AC${'1'.repeat(32)}`, token: 'token' };
const rooms = 8;
const rounds = { sqlite: 2, postgres: 2 };
/** Messages that are acknowledged before a server is killed in the middle of the next ones. */
const enough = 60;

const to = ({ baseUrl }: ServerProcess) => caller(baseUrl, account.sid, account.token);

/** Says one thing after another in a room until the server is gone. */
async function say(call: Call, room: string, acknowledged: () => void): Promise<void> {
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
    receiver.answer = async () => {
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
    for (let n = 0; n < rooms; n++) sids.push((await to(server)('POST', '/v1/Conversations', {})).body.sid);
    expect((await to(server)('POST', '/v1/Configuration/Webhooks', filters)).status).toBe(200);

    let acknowledged = 0;
    for (let round = 0; round < rounds[engine]; round++) {
      // Of two processes on one database, the one that dies leaves what it had claimed to the other.
      const survivor = engine === 'postgres' ? await start() : undefined;
      const ways = survivor === undefined ? [to(server)] : [to(server), to(survivor)];
      let count = 0;
      const speaking = sids.map((room, n) =>
        say(ways[n % ways.length] ?? to(server), room, () => {
          acknowledged++;
          if (++count === enough) server.process.kill('SIGKILL');
          // The other is killed as well, a little later: at the last, so that nobody is left who knows anything.
          if (count === enough * 2) survivor?.process.kill('SIGKILL');
        }),
      );
      await Promise.all(speaking);
      expect((await server.finished).signal).toBe('SIGKILL');
      await survivor?.finished;
      server = await start();
    }
    await using last = server;
    const call = to(last);
    // Claims of the dead end with time.
    for (let n = 0; n < 4; n++)
      expect((await call('POST', '/colloquy/v1/clock/advance', { Duration: 'PT61S' })).status).toBe(200);

    const posted = await rowsOf(
      url,
      'SELECT conversation_sid, count(*) AS count FROM message GROUP BY conversation_sid',
    );
    const messages = new Map(posted.map((row) => [String(row['conversation_sid']), Number(row['count'])]));
    const total = [...messages.values()].reduce((sum, count) => sum + count, 0);
    expect(total).toBeGreaterThanOrEqual(acknowledged);
    expectWholeLines(receiver.received, messages);
    expect(await rowsOf(url, 'SELECT * FROM webhook_lane')).toEqual([]);
  },
);
