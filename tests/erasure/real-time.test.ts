import { createClient } from '@colloquy/client';
import { startColloquy } from '@colloquy/testkit';
import type { Message, Participant } from '@twilio/conversations';
import { describe, expect, test } from 'vitest';
import { nextEvent } from '../realtime/scenarios/support/checks.ts';
import { closeClientsAfterEach, connectClient } from '../realtime/support/real-time-client.ts';
import { canShare, createDatabase, engines } from '../support/engines/databases.ts';
import { runInProcess } from '../support/processes/run-in-process.ts';

describe.each(engines.filter(canShare))('client SDKs during an erasure on %s', (engine) => {
  closeClientsAfterEach();

  test('the session of the person ends, and others see the messages and the participant disappear', async () => {
    const { url } = await createDatabase(engine);
    await using server = await startColloquy({ databaseUrl: url });
    const client = createClient(server);
    const { sid: service } = await client.createService({ friendlyName: 'desk' });
    const room = await client.createServiceConversation(service, {});
    for (const identity of ['alice', 'bob'])
      await client.createServiceConversationParticipant(service, room.sid, { identity });
    for (const author of ['alice', 'bob'])
      await client.createServiceConversationMessage(service, room.sid, { body: author, author });
    const connect = async (identity: string) =>
      connectClient(server.baseUrl, await server.token({ identity, serviceSid: service }));
    const [alice, bob] = [await connect('alice'), await connect('bob')];
    const conversation = await bob.getConversationBySid(room.sid);
    expect((await conversation.getMessages()).items.map(({ body }) => body)).toEqual(['alice', 'bob']);

    const ended = nextEvent<{ readonly terminal: boolean }>(alice, 'connectionError');
    const removed = nextEvent<Message>(bob, 'messageRemoved');
    const left = nextEvent<Participant>(bob, 'participantLeft');
    const environment = {
      COLLOQUY_ACCOUNT_SID: server.accountSid,
      COLLOQUY_AUTH_TOKEN: server.authToken,
      COLLOQUY_DATABASE_URL: url,
    };
    expect(
      await runInProcess(['erase', '--identity', 'alice', '--skip-rewrite', '--yes'], environment),
    ).toMatchObject({
      code: 0,
    });
    expect((await removed).index).toBe(0);
    await left;
    expect(await ended).toMatchObject({ terminal: true });
    expect((await conversation.getMessages()).items.map(({ body }) => body)).toEqual(['bob']);
    expect((await conversation.getParticipants()).map(({ identity }) => identity)).toEqual(['bob']);
  });
});
