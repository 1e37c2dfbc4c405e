import { ColloquyError, ConnectionError, createClient } from '@colloquy/client';
import { startColloquy } from '@colloquy/testkit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

let colloquy: Awaited<ReturnType<typeof startColloquy>>;
let client: ReturnType<typeof createClient>;

beforeAll(async () => {
  colloquy = await startColloquy();
  client = createClient(colloquy);
});
afterAll(() => colloquy.stop());

describe('an error of the server', () => {
  it('carries what the reply says', async () => {
    const sid = `CH${'0'.repeat(32)}`;
    const error = await client.fetchConversation(sid).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(ColloquyError);
    expect(error).toMatchObject({
      status: 404,
      code: 20404,
      message: expect.stringContaining(sid),
      moreInfo: 'https://www.twilio.com/docs/errors/20404',
      requestId: expect.stringMatching(/^RQ[0-9a-f]{32}$/),
    });
  });

  it('tells which parameter was refused', async () => {
    await expect(client.createConversation({ attributes: '{' })).rejects.toMatchObject({
      status: 400,
      code: 50304,
    });
    await expect(client.createConversation({ state: 'closed' })).rejects.toMatchObject({ code: 50384 });
    await expect(client.createConversation({ timersInactive: 'PT59S' })).rejects.toMatchObject({
      code: 50375,
    });
    // @ts-expect-error: what JavaScript lets through
    await expect(client.createService()).rejects.toMatchObject({
      status: 400,
      code: 20001,
      message: 'Missing required parameter FriendlyName in the post body',
    });
  });

  it('tells of a conflict', async () => {
    await client.createConversation({ uniqueName: 'taken' });
    await expect(client.createConversation({ uniqueName: 'taken' })).rejects.toMatchObject({
      status: 409,
      code: 50353,
    });
  });

  it('tells that a closed conversation stays closed', async () => {
    const { sid } = await client.createConversation();
    await client.updateConversation(sid, { state: 'closed' });
    await expect(client.updateConversation(sid, { state: 'active' })).rejects.toMatchObject({ code: 50377 });
  });

  it('tells of wrong credentials', async () => {
    const { baseUrl, accountSid } = colloquy;
    const wrongClient = createClient({ baseUrl, accountSid, authToken: '0'.repeat(32) });
    await expect(wrongClient.listConversation()).rejects.toMatchObject({ status: 401, code: 20003 });
  });
});

it('a server that was stopped is a connection that fails', async () => {
  const own = await startColloquy();
  const orphan = createClient(own);
  await orphan.createConversation();
  await own.stop();
  await expect(orphan.createConversation()).rejects.toBeInstanceOf(ConnectionError);
});
