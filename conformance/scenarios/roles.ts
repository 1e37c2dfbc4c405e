import { describe, expect, it } from 'vitest';
import {
  expectBadParameter,
  expectError,
  expectMissing,
  expectNotFound,
  firstPageMeta,
} from '../support/expectations.ts';
import type { Api, Fields } from '../support/http.ts';
import { useRoles } from '../support/resources.ts';
import { mounts, uniqueName, unknownSid, useTestService } from '../support/test-service.ts';

/** Returns a form with one name and any number of permissions. */
const roleForm = (type: string, permissions: readonly string[], name = 'A role'): Fields => [
  ['FriendlyName', name],
  ['Type', type],
  ...permissions.map((permission): [string, string] => ['Permission', permission]),
];

const permitted = (permissions: readonly string[]): Fields =>
  permissions.map((permission): [string, string] => ['Permission', permission]);

const inBoth = [
  'addParticipant',
  'addNonChatParticipant',
  'deleteConversation',
  'removeParticipant',
  'editConversationAttributes',
  'editConversationName',
  'editAnyMessage',
  'editAnyMessageAttributes',
  'deleteAnyMessage',
  'editOwnMessage',
  'editOwnMessageAttributes',
  'deleteOwnMessage',
  'editAnyUserInfo',
  'editOwnUserInfo',
  'editAnyParticipantAttributes',
  'editOwnParticipantAttributes',
  'readChannelMetadata',
];
const inOne = {
  service: ['createConversation', 'joinConversation'],
  conversation: ['editNotificationLevel', 'leaveConversation', 'sendMessage', 'sendMediaMessage'],
} as const;

