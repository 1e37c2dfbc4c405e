import { describe, expect, it, vi } from 'vitest';
import { expectEmpty, expectError, expectNotFound } from '../support/expectations.ts';
import type { Api } from '../support/http.ts';
import { participantsOf, useRoles, useUsers } from '../support/resources.ts';
import { mounts, uniqueName, unknownSid, useTestService } from '../support/test-service.ts';

/** Assigning roles to users and participants, and what happens when a role is deleted. */
export function defineRoleHoldingScenarios(api: Api): void {
  describe.each(mounts)('the roles of users and participants by the %s path', (mount) => {
    const testService = useTestService(api, mount);
    const roles = useRoles(testService);
    const users = useUsers(testService);

    const make = (type: 'service' | 'conversation') =>
      roles.create({ FriendlyName: uniqueName('role'), Type: type, Permission: 'addParticipant' });
    const defaultOf = async (name: string) => {
      const all = (await roles.walk()).flatMap(({ items }) => items);
      return all.find(({ friendly_name }) => friendly_name === name)?.sid ?? '';
    };

    it('users and participants get the service user and the channel user role by default', async () => {
      const identity = uniqueName();
      const user = await users.create({ Identity: identity });
      expect(user.role_sid).toBe(await defaultOf('service user'));
      const { sid } = await testService.create();
      const participant = await participantsOf(testService, sid).create({ Identity: identity });
      expect(participant.role_sid).toBe(await defaultOf('channel user'));
    });

    it('roles are assigned and changed by SID in any letter case', async () => {
      const [own, shared] = [await make('service'), await make('conversation')];
      const capital = (sid: string) => `RL${sid.slice(2).toUpperCase()}`;
      const identity = uniqueName();
      const user = await users.create({ Identity: identity, RoleSid: capital(own.sid) });
      expect(user.role_sid).toBe(own.sid);
      const standard = await defaultOf('service user');
      expect((await users.update(user.sid, { RoleSid: standard })).role_sid).toBe(standard);
      expect((await users.update(user.sid, { RoleSid: '' })).role_sid).toBe(standard);
      const participants = participantsOf(testService, (await testService.create()).sid);
      const created = await participants.create({ Identity: identity, RoleSid: shared.sid });
      expect(created.role_sid).toBe(shared.sid);
      const admin = await defaultOf('channel admin');
      const changed = await participants.update(created.sid, { RoleSid: capital(admin) });
      expect(changed.role_sid).toBe(admin);
      expect(await participants.fetch(created.sid)).toEqual(changed);
    });

    it('an assigned role must exist and have the right type', async () => {
      const [own, shared] = [await make('service'), await make('conversation')];
      const identity = uniqueName();
      const user = await users.create({ Identity: identity });
      const participants = participantsOf(testService, (await testService.create()).sid);
      const participant = await participants.create({ Identity: identity });
      for (const bad of [unknownSid('RL'), 'RL1', 'channel user', user.sid]) {
        expectError(await users.tryCreate({ Identity: uniqueName(), RoleSid: bad }), 50100);
        expectError(await users.tryUpdate(user.sid, { RoleSid: bad }), 50100);
        expectError(await participants.tryCreate({ Identity: uniqueName(), RoleSid: bad }), 50109);
        expectError(await participants.tryUpdate(participant.sid, { RoleSid: bad }), 50109);
      }
      expectError(await users.tryCreate({ Identity: uniqueName(), RoleSid: shared.sid }), 50105);
      expectError(await users.tryUpdate(user.sid, { RoleSid: shared.sid }), 50105);
      expectError(await participants.tryCreate({ Identity: uniqueName(), RoleSid: own.sid }), 50105);
      expectError(await participants.tryUpdate(participant.sid, { RoleSid: own.sid }), 50105);
      expect(await users.fetch(user.sid)).toEqual(user);
      expect(await participants.fetch(participant.sid)).toEqual(participant);
    });

    it('default roles cannot be deleted, and other roles can', async () => {
      for (const name of ['service user', 'channel user', 'channel admin'])
        expectError(await api.delete(roles.itemPath(await defaultOf(name))), 20409);
      if (mount === 'service') await roles.remove(await defaultOf('service admin'));
    });

    it('users and participants whose role is deleted get the default role', async () => {
      const [own, shared] = [await make('service'), await make('conversation')];
      const identity = uniqueName();
      const user = await users.create({ Identity: identity, RoleSid: own.sid });
      const participants = participantsOf(testService, (await testService.create()).sid);
      const participant = await participants.create({ Identity: identity, RoleSid: shared.sid });
      const bystander = await participants.create({
        Identity: user.sid.replace('US', 'us'),
        RoleSid: await defaultOf('channel admin'),
      });
      users.removeAfterwards(bystander.identity ?? '');
      expectEmpty(await api.delete(roles.itemPath(own.sid)));
      expectEmpty(await api.delete(roles.itemPath(shared.sid)));
      await vi.waitFor(async () => {
        expect((await users.fetch(user.sid)).role_sid).toBe(await defaultOf('service user'));
        expect((await participants.fetch(participant.sid)).role_sid).toBe(await defaultOf('channel user'));
      }, 10_000);
      expect(await participants.fetch(bystander.sid)).toEqual(bystander);
      expectError(await users.tryUpdate(user.sid, { RoleSid: own.sid }), 50100);
      expectNotFound(await api.get(roles.itemPath(own.sid)), roles.itemPath(own.sid));
    });
  });

  describe('roles of another service', () => {
    const [one, two] = [useTestService(api), useTestService(api)];
    const [roles, users] = [useRoles(one), useUsers(two)];

    it('a role can be assigned only in its own service', async () => {
      const role = await roles.create({ FriendlyName: 'x', Type: 'service', Permission: 'joinConversation' });
      expectError(await users.tryCreate({ Identity: 'x', RoleSid: role.sid }), 50100);
    });
  });
}
