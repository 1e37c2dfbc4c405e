import { startColloquy } from '@colloquy/testkit';
import { afterAll, describe, expect, it } from 'vitest';
import type {
  ConversationObject,
  ServiceObject,
  ServicePage,
} from '../../conformance/support/api-objects.ts';
import {
  expectEmpty,
  expectNotFound,
  expectSuccess,
  expectUnauthorized,
} from '../../conformance/support/expectations.ts';
import { basicAuthorization, createApi } from '../../conformance/support/http.ts';
import { TestService } from '../../conformance/support/test-service.ts';
import { createDatabase, engines } from '../support/engines/databases.ts';

/** Accounts are isolated. These tests need a server with two accounts, so they start their own. */
describe.each(engines)('accounts on %s', async (engine) => {
  const [one, two] = [
    { accountSid: `AC${'1'.repeat(32)}`, authToken: 'tokenOfOne' },
    { accountSid: `AC${'2'.repeat(32)}`, authToken: 'tokenOfTwo' },
  ];
  const keys = { one: `SK${'1'.repeat(32)}`, two: `SK${'2'.repeat(32)}` };
  const [database, fresh] = [await createDatabase(engine), await createDatabase(engine)];
  const settings = {
    COLLOQUY_ACCOUNTS: [one, two].map(({ accountSid, authToken }) => `${accountSid}:${authToken}`).join(','),
    COLLOQUY_API_KEYS: `${keys.one}:secretOfOne,${keys.two}:secretOfTwo:${two.accountSid}`,
  };
  const colloquy = await startColloquy({ databaseUrl: database.url, settings });
  afterAll(() => colloquy.stop());
  const { baseUrl } = colloquy;
  const [first, second] = [createApi({ baseUrl, ...one }), createApi({ baseUrl, ...two })];

  it('an account accepts only its own token', async () => {
    expect(colloquy.accountSid).toBe(one.accountSid);
    const crossed = basicAuthorization(one.accountSid, two.authToken);
    expectUnauthorized(await first.send('GET', '/v1/Services', { authorization: crossed }), 'Authenticate');
  });

  it('an account accepts only its own API key', async () => {
    const asKey = (sid: string, secret: string) => createApi({ baseUrl, accountSid: sid, authToken: secret });
    const made = expectSuccess<ConversationObject>(
      await asKey(keys.one, 'secretOfOne').post('/v1/Conversations'),
      201,
    );
    expect(made.account_sid).toBe(one.accountSid);
    expect((await first.get(`/v1/Conversations/${made.sid}`)).body).toEqual(made);
    const other = expectSuccess<ConversationObject>(
      await asKey(keys.two, 'secretOfTwo').post('/v1/Conversations'),
      201,
    );
    expect(other.account_sid).toBe(two.accountSid);
    expectUnauthorized(await asKey(keys.one, 'secretOfTwo').get('/v1/Services'), 'Authenticate');
    expectUnauthorized(await asKey(keys.two, two.authToken).get('/v1/Services'), 'Authenticate');
  });

  it('each account has its own default service', async () => {
    const [own, other] = [new TestService(first, 'account'), new TestService(second, 'account')];
    await Promise.all([own.open(), other.open()]);
    expect(own.serviceSid).not.toBe(other.serviceSid);
    const conversation = await own.create({ UniqueName: 'same' });
    expect(conversation.account_sid).toBe(one.accountSid);
    expect((await other.create({ UniqueName: 'same' })).sid).not.toBe(conversation.sid);
    await Promise.all([own.close(), other.close()]);
  });

  it('an account can neither see nor change the objects of another', async () => {
    const testService = new TestService(first, 'service');
    await testService.open();
    const conversation = await testService.create({ UniqueName: 'hidden', State: 'inactive' });
    // The owner's fetch fills the response cache, which must not serve another account.
    await Promise.all([
      testService.fetch(conversation.sid),
      testService.page(),
      first.get(`/v1/Services/${testService.serviceSid}`),
    ]);
    const service = `/v1/Services/${testService.serviceSid}`;
    for (const path of [
      testService.itemPath(conversation.sid),
      testService.itemPath('hidden'),
      `/v1/Conversations/${conversation.sid}`,
    ]) {
      expectNotFound(await second.get(path), path);
      expectNotFound(await second.post(path, { State: 'closed' }), path);
      expectNotFound(await second.delete(path), path);
    }
    expectNotFound(await second.get(service), service);
    expectNotFound(await second.get(testService.collection), testService.collection);
    expectNotFound(await second.post(testService.collection), testService.collection);
    expectNotFound(await second.delete(service), service);
    const { services } = expectSuccess<ServicePage>(await second.get('/v1/Services'), 200);
    expect(services.every(({ account_sid }) => account_sid === two.accountSid)).toBe(true);
    expect(await testService.fetch(conversation.sid)).toEqual(conversation);
    await testService.close();
  });

  it('a page token of another account does not reveal its objects', async () => {
    const [own, other] = [new TestService(first, 'service'), new TestService(second, 'service')];
    await Promise.all([own.open(), other.open()]);
    for (let n = 0; n < 3; n++) await own.create();
    const { meta } = await own.page({ PageSize: '1' });
    const token = new URL(meta.next_page_url ?? '').searchParams.get('PageToken') ?? '';
    const page = await other.page({ PageToken: token });
    expect(page.conversations).toEqual([]);
    expect((await second.get(meta.next_page_url ?? '')).status).toBe(404);
    await Promise.all([own.close(), other.close()]);
  });

  it('an account gets a new default service after the old one was deleted', async () => {
    const testService = new TestService(second, 'account');
    await testService.open();
    const conversation = await testService.create({ UniqueName: 'in the old one' });
    const service = `/v1/Services/${testService.serviceSid}`;
    expect(expectSuccess<ServiceObject>(await second.get(service), 200).sid).toBe(testService.serviceSid);
    expectEmpty(await second.delete(service));
    expectNotFound(
      await second.get(testService.itemPath(conversation.sid)),
      testService.itemPath(conversation.sid),
    );
    expect(await testService.sids()).toEqual([]);
    const next = await testService.create({ UniqueName: 'in the old one' });
    expect(next.chat_service_sid).not.toBe(testService.serviceSid);
    expect((await testService.create()).chat_service_sid).toBe(next.chat_service_sid);
    expectNotFound(await second.get(service), service);
  });

  it('simultaneous first requests create one default service', async () => {
    const sid = `AC${'3'.repeat(32)}`;
    const settings = { COLLOQUY_ACCOUNT_SID: sid, COLLOQUY_AUTH_TOKEN: 'token' };
    await using server = await startColloquy({ databaseUrl: fresh.url, settings });
    const api = createApi(server);
    const made = await Promise.all(Array.from({ length: 8 }, () => api.post('/v1/Conversations')));
    const services = made.map((reply) => expectSuccess<ConversationObject>(reply, 201).chat_service_sid);
    expect(new Set(services).size).toBe(1);
    const page = expectSuccess<ServicePage>(await api.get('/v1/Services'), 200);
    expect(page.services.map((service) => service.sid)).toEqual([services[0]]);
  });
});
