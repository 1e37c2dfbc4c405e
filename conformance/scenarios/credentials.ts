import { afterAll, describe, expect, it } from 'vitest';
import type { CredentialObject } from '../support/api-objects.ts';
import { Collection } from '../support/collection.ts';
import {
  datePattern,
  expectBadParameter,
  expectEmpty,
  expectError,
  expectMissing,
  expectNotFound,
  expectSuccess,
} from '../support/expectations.ts';
import type { Api } from '../support/http.ts';
import { uniqueName, unknownSid } from '../support/test-service.ts';

const secrets = {
  Certificate: '-----BEGIN CERTIFICATE-----\nfirst secret\n-----END CERTIFICATE-----',
  PrivateKey: '-----BEGIN PRIVATE KEY-----\nsecond secret\n-----END PRIVATE KEY-----',
  ApiKey: 'third secret',
  Secret: 'fourth secret',
};

/** Push credentials. */
export function defineCredentialScenarios(api: Api): void {
  describe('push credentials', () => {
    const credentials = new Collection<CredentialObject>(api, 'credentials', () => '/v1/Credentials');
    afterAll(() => credentials.removeAll());

    it.each([
      ['apn', 'False'],
      ['gcm', null],
      ['fcm', null],
    ])('a push credential of type %s is created and shows every key', async (type, sandbox) => {
      const created = await credentials.create({ Type: type.toUpperCase() });
      expect(created).toEqual({
        sid: expect.stringMatching(/^CR[0-9a-f]{32}$/),
        account_sid: api.target.accountSid,
        friendly_name: null,
        type,
        sandbox,
        date_created: expect.stringMatching(datePattern),
        date_updated: created.date_created,
        url: `${api.target.baseUrl}/v1/Credentials/${created.sid}`,
      });
      expect(await credentials.fetch(created.sid)).toEqual(created);
      expect(await credentials.fetch(`CR${created.sid.slice(2).toUpperCase()}`)).toEqual(created);
    });

    it('a push credential never shows its secrets', async () => {
      for (const Type of ['apn', 'gcm', 'fcm']) {
        const created = await credentials.tryCreate({ Type, ...secrets, FriendlyName: 'named' });
        const { sid } = expectSuccess<CredentialObject>(created, 201);
        const replies = [
          created,
          await api.get(credentials.itemPath(sid)),
          await credentials.tryUpdate(sid, { ...secrets, Secret: 'fifth secret' }),
          await api.get(credentials.path),
        ];
        for (const { text } of replies) {
          expect(text).toContain('named');
          expect(text).not.toContain('secret');
        }
      }
    });

    it('a push credential shows as a string whether it is for the sandbox', async () => {
      const { sid, sandbox } = await credentials.create({ Type: 'apn', Sandbox: 'TRUE' });
      expect(sandbox).toBe('True');
      expect((await credentials.update(sid, { Sandbox: 'false' })).sandbox).toBe('False');
      expect((await credentials.update(sid, { Sandbox: 'true' })).sandbox).toBe('True');
      expect((await credentials.update(sid, { Sandbox: '' })).sandbox).toBe('True');
      expect((await credentials.create({ Type: 'fcm', Sandbox: 'true' })).sandbox).toBeNull();
    });

    it('an update of a push credential changes only what it names, and empty values clear it', async () => {
      const created = await credentials.create({
        Type: 'apn',
        FriendlyName: 'é'.repeat(64),
        Sandbox: 'true',
      });
      expect(created.friendly_name).toBe('é'.repeat(64));
      expect(await credentials.update(created.sid, {})).toEqual(created);
      expect(await credentials.update(created.sid, { Type: '', Unknown: 'x' })).toEqual(created);
      const changed = await credentials.update(created.sid, { Type: 'fcm', Secret: 'x' });
      expect(changed).toEqual({ ...created, type: 'fcm', sandbox: null, date_updated: changed.date_updated });
      expect(await credentials.fetch(created.sid)).toEqual(changed);
      const emptied = await credentials.update(created.sid, { FriendlyName: '', Secret: '' });
      expect(emptied.friendly_name).toBeNull();
      expect((await credentials.update(created.sid, { Type: 'apn' })).sandbox).toBe('False');
    });

    it('a push credential is not created without a type or with an invalid value', async () => {
      expectMissing(await credentials.tryCreate({ FriendlyName: 'x' }), 'Type');
      expectMissing(await credentials.tryCreate({ Type: '' }), 'Type');
      expectBadParameter(await credentials.tryCreate({ Type: 'sms' }), 'Type');
      expectBadParameter(await credentials.tryCreate({ Type: 'apn', Sandbox: 'yes' }), 'Sandbox');
      expectError(await credentials.tryCreate({ Type: 'apn', FriendlyName: 'a'.repeat(65) }), 50003);
      const long = 'a'.repeat(16_385);
      for (const name of Object.keys(secrets))
        expectBadParameter(await credentials.tryCreate({ Type: 'apn', [name]: long }), name);
    });

    it('a push credential rejects an update to an invalid value', async () => {
      const created = await credentials.create({ Type: 'apn' });
      expectBadParameter(
        await credentials.tryUpdate(created.sid, { FriendlyName: 'x', Type: 'sms' }),
        'Type',
      );
      expectBadParameter(await credentials.tryUpdate(created.sid, { Sandbox: 'yes' }), 'Sandbox');
      expectError(await credentials.tryUpdate(created.sid, { FriendlyName: 'a'.repeat(65) }), 50003);
      expect(await credentials.fetch(created.sid)).toEqual(created);
    });

    it('a push credential can be deleted once', async () => {
      const { sid } = await credentials.create({ Type: 'gcm' });
      const path = credentials.itemPath(sid);
      expectEmpty(await api.delete(path));
      expectNotFound(await api.get(path), path);
      expectNotFound(await api.post(path, { FriendlyName: 'x' }), path);
      expectNotFound(await api.delete(path), path);
      expect(await credentials.sids()).not.toContain(sid);
    });

    it.each([unknownSid('CR'), unknownSid('IS'), 'CR1', 'nonsense'])(
      'a push credential is not found as %s',
      async (sid) => {
        const path = credentials.itemPath(sid);
        expectNotFound(await api.get(path), path);
        expectNotFound(await api.post(path, { FriendlyName: 'x' }), path);
        expectNotFound(await api.delete(path), path);
      },
    );

    it('push credentials are listed newest first, page by page', async () => {
      const newest: CredentialObject[] = [];
      for (const Type of ['apn', 'gcm', 'fcm'])
        newest.unshift(await credentials.create({ Type, FriendlyName: uniqueName() }));
      const [first, second] = await credentials.walk({ PageSize: '2' });
      expect([...(first?.items ?? []), second?.items[0]]).toEqual(newest);
      expect(first?.meta).toMatchObject({ page: 0, page_size: 2, key: 'credentials' });
      expect((await credentials.page()).meta.page_size).toBe(50);
      expect((await credentials.page({ PageSize: '2000' })).meta.page_size).toBe(1000);
      expectBadParameter(await api.get(credentials.path, { PageSize: '0' }), 'PageSize');
    });
  });
}
