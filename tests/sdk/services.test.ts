import { startColloquy } from '@colloquy/testkit';
import { afterAll, describe, expect, it } from 'vitest';
import { createDatabase, engines } from '../support/engines/databases.ts';
import { officialClient, sdkRuns, useOfficialClient } from '../support/http/official-client.ts';

describe.each(sdkRuns)('the services of the official client on $engine with $sdk', async (run) => {
  const { colloquy, client } = await useOfficialClient(run);
  const { services } = client.conversations.v1;

  it('the official client creates, fetches and deletes services', async () => {
    const made = await services.create({ friendlyName: 'Tea & cake' });
    expect(made).toMatchObject({ friendlyName: 'Tea & cake', accountSid: colloquy.accountSid });
    expect(made.dateCreated).toBeInstanceOf(Date);
    expect((await services(made.sid).fetch()).toJSON()).toEqual(made.toJSON());
    // In 6.2, an object that create() returned could not call fetch().
    expect((await made.fetch()).toJSON()).toEqual(made.toJSON());
    expect(await services(made.sid).remove()).toBe(true);
    await expect(services(made.sid).fetch()).rejects.toMatchObject({ status: 404, code: 20404 });
    await expect(services(made.sid).remove()).rejects.toMatchObject({ status: 404, code: 20404 });
  });

  it('the official client lists services newest first', async () => {
    const made = ['one', 'two', 'three'];
    for (const friendlyName of made) await services.create({ friendlyName });
    const newest = (await services.list({ limit: 3, pageSize: 2 })).map(({ friendlyName }) => friendlyName);
    expect(newest).toEqual(['three', 'two', 'one']);
    const page = await services.page({ pageSize: 1 });
    expect((await page.nextPage())?.instances[0]?.friendlyName).toBe('two');
  });

  it('the official client deletes a service with its conversations', async () => {
    const { sid } = await services.create({ friendlyName: 'doomed' });
    const inConversation = services(sid).conversations((await services(sid).conversations.create()).sid);
    await services(sid).remove();
    await expect(inConversation.fetch()).rejects.toMatchObject({ status: 404, code: 20404 });
  });
});

describe.each(engines)('the official client with an API key on %s', async (engine) => {
  const database = await createDatabase(engine);
  const accounts = [`AC${'1'.repeat(32)}`, `AC${'2'.repeat(32)}`] as const;
  const keys = [`SK${'1'.repeat(32)}`, `SK${'2'.repeat(32)}`] as const;
  const colloquy = await startColloquy({
    databaseUrl: database.url,
    settings: {
      COLLOQUY_ACCOUNTS: `${accounts[0]}:token1,${accounts[1]}:token2`,
      COLLOQUY_API_KEYS: `${keys[0]}:secret1,${keys[1]}:secret2:${accounts[1]}`,
    },
  });
  afterAll(() => colloquy.stop());
  const login = (index: 0 | 1) =>
    officialClient(colloquy.baseUrl, keys[index], `secret${index + 1}`, { accountSid: accounts[index] })
      .conversations.v1;

  it.each([0, 1] as const)('the official client works with API key %i in its account', async (index) => {
    const made = await login(index).conversations.create({ uniqueName: 'mine' });
    expect(made.accountSid).toBe(accounts[index]);
    expect((await login(index).conversations('mine').fetch()).sid).toBe(made.sid);
    expect((await login(index).conversations.list()).map(({ sid }) => sid)).toEqual([made.sid]);
  });

  it('the official client with an API key sees the objects of its account only', async () => {
    const owner = officialClient(colloquy.baseUrl, accounts[0], 'token1').conversations.v1;
    const { sid } = await owner.conversations.create();
    expect((await login(0).conversations(sid).fetch()).sid).toBe(sid);
    await expect(login(1).conversations(sid).fetch()).rejects.toMatchObject({ status: 404, code: 20404 });
  });

  it('the official client reports a wrong secret', async () => {
    const wrong = officialClient(colloquy.baseUrl, keys[0], 'secret2', { accountSid: accounts[0] })
      .conversations.v1;
    await expect(wrong.conversations.list()).rejects.toMatchObject({
      status: 401,
      code: 20003,
      message: 'Authenticate',
    });
  });
});
