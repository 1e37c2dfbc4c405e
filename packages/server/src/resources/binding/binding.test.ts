import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Collection } from '../../../../../conformance/support/collection.ts';
import { expectEmpty, expectNotFound } from '../../../../../conformance/support/expectations.ts';
import { createApi } from '../../../../../conformance/support/http.ts';
import { createDatabase, engines } from '../../../../../tests/support/engines/databases.ts';
import { officialClient } from '../../../../../tests/support/http/official-client.ts';
import { createLog, ManualClock, parseConfig, readSettings, startApp } from '../../index.ts';
import { serviceExists } from '../../rest/service-scope.ts';
import { findDeleted } from '../service/store.ts';
import { addBinding } from './store.ts';

interface BindingObject {
  readonly sid: string;
  readonly identity: string;
}

/** Clients that have registered; no request does that, so the storage is asked to. */
describe.each(engines)('bindings on %s', async (engine) => {
  const environment = {
    PORT: '0',
    COLLOQUY_LOG_LEVEL: 'silent',
    COLLOQUY_DATABASE_URL: (await createDatabase(engine)).url,
  };
  const app = await startApp(parseConfig(readSettings({}, environment)), {
    clock: new ManualClock(new Date('2024-05-01T12:00:00Z')),
    log: await createLog({ level: 'silent', pretty: false }),
  });
  afterAll(() => app.close());
  const { accountSid, authToken } = app.account;
  const api = createApi({ baseUrl: app.url, accountSid, authToken });
  const { services } = officialClient(app.url, accountSid, authToken).conversations.v1;
  const serviceSid = (await services.create({ friendlyName: 'with clients' })).sid;
  const elsewhere = (await services.create({ friendlyName: 'without' })).sid;
  const bindings = new Collection<BindingObject>(
    api,
    'bindings',
    () => `/v1/Services/${serviceSid}/Bindings`,
  );
  const resolveConversationSid = (n: number): string => `BS${String(n).padStart(32, '0')}`;

  /** Registers a client of a user; the later ones have higher numbers. */
  const register = (n: number, identity: string, type: string, credential: string | null = null) =>
    app.storage.write(async (transaction) => {
      const key = { account_sid: accountSid, chat_service_sid: serviceSid };
      const service = await transaction.one(serviceExists, key);
      const date = `2024-05-01T12:00:0${n}.000Z`;
      return transaction.insert(addBinding, {
        service_id: service?.id ?? 0,
        sid: resolveConversationSid(n),
        identity,
        binding_type: type,
        endpoint: `device-${n}`,
        credential_sid: credential,
        message_types: '["new_message","added_to_conversation"]',
        date_created: date,
        date_updated: date,
      });
    });

  const awkward = 'O\'Hara & "son", ✓ \\u0041';
  beforeAll(async () => {
    await register(1, 'alice', 'apn', `CR${'c'.repeat(32)}`);
    await register(2, 'alice', 'fcm');
    await register(3, awkward, 'gcm');
    await register(4, 'bob', 'twilsock');
    await register(5, awkward, 'apn');
    await register(6, 'Alice', 'apn');
  });

  /** The numbers of what is listed, in its order. */
  const listed = async (...query: [string, string][]): Promise<string> =>
    (await bindings.sids(query)).map((sid) => Number(sid.slice(2))).join('');

  it('have every key in a reply', async () => {
    const shown = await bindings.fetch(resolveConversationSid(1));
    expect(shown).toEqual({
      sid: resolveConversationSid(1),
      account_sid: accountSid,
      chat_service_sid: serviceSid,
      credential_sid: `CR${'c'.repeat(32)}`,
      endpoint: 'device-1',
      identity: 'alice',
      binding_type: 'apn',
      message_types: ['new_message', 'added_to_conversation'],
      date_created: '2024-05-01T12:00:01Z',
      date_updated: '2024-05-01T12:00:01Z',
      url: `${app.url}/v1/Services/${serviceSid}/Bindings/${resolveConversationSid(1)}`,
    });
    expect((await bindings.page({ BindingType: 'apn', Identity: 'alice' })).items).toEqual([shown]);
    expect(await bindings.fetch(resolveConversationSid(2))).toMatchObject({ credential_sid: null });
  });

  it('are listed newest first', async () => {
    expect(await listed()).toBe('654321');
    expect(await listed(['PageSize', '2'])).toBe('654321');
  });

  it('are filtered by several types and identities', async () => {
    expect(await listed(['BindingType', 'APN'])).toBe('651');
    expect(await listed(['BindingType', 'apn'], ['BindingType', 'gcm'], ['PageSize', '1'])).toBe('6531');
    expect(await listed(['Identity', 'alice'])).toBe('21');
    expect(await listed(['Identity', 'alice'], ['Identity', 'bob'], ['PageSize', '1'])).toBe('421');
    expect(await listed(['Identity', awkward])).toBe('53');
    expect(await listed(['Identity', awkward], ['Identity', 'alice'], ['BindingType', 'apn'])).toBe('51');
    expect(await listed(['Identity', 'nobody'])).toBe('');
    expect(await listed(['Identity', 'bob'], ['BindingType', 'apn'])).toBe('');
    expect(await listed(['Identity', 'alice'], ['Identity', 'alice'])).toBe('21');
  });

  it('are fetched, listed and deleted by the official SDK', async () => {
    const { bindings } = services(serviceSid);
    await register(7, 'carol', 'fcm');
    const found = await bindings.list({ bindingType: ['fcm', 'gcm'], identity: ['carol', 'alice'] });
    expect(found.map(({ sid }) => sid)).toEqual([resolveConversationSid(7), resolveConversationSid(2)]);
    const fetched = await bindings(resolveConversationSid(7)).fetch();
    expect(fetched.toJSON()).toEqual(found[0]?.toJSON());
    expect(fetched).toMatchObject({ identity: 'carol', bindingType: 'fcm', endpoint: 'device-7' });
    expect(fetched.dateCreated).toEqual(new Date('2024-05-01T12:00:07Z'));
    expect(await bindings(resolveConversationSid(7)).remove()).toBe(true);
    await expect(bindings(resolveConversationSid(7)).fetch()).rejects.toMatchObject({
      status: 404,
      code: 20404,
    });
  });

  it('are deleted once', async () => {
    await register(8, 'carol', 'fcm');
    const path = bindings.itemPath(resolveConversationSid(8));
    expectEmpty(await api.delete(path));
    expectNotFound(await api.delete(path), path);
    expect(await listed(['Identity', 'carol'])).toBe('');
  });

  it('are found only in their service', async () => {
    const path = `/v1/Services/${elsewhere}/Bindings/${resolveConversationSid(1)}`;
    expectNotFound(await api.get(path), path);
    expectNotFound(await api.delete(path), path);
    expect((await bindings.fetch(resolveConversationSid(1))).identity).toBe('alice');
    expect(await services(elsewhere).bindings.list({ identity: ['alice'] })).toEqual([]);
  });

  it('are deleted with their service', async () => {
    await services(serviceSid).remove();
    await app.runDue();
    expectNotFound(await api.get(bindings.path), bindings.path);
    const left = await app.storage.read((reader) => reader.one(findDeleted, {}));
    expect(left).toBeUndefined();
  });
});
