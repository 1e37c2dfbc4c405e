import { type Client, createClient } from '@colloquy/client';
import type { Colloquy } from '@colloquy/testkit';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { otherAccount } from '../support/accounts.ts';
import { createDatabase, engines } from '../support/engines/databases.ts';
import { startServer } from '../support/servers/start-servers.ts';

describe.each(engines)('the summaries of conversations on %s', (engine) => {
  let colloquy: Colloquy;
  let client: Client;
  let service: string;
  beforeAll(async () => {
    colloquy = await startServer((await createDatabase(engine)).url);
    client = createClient(colloquy);
    service = (await client.createService({ friendlyName: 'Desk' })).sid;
  });
  afterAll(() => colloquy?.stop());

  const create = async () => (await client.createServiceConversation(service)).sid;
  const summariesOf = async (...conversationSid: string[]) =>
    (await client.fetchConversationSummaries(service, { conversationSid })).summaries;

  test('a summary has the newest participants, how many there are, and the date of the last message', async () => {
    const [full, empty] = [await create(), await create()];
    for (const identity of ['ann', 'bob', 'cy'])
      await client.createServiceConversationParticipant(service, full, { identity });
    await client.createServiceConversationParticipant(service, full, {
      messagingBindingAddress: '+15550100142',
      messagingBindingProxyAddress: '+15550100100',
    });
    const date = (day: number) => new Date(Date.UTC(2024, 0, day));
    const messages = [];
    for (const day of [1, 3, 2])
      messages.push(
        await client.createServiceConversationMessage(service, full, { body: 'Hi', dateCreated: date(day) }),
      );
    const [one, other] = await summariesOf(empty, full);
    expect(one).toEqual({ sid: empty, participantCount: 0, participantNames: [], dateLastMessage: null });
    expect(other).toMatchObject({ sid: full, participantCount: 4, dateLastMessage: date(2) });
    expect(other?.participantNames).toEqual(['+15550100142', 'cy', 'bob']);
    await client.deleteServiceConversationMessage(service, full, messages[2]?.sid ?? '');
    expect(await summariesOf(full)).toMatchObject([{ dateLastMessage: date(3) }]);
  });

  test('a conversation that does not exist, or is in another service, has no summary', async () => {
    const { sid } = await client.createConversation();
    const known = await create();
    expect(await summariesOf(sid, `CH${'0'.repeat(32)}`, known, known)).toMatchObject([{ sid: known }]);
    expect(await summariesOf()).toEqual([]);
  });

  test('another account gets 404 for the service, and more than 100 conversations are refused', async () => {
    const { sid: accountSid, token: authToken } = otherAccount;
    const theirs = createClient({ baseUrl: colloquy.baseUrl, accountSid, authToken });
    const conversationSid = [await create()];
    await expect(theirs.fetchConversationSummaries(service, { conversationSid })).rejects.toMatchObject({
      status: 404,
    });
    const many = Array.from({ length: 101 }, (_, index) => `CH${String(index).padStart(32, '0')}`);
    await expect(summariesOf(...many)).rejects.toMatchObject({ status: 400, code: 20001 });
    await expect(summariesOf('CHx')).rejects.toMatchObject({ status: 400 });
  });
});
