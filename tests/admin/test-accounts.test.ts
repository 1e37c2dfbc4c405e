import { createClient } from '@colloquy/client';
import type { Colloquy } from '@colloquy/testkit';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createDatabase, engines } from '../support/engines/databases.ts';
import { startServer } from '../support/servers/start-servers.ts';

describe.each(engines)('accounts of tests on %s', (engine) => {
  let url: string;
  let colloquy: Colloquy;
  beforeAll(async () => {
    ({ url } = await createDatabase(engine));
    colloquy = await startServer(url);
  });
  afterAll(() => colloquy.stop());

  test('a new account is empty, and its API keys and tokens work', async () => {
    await colloquy.client.createConversation({ uniqueName: 'of the first account' });
    const { sid: accountSid, authToken } = await createClient(colloquy).createAccount();
    const client = createClient({ baseUrl: colloquy.baseUrl, accountSid, authToken });
    expect(await client.listConversation()).toEqual([]);
    const { sid: keySid, secret } = await client.createKey(accountSid, {});
    const withKey = createClient({ baseUrl: colloquy.baseUrl, username: keySid, password: secret });
    const { sid } = await withKey.createConversation();
    expect(await client.fetchConversation(sid)).toMatchObject({ accountSid });
    await expect(colloquy.client.fetchConversation(sid)).rejects.toMatchObject({ status: 404 });
    const wrong = createClient({ baseUrl: colloquy.baseUrl, accountSid, authToken: 'wrong' });
    await expect(wrong.listConversation()).rejects.toMatchObject({ status: 401 });
  });

  test('without the setting, accounts are not created, and those of tests are not valid', async () => {
    const { sid: accountSid, authToken } = await colloquy.client.createAccount();
    const created = { accountSid, authToken };
    const key = await createClient({ baseUrl: colloquy.baseUrl, ...created }).createKey(accountSid, {});
    await colloquy.stop();
    colloquy = await startServer(url, { COLLOQUY_TEST_TOOLS: '0' });
    const { baseUrl } = colloquy;
    await expect(colloquy.client.createAccount()).rejects.toMatchObject({ status: 404 });
    for (const credentials of [created, { username: key.sid, password: key.secret }])
      await expect(createClient({ baseUrl, ...credentials }).listConversation()).rejects.toMatchObject({
        status: 401,
      });
  });
});
