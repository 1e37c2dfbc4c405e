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

describe('errors of the server', () => {
  it('a ColloquyError has the properties of the error reply', async () => {
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

  it('a ColloquyError names the rejected parameter', async () => {
    await expect(client.createConversation({ attributes: '{' })).rejects.toMatchObject({
      status: 400,
      code: 50304,
    });
    await expect(client.createConversation({ state: 'closed' })).rejects.toMatchObject({ code: 50384 });
    await expect(client.createConversation({ timersInactive: 'PT59S' })).rejects.toMatchObject({
      code: 50375,
    });
    // @ts-expect-error: JavaScript allows this.
    await expect(client.createService()).rejects.toMatchObject({
      status: 400,
      code: 20001,
      message: 'Missing required parameter FriendlyName in the post body',
    });
  });

  it('a conflict rejects with its ColloquyError', async () => {
    await client.createConversation({ uniqueName: 'taken' });
    await expect(client.createConversation({ uniqueName: 'taken' })).rejects.toMatchObject({
      status: 409,
      code: 50353,
    });
  });

  it('an update of a closed conversation rejects with its ColloquyError', async () => {
    const { sid } = await client.createConversation();
    await client.updateConversation(sid, { state: 'closed' });
    await expect(client.updateConversation(sid, { state: 'active' })).rejects.toMatchObject({ code: 50377 });
  });

  it('wrong credentials reject with a ColloquyError', async () => {
    const { baseUrl, accountSid } = colloquy;
    const wrongClient = createClient({ baseUrl, accountSid, authToken: '0'.repeat(32) });
    await expect(wrongClient.listConversation()).rejects.toMatchObject({ status: 401, code: 20003 });
  });
});

it('a call to a stopped server rejects with a ConnectionError', async () => {
  const own = await startColloquy();
  const orphan = createClient(own);
  await orphan.createConversation();
  await own.stop();
  await expect(orphan.createConversation()).rejects.toBeInstanceOf(ConnectionError);
});
