import { describe, expect, it } from 'vitest';
import { itWithClock } from '../support/clock.ts';
import { expectEmpty, expectError, expectMissing, expectNotFound } from '../support/expectations.ts';
import type { Api } from '../support/http.ts';
import { useUsers } from '../support/resources.ts';
import { mounts, uniqueName, unknownSid, useTestService } from '../support/test-service.ts';

/** Identities that are hard to put into paths, queries and databases. */
const identities = [
  'alice@example.com',
  'two words',
  'ünï cödé 🍵',
  'a/b?c#d%2F',
  "o'brien (work), +1:!",
  'US123',
  'System',
  '__proto__',
  '.well-known',
];

/** Creating, fetching, updating and deleting users. */
export function defineUserScenarios(api: Api): void {
  describe.each(mounts)('a user by the %s path', (mount) => {
    const testService = useTestService(api, mount);
    const users = useUsers(testService);

    it('a user is created with only an identity, and a fetch returns the same object', async () => {
      const identity = uniqueName('user');
      const user = await users.create({ Identity: identity });
      const url = `${api.target.baseUrl}${users.itemPath(user.sid)}`;
      expect(user).toEqual({
        sid: expect.stringMatching(/^US[0-9a-f]{32}$/),
        account_sid: api.target.accountSid,
        chat_service_sid: testService.serviceSid,
        role_sid: expect.stringMatching(/^RL[0-9a-f]{32}$/),
        identity,
        friendly_name: null,
        attributes: '{}',
        is_online: null,
        is_notifiable: null,
        date_created: user.date_created,
        date_updated: user.date_created,
        url,
        links: { user_conversations: `${url}/Conversations` },
      });
      expect(await users.fetch(user.sid)).toEqual(user);
      expect(await users.fetch(`US${user.sid.slice(2).toUpperCase()}`)).toEqual(user);
      expect(await users.fetch(identity)).toEqual(user);
      expect((await users.walk()).flatMap(({ items }) => items)).toContainEqual(user);
    });

    it('a user is updated by SID and by identity, and only in what the update names', async () => {
      const identity = uniqueName('user');
      const user = await users.create({ Identity: identity, FriendlyName: 'Before', Attributes: '[1]' });
      expect(user).toMatchObject({ friendly_name: 'Before', attributes: '[1]' });
      const named = await users.update(identity, { FriendlyName: 'After' });
      expect(named).toEqual({ ...user, friendly_name: 'After', date_updated: named.date_updated });
      const changed = await users.update(user.sid, { Attributes: '{"a": 1}', Identity: 'another' });
      expect(changed).toEqual({ ...named, attributes: '{"a": 1}', date_updated: changed.date_updated });
      expect(await users.update(identity)).toEqual(changed);
      expect(await users.update(identity, { FriendlyName: '' })).toMatchObject({ friendly_name: null });
      expect(await users.fetch(identity)).toMatchObject({ friendly_name: null, attributes: '{"a": 1}' });
    });

    it('a user can be deleted once, by SID or identity, and then be created again', async () => {
      const identity = uniqueName('user');
      const first = await users.create({ Identity: identity, FriendlyName: 'first' });
      expectEmpty(await api.delete(users.itemPath(identity)));
      for (const name of [first.sid, identity]) {
        expectNotFound(await api.get(users.itemPath(name)), users.itemPath(name));
        expectNotFound(await users.tryUpdate(name, { FriendlyName: 'x' }), users.itemPath(name));
        expectNotFound(await api.delete(users.itemPath(name)), users.itemPath(name));
      }
      const second = await users.create({ Identity: identity });
      expect(second.sid).not.toBe(first.sid);
      expect(second.friendly_name).toBeNull();
      await users.remove(second.sid);
    });

    it.each([unknownSid('US'), 'nobody%20here', 'US1', 'a%00b', unknownSid('RL')])(
      'a user is not found as %s',
      async (identifier) => {
        const path = users.itemPath(identifier);
        expectNotFound(await api.get(path), path);
        expectNotFound(await api.post(path, { FriendlyName: 'x' }), path);
        expectNotFound(await api.delete(path), path);
      },
    );
  });

  describe('the users of a service', () => {
    const [testService, other] = [useTestService(api), useTestService(api)];
    const [users, others] = [useUsers(testService), useUsers(other)];

    it.each(identities)('a user can have the identity %j', async (identity) => {
      const user = await users.create({ Identity: identity });
      expect(user.identity).toBe(identity);
      const path = encodeURIComponent(identity);
      expect(await users.fetch(path)).toEqual(user);
      expect((await users.update(path, { FriendlyName: identity })).friendly_name).toBe(identity);
      await users.remove(path);
      expectNotFound(await api.get(users.itemPath(user.sid)), users.itemPath(user.sid));
    });

    it('identities that look alike belong to different users', async () => {
      const created = await Promise.all(
        ['Case', 'case', 'case ', ' case', 'e\u0301', '\u00e9'].map((identity) =>
          users.create({ Identity: identity }),
        ),
      );
      expect(new Set(created.map(({ sid }) => sid)).size).toBe(6);
      for (const { identity } of created) expectError(await users.tryCreate({ Identity: identity }), 50201);
      expect(await users.fetch('Case')).toEqual(created[0]);
    });

    it('the identity of a new user must be free, valid and not too long', async () => {
      expectMissing(await users.tryCreate(), 'Identity');
      expectMissing(await users.tryCreate({ Identity: '', FriendlyName: 'x' }), 'Identity');
      expectError(await users.tryCreate({ Identity: 'system' }), 50203);
      expectError(await users.tryCreate({ Identity: unknownSid('US') }), 50206);
      expectError(await users.tryCreate({ Identity: `US${'ABCDEF0123456789'.repeat(2)}` }), 50206);
      expectError(await users.tryCreate({ Identity: 'i'.repeat(257) }), 50207);
      expectError(await users.tryCreate({ Identity: '🍵'.repeat(257) }), 50207);
      expect((await users.create({ Identity: '🍵'.repeat(256) })).identity).toBe('🍵'.repeat(256));
    });

    it('users belong to one service, and services can use the same identities', async () => {
      const [one, two] = [
        await users.create({ Identity: 'same' }),
        await others.create({ Identity: 'same', FriendlyName: 'two' }),
      ];
      expect(one.sid).not.toBe(two.sid);
      expectNotFound(await api.get(others.itemPath(one.sid)), others.itemPath(one.sid));
      expectNotFound(await api.delete(others.itemPath(one.sid)), others.itemPath(one.sid));
      expect(await users.fetch('same')).toEqual(one);
      const nowhere = `/v1/Services/${unknownSid('IS')}/Users`;
      expectNotFound(await api.get(nowhere), nowhere);
      expectNotFound(await api.post(nowhere, { Identity: 'x' }), nowhere);
      expectNotFound(await api.post(nowhere, {}), nowhere);
    });
  });

  describe('the list of users', () => {
    const list = useUsers(useTestService(api));

    it('users are listed oldest first, page by page and back', async () => {
      const created: string[] = [];
      for (let n = 0; n < 7; n++) created.push((await list.create({ Identity: `listed ${n}` })).sid);
      for (const size of ['1', '3', '7', '1000'])
        expect(await list.sids({ PageSize: size })).toEqual(created);
      const pages = await list.walk({ PageSize: '3' });
      expect(pages.map(({ items }) => items.length)).toEqual([3, 3, 1]);
      expect(pages[0]?.meta.key).toBe('users');
      const middle = await list.page({}, pages[2]?.meta.previous_page_url ?? '');
      expect(middle.items).toEqual(pages[1]?.items);
      expect((await list.page({}, middle.meta.previous_page_url ?? '')).items).toEqual(pages[0]?.items);
      expect((await list.page()).meta.page_size).toBe(50);
    });

    it('paging of users continues after the last user of a page was deleted', async () => {
      const before = await list.sids();
      const created: string[] = [];
      for (let n = 0; n < 5; n++) created.push((await list.create({ Identity: `kept ${n}` })).sid);
      const all = [...before, ...created];
      const first = await list.page({ PageSize: '3' });
      await list.remove(all[2] ?? '');
      const second = await list.page({}, first.meta.next_page_url ?? '');
      expect(second.items.map(({ sid }) => sid)).toEqual(all.slice(3, 6));
    });

    itWithClock(api.target, 'a user shows when it was last updated', async (advance) => {
      const user = await list.create({ Identity: uniqueName() });
      await advance('PT10S');
      expect(await list.update(user.sid, { Attributes: '{}' })).toEqual(user);
      const changed = await list.update(user.sid, { Attributes: '{"moved":true}' });
      expect(Date.parse(changed.date_updated) - Date.parse(user.date_updated)).toBe(10_000);
      expect(changed.date_created).toBe(user.date_created);
    });
  });
}
