import { startColloquy } from '@colloquy/testkit';
import { afterAll, describe, expect, it } from 'vitest';
import { createDatabase, engines } from '../tests/support/engines.ts';
import { expectEmpty, expectNotFound, expectSuccess, expectUnauthorized } from './support/expectations.ts';
import { basic, connect } from './support/http.ts';
import type { ConversationObject, ServiceObject, ServicePage } from './support/objects.ts';
import { Space } from './support/space.ts';

/** What belongs to an account; these need a server that is set up for them, so they run on one of their own. */
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
  const [first, second] = [connect({ baseUrl, ...one }), connect({ baseUrl, ...two })];

  it('open with their own token only', async () => {
    expect(colloquy.accountSid).toBe(one.accountSid);
    const crossed = basic(one.accountSid, two.authToken);
    expectUnauthorized(await first.send('GET', '/v1/Services', { authorization: crossed }), 'Authenticate');
  });

  it('open with an API key that belongs to them', async () => {
    const asKey = (sid: string, secret: string) => connect({ baseUrl, accountSid: sid, authToken: secret });
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

  it('have default services of their own', async () => {
    const [own, other] = [new Space(first, 'alias'), new Space(second, 'alias')];
    await Promise.all([own.open(), other.open()]);
    expect(own.serviceSid).not.toBe(other.serviceSid);
    const conversation = await own.create({ UniqueName: 'same' });
    expect(conversation.account_sid).toBe(one.accountSid);
    expect((await other.create({ UniqueName: 'same' })).sid).not.toBe(conversation.sid);
    await Promise.all([own.close(), other.close()]);
  });

  it('see nothing of each other, and can change nothing', async () => {
    const space = new Space(first, 'service');
    await space.open();
    const conversation = await space.create({ UniqueName: 'hidden', State: 'inactive' });
    // What the owner has just read must not be answered to another.
    await Promise.all([
      space.fetch(conversation.sid),
      space.page(),
      first.get(`/v1/Services/${space.serviceSid}`),
    ]);
    const service = `/v1/Services/${space.serviceSid}`;
    for (const path of [
      space.item(conversation.sid),
      space.item('hidden'),
      `/v1/Conversations/${conversation.sid}`,
    ]) {
      expectNotFound(await second.get(path), path);
      expectNotFound(await second.post(path, { State: 'closed' }), path);
      expectNotFound(await second.delete(path), path);
    }
    expectNotFound(await second.get(service), service);
    expectNotFound(await second.get(space.collection), space.collection);
    expectNotFound(await second.post(space.collection), space.collection);
    expectNotFound(await second.delete(service), service);
    const { services } = expectSuccess<ServicePage>(await second.get('/v1/Services'), 200);
    expect(services.every(({ account_sid }) => account_sid === two.accountSid)).toBe(true);
    expect(await space.fetch(conversation.sid)).toEqual(conversation);
    await space.close();
  });

  it('cannot use a page token to look into each other', async () => {
    const [own, other] = [new Space(first, 'service'), new Space(second, 'service')];
    await Promise.all([own.open(), other.open()]);
    for (let n = 0; n < 3; n++) await own.create();
    const { meta } = await own.page({ PageSize: '1' });
    const token = new URL(meta.next_page_url ?? '').searchParams.get('PageToken') ?? '';
    const page = await other.page({ PageToken: token });
    expect(page.conversations).toEqual([]);
    expect((await second.get(meta.next_page_url ?? '')).status).toBe(404);
    await Promise.all([own.close(), other.close()]);
  });

  it('get a new default service once theirs has been deleted', async () => {
    const space = new Space(second, 'alias');
    await space.open();
    const conversation = await space.create({ UniqueName: 'in the old one' });
    const service = `/v1/Services/${space.serviceSid}`;
    expect(expectSuccess<ServiceObject>(await second.get(service), 200).sid).toBe(space.serviceSid);
    expectEmpty(await second.delete(service));
    expectNotFound(await second.get(space.item(conversation.sid)), space.item(conversation.sid));
    expect(await space.sids()).toEqual([]);
    const next = await space.create({ UniqueName: 'in the old one' });
    expect(next.chat_service_sid).not.toBe(space.serviceSid);
    expect((await space.create()).chat_service_sid).toBe(next.chat_service_sid);
    expectNotFound(await second.get(service), service);
  });

  it('get one default service, however many ask for it first', async () => {
    const sid = `AC${'3'.repeat(32)}`;
    const settings = { COLLOQUY_ACCOUNT_SID: sid, COLLOQUY_AUTH_TOKEN: 'token' };
    await using server = await startColloquy({ databaseUrl: fresh.url, settings });
    const api = connect(server);
    const made = await Promise.all(Array.from({ length: 8 }, () => api.post('/v1/Conversations')));
    const services = made.map((reply) => expectSuccess<ConversationObject>(reply, 201).chat_service_sid);
    expect(new Set(services).size).toBe(1);
    const page = expectSuccess<ServicePage>(await api.get('/v1/Services'), 200);
    expect(page.services.map((service) => service.sid)).toEqual([services[0]]);
  });
});
