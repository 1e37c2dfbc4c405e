import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { engines } from '../support/engines/databases.ts';
import { createCaller, type HttpCaller, listAllConversations } from '../support/http/caller.ts';
import { startTestServer, type TestServer } from '../support/servers/test-server.ts';

const ours = { sid: `AC${'a'.repeat(32)}`, token: 'ours' };
const theirs = { sid: `AC${'b'.repeat(32)}`, token: 'theirs' };
const theirKey = { sid: `SK${'c'.repeat(32)}`, secret: 'secret' };

describe.each(engines)('isolation of accounts on %s', (engine) => {
  let testServer: TestServer;
  let otherCaller: HttpCaller;
  let otherKeyCaller: HttpCaller;
  let service: string;
  let conversation: string;
  beforeAll(async () => {
    testServer = await startTestServer(engine, {
      COLLOQUY_ACCOUNT_SID: ours.sid,
      COLLOQUY_AUTH_TOKEN: ours.token,
      COLLOQUY_ACCOUNTS: `${theirs.sid}:${theirs.token}`,
      COLLOQUY_API_KEYS: `${theirKey.sid}:${theirKey.secret}:${theirs.sid}`,
    });
    otherCaller = createCaller(testServer.colloquy.baseUrl, theirs.sid, theirs.token);
    otherKeyCaller = createCaller(testServer.colloquy.baseUrl, theirKey.sid, theirKey.secret);
    service = (await testServer.call('POST', '/v1/Services', { FriendlyName: 'Ours' })).body.sid;
    const made = await testServer.call('POST', `/v1/Services/${service}/Conversations`, {
      UniqueName: 'ours',
    });
    conversation = made.body.sid;
    // Fills the response cache.
    await testServer.call('GET', `/v1/Services/${service}/Conversations/${conversation}`);
    await testServer.call('GET', `/v1/Services/${service}/Conversations`);
    await testServer.call('GET', '/v1/Conversations/kept');
    await testServer.call('GET', '/v1/Conversations');
  });
  afterAll(() => testServer[Symbol.asyncDispose]());

  test('an account can neither see, change nor delete the objects of another, by any name', async () => {
    const kept = (await testServer.call('GET', '/v1/Conversations/kept')).body;
    const defaultService =
      /Services\/(IS\w{32})|$/.exec(kept.url)?.[1] ?? (await testServer.contents()).services[0]?.['sid'];
    const before = await testServer.contents();
    const paths = [
      `/v1/Services/${service}`,
      `/v1/Services/${service.toUpperCase()}`,
      `/v1/Services/${defaultService}`,
      `/v1/Services/${service}/Conversations`,
      `/v1/Services/${service}/Conversations?PageSize=1`,
      `/v1/Services/${service}/Conversations?State=active`,
      `/v1/Services/${service}/Conversations/${conversation}`,
      `/v1/Services/${service}/Conversations/ours`,
      `/v1/Services/${defaultService}/Conversations/kept`,
      `/v1/Services/${defaultService}/Conversations/${kept.sid}`,
    ];
    for (const call of [otherCaller, otherKeyCaller]) {
      for (const path of paths) {
        for (const method of ['GET', 'POST', 'DELETE']) {
          const reply = await call(method, path, method === 'POST' ? { UniqueName: 'taken' } : undefined);
          expect([404, 405], `${method} ${path}`).toContain(reply.status);
          expect(reply.text).not.toContain('"unique_name"');
        }
      }
    }
    expect(await testServer.contents()).toEqual(before);
  });

  test('each account has its own default service', async () => {
    for (const name of [conversation, 'kept', 'ours']) {
      for (const method of ['GET', 'POST', 'DELETE']) {
        expect((await otherCaller(method, `/v1/Conversations/${name}`)).status).toBe(404);
      }
    }
    expect(await listAllConversations(otherCaller, '/v1/Conversations')).toEqual([]);
    const services = (await otherCaller('GET', '/v1/Services')).body.services.map(({ sid }) => sid);
    expect(services).toHaveLength(1);
    expect(services).not.toContain(service);
  });

  test('a page token of one account shows nothing of it to another', async () => {
    const token = `PT${Buffer.from(`9999-12-31T23:59:59.999ZZZ${'f'.repeat(32)}`).toString('base64url')}`;
    expect(
      (await testServer.call('GET', `/v1/Conversations?PageToken=${token}`)).body.conversations,
    ).toHaveLength(1);
    expect((await otherCaller('GET', `/v1/Conversations?PageToken=${token}`)).body.conversations).toEqual([]);
    expect(
      (await otherCaller('GET', `/v1/Services/${service}/Conversations?PageToken=${token}`)).status,
    ).toBe(404);
  });

  test('accounts can use the same unique names without affecting each other', async () => {
    const our = (await testServer.call('GET', '/v1/Conversations/kept')).body;
    const their = await otherCaller('POST', '/v1/Conversations', { UniqueName: 'kept' });
    expect(their.status).toBe(201);
    expect((await otherCaller('GET', '/v1/Conversations/kept')).body.sid).toBe(their.body.sid);
    expect((await testServer.call('GET', '/v1/Conversations/kept')).body).toEqual(our);
    expect((await otherCaller('POST', '/v1/Conversations/kept', { State: 'closed' })).status).toBe(200);
    expect((await otherCaller('DELETE', '/v1/Conversations/kept')).status).toBe(204);
    expect((await testServer.call('GET', '/v1/Conversations/kept')).body).toEqual(our);
  });

  test('services of one account have separate unique names', async () => {
    const second = (await testServer.call('POST', '/v1/Services', { FriendlyName: 'Second' })).body.sid;
    const path = `/v1/Services/${second}/Conversations`;
    expect((await testServer.call('GET', `${path}/ours`)).status).toBe(404);
    expect((await testServer.call('GET', `${path}/${conversation}`)).status).toBe(404);
    expect((await testServer.call('POST', path, { UniqueName: 'ours' })).status).toBe(201);
    expect((await testServer.call('DELETE', `/v1/Services/${second}`)).status).toBe(204);
    expect((await testServer.call('GET', `${path}/ours`)).status).toBe(404);
    expect((await testServer.call('POST', path, { UniqueName: 'late' })).status).toBe(404);
    expect((await testServer.call('GET', `/v1/Services/${service}/Conversations/ours`)).body.sid).toBe(
      conversation,
    );
  });
});