/** Creating, fetching and updating roles. */
export function defineRoleScenarios(api: Api): void {
  describe.each(mounts)('a role by the %s path', (mount) => {
    const testService = useTestService(api, mount);
    const roles = useRoles(testService);

    it('a created role is the same in the reply, in a fetch and in the list', async () => {
      const name = uniqueName('role');
      const role = await roles.create(roleForm('conversation', ['sendMessage', 'addParticipant'], name));
      expect(role).toEqual({
        sid: expect.stringMatching(/^RL[0-9a-f]{32}$/),
        account_sid: api.target.accountSid,
        chat_service_sid: testService.serviceSid,
        friendly_name: name,
        type: 'conversation',
        permissions: ['sendMessage', 'addParticipant'],
        date_created: role.date_created,
        date_updated: role.date_created,
        url: `${api.target.baseUrl}${roles.itemPath(role.sid)}`,
      });
      expect(await roles.fetch(role.sid)).toEqual(role);
      expect(await roles.fetch(`RL${role.sid.slice(2).toUpperCase()}`)).toEqual(role);
      const pages = await roles.walk();
      expect(pages.flatMap(({ items }) => items)).toContainEqual(role);
    });

    it('an update changes only the permissions of a role', async () => {
      const role = await roles.create(roleForm('service', ['createConversation', 'addParticipant']));
      const form = roleForm('conversation', ['joinConversation', 'editAnyMessage'], 'Another');
      const changed = await roles.update(role.sid, form);
      expect(changed).toEqual({
        ...role,
        permissions: ['joinConversation', 'editAnyMessage'],
        date_updated: changed.date_updated,
      });
      expect(await roles.fetch(role.sid)).toEqual(changed);
      expect(await roles.update(role.sid, permitted(changed.permissions))).toEqual(changed);
    });

    it('a role can be deleted once', async () => {
      const { sid } = await roles.create(roleForm('service', ['createConversation']));
      await roles.remove(sid);
      for (const reply of [
        await api.get(roles.itemPath(sid)),
        await roles.tryUpdate(sid, permitted(['createConversation'])),
        await api.delete(roles.itemPath(sid)),
      ])
        expectNotFound(reply, roles.itemPath(sid));
    });

    it.each([unknownSid('RL'), unknownSid('US'), 'RL1', 'channel%20user'])(
      'a role is not found as %s',
      async (identifier) => {
        const path = roles.itemPath(identifier);
        expectNotFound(await api.get(path), path);
        expectNotFound(await api.post(path, permitted(['sendMessage'])), path);
        expectNotFound(await api.delete(path), path);
      },
    );
  });

  describe('the roles of a service', () => {
    const testService = useTestService(api);
    const roles = useRoles(testService);
    const other = useTestService(api);

    it('a service starts with four roles, each with its own permissions', async () => {
      const fresh = await api.post('/v1/Services', { FriendlyName: 'roles' });
      const { sid } = fresh.body as { sid: string };
      const list = (await api.get(`/v1/Services/${sid}/Roles`)).body as {
        roles: { friendly_name: string; type: string; permissions: string[] }[];
      };
      const byName = new Map(list.roles.map((role) => [role.friendly_name, role]));
      expect([...byName.keys()].toSorted()).toEqual([
        'channel admin',
        'channel user',
        'service admin',
        'service user',
      ]);
      expect(list.roles).toHaveLength(4);
      expect(byName.get('channel admin')).toMatchObject({
        type: 'conversation',
        permissions: [
          'deleteConversation',
          'removeParticipant',
          'editConversationName',
          'editConversationAttributes',
          'addParticipant',
          'sendMessage',
          'sendMediaMessage',
          'leaveConversation',
          'editAnyMessage',
          'editAnyMessageAttributes',
          'editAnyParticipantAttributes',
          'deleteAnyMessage',
          'editNotificationLevel',
        ],
      });
      expect(byName.get('channel user')).toMatchObject({
        type: 'conversation',
        permissions: [
          'sendMessage',
          'sendMediaMessage',
          'leaveConversation',
          'editNotificationLevel',
          'editOwnParticipantAttributes',
          'editOwnMessage',
          'editOwnMessageAttributes',
          'deleteOwnMessage',
        ],
      });
      expect(byName.get('service user')).toMatchObject({
        type: 'service',
        permissions: ['createConversation', 'joinConversation', 'editOwnUserInfo'],
      });
      expect(byName.get('service admin')?.type).toBe('service');
      await api.delete(`/v1/Services/${sid}`);
    });

    it('roles are listed oldest first, page by page and back', async () => {
      const created: string[] = [];
      for (let n = 0; n < 5; n++)
        created.push((await roles.create(roleForm('service', ['joinConversation'], `${n}`))).sid);
      const pages = await roles.walk({ PageSize: '4' });
      const all = pages.flatMap(({ items }) => items.map(({ sid }) => sid));
      expect(all.filter((sid) => created.includes(sid))).toEqual(created);
      expect(new Set(all).size).toBe(all.length);
      const url = `${api.target.baseUrl}${roles.path}?PageSize=4&Page=0`;
      const next = expect.stringContaining(`${roles.path}?PageSize=4&Page=1&PageToken=`);
      expect(pages[0]?.meta).toEqual(firstPageMeta('roles', url, next));
      const back = await roles.page({}, pages[1]?.meta.previous_page_url ?? '');
      expect(back.items).toEqual(pages[0]?.items);
      expect((await roles.page({ PageSize: '5000' })).meta.page_size).toBe(1000);
    });

    it('roles belong to one service', async () => {
      const { sid } = await roles.create(roleForm('service', ['joinConversation']));
      const path = `/v1/Services/${other.serviceSid}/Roles/${sid}`;
      expectNotFound(await api.get(path), path);
      expectNotFound(await api.delete(path), path);
      const nowhere = `/v1/Services/${unknownSid('IS')}/Roles`;
      expectNotFound(await api.get(nowhere), nowhere);
      expectNotFound(await api.post(nowhere, roleForm('service', ['joinConversation'])), nowhere);
      // A missing object is reported before an invalid parameter.
      expectNotFound(await api.post(nowhere, {}), nowhere);
    });

    it('a role needs a name, a type and a permission', async () => {
      const whole = { FriendlyName: 'x', Type: 'service', Permission: 'joinConversation' };
      for (const name of Object.keys(whole) as (keyof typeof whole)[]) {
        const { [name]: _, ...rest } = whole;
        expectMissing(await roles.tryCreate(rest), name);
        expectMissing(await roles.tryCreate({ ...whole, [name]: '' }), name);
      }
      const role = await roles.create(whole);
      expectMissing(await roles.tryUpdate(role.sid), 'Permission');
      expectMissing(await roles.tryUpdate(role.sid, { Permission: '' }), 'Permission');
      expect(await roles.fetch(role.sid)).toEqual(role);
    });

    it('role names have a maximum of 64 characters and need not be unique', async () => {
      for (const name of ['🍵'.repeat(64), 'channel user', ' "quoted"\\\n '])
        expect((await roles.create(roleForm('service', ['joinConversation'], name))).friendly_name).toBe(
          name,
        );
      expectError(await roles.tryCreate(roleForm('service', ['joinConversation'], 'n'.repeat(65))), 50003);
      expectBadParameter(
        await roles.tryCreate(roleForm('service', ['joinConversation'], 'a\0b')),
        'FriendlyName',
      );
    });

    it.each(['deployment', 'channel', ' service', '0'])('the role type %j is rejected', async (type) => {
      expectError(await roles.tryCreate(roleForm(type, ['joinConversation'])), 50105);
    });

    it.each(['service', 'conversation'] as const)(
      'a role of type %s accepts only permissions of that type',
      async (type) => {
        const wrong = inOne[type === 'service' ? 'conversation' : 'service'];
        const right = [...inBoth, ...inOne[type]].toReversed();
        const role = await roles.create(roleForm(type.toUpperCase(), right));
        expect(role).toMatchObject({ type, permissions: right });
        for (const permission of [...wrong, 'flyAway', 'sendMessage ', '__proto__']) {
          expectError(await roles.tryCreate(roleForm(type, ['addParticipant', permission])), 50104);
          expectError(await roles.tryUpdate(role.sid, permitted(['addParticipant', permission])), 50104);
        }
        expect(await roles.fetch(role.sid)).toEqual(role);
      },
    );

    it('permissions are shown once each, in the canonical letter case', async () => {
      const given = ['SENDMESSAGE', 'addparticipant', 'sendMessage'];
      const role = await roles.create(roleForm('conversation', given));
      expect(role.permissions).toEqual(['sendMessage', 'addParticipant']);
    });
  });
}
