import { afterAll, describe, expect, it } from 'vitest';
import { Collection } from '../support/collection.ts';
import type { CredentialObject } from '../support/configuration.ts';
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

/** What push services ask for. */
export function defineCredentialScenarios(api: Api): void {
  describe('a credential', () => {
    const credentials = new Collection<CredentialObject>(api, 'credentials', () => '/v1/Credentials');
    afterAll(() => credentials.removeAll());

    it.each([
      ['apn', 'False'],
      ['gcm', null],
      ['fcm', null],
    ])('of type %s is made and shows every key', async (type, sandbox) => {
      const made = await credentials.create({ Type: type.toUpperCase() });
      expect(made).toEqual({
        sid: expect.stringMatching(/^CR[0-9a-f]{32}$/),
        account_sid: api.target.accountSid,
        friendly_name: null,
        type,
        sandbox,
        date_created: expect.stringMatching(datePattern),
        date_updated: made.date_created,
        url: `${api.target.baseUrl}/v1/Credentials/${made.sid}`,
      });
      expect(await credentials.fetch(made.sid)).toEqual(made);
      expect(await credentials.fetch(`CR${made.sid.slice(2).toUpperCase()}`)).toEqual(made);
    });

    it('never shows its secrets', async () => {
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

    it('says as a text whether it is for the sandbox', async () => {
      const { sid, sandbox } = await credentials.create({ Type: 'apn', Sandbox: 'TRUE' });
      expect(sandbox).toBe('True');
      expect((await credentials.update(sid, { Sandbox: 'false' })).sandbox).toBe('False');
      expect((await credentials.update(sid, { Sandbox: 'true' })).sandbox).toBe('True');
      expect((await credentials.update(sid, { Sandbox: '' })).sandbox).toBe('True');
      expect((await credentials.create({ Type: 'fcm', Sandbox: 'true' })).sandbox).toBeNull();
    });

    it('changes in what a request names, and is emptied by empty values', async () => {
      const made = await credentials.create({ Type: 'apn', FriendlyName: 'é'.repeat(64), Sandbox: 'true' });
      expect(made.friendly_name).toBe('é'.repeat(64));
      expect(await credentials.update(made.sid, {})).toEqual(made);
      expect(await credentials.update(made.sid, { Type: '', Unknown: 'x' })).toEqual(made);
      const changed = await credentials.update(made.sid, { Type: 'fcm', Secret: 'x' });
      expect(changed).toEqual({ ...made, type: 'fcm', sandbox: null, date_updated: changed.date_updated });
      expect(await credentials.fetch(made.sid)).toEqual(changed);
      const emptied = await credentials.update(made.sid, { FriendlyName: '', Secret: '' });
      expect(emptied.friendly_name).toBeNull();
      expect((await credentials.update(made.sid, { Type: 'apn' })).sandbox).toBe('False');
    });

    it('is not made without a type, or with a bad value', async () => {
      expectMissing(await credentials.tryCreate({ FriendlyName: 'x' }), 'Type');
      expectMissing(await credentials.tryCreate({ Type: '' }), 'Type');
      expectBadParameter(await credentials.tryCreate({ Type: 'sms' }), 'Type');
      expectBadParameter(await credentials.tryCreate({ Type: 'apn', Sandbox: 'yes' }), 'Sandbox');
      expectError(await credentials.tryCreate({ Type: 'apn', FriendlyName: 'a'.repeat(65) }), 50003);
      const long = 'a'.repeat(16_385);
      for (const name of Object.keys(secrets))
        expectBadParameter(await credentials.tryCreate({ Type: 'apn', [name]: long }), name);
    });

    it('does not change to a bad value', async () => {
      const made = await credentials.create({ Type: 'apn' });
      expectBadParameter(await credentials.tryUpdate(made.sid, { FriendlyName: 'x', Type: 'sms' }), 'Type');
      expectBadParameter(await credentials.tryUpdate(made.sid, { Sandbox: 'yes' }), 'Sandbox');
      expectError(await credentials.tryUpdate(made.sid, { FriendlyName: 'a'.repeat(65) }), 50003);
      expect(await credentials.fetch(made.sid)).toEqual(made);
    });

    it('is deleted once', async () => {
      const { sid } = await credentials.create({ Type: 'gcm' });
      const path = credentials.itemPath(sid);
      expectEmpty(await api.delete(path));
      expectNotFound(await api.get(path), path);
      expectNotFound(await api.post(path, { FriendlyName: 'x' }), path);
      expectNotFound(await api.delete(path), path);
      expect(await credentials.sids()).not.toContain(sid);
    });

    it.each([unknownSid('CR'), unknownSid('IS'), 'CR1', 'nonsense'])('is not found as %s', async (sid) => {
      const path = credentials.itemPath(sid);
      expectNotFound(await api.get(path), path);
      expectNotFound(await api.post(path, { FriendlyName: 'x' }), path);
      expectNotFound(await api.delete(path), path);
    });

    it('is listed, the newest first, page by page', async () => {
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
