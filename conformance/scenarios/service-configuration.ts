import { describe, expect, it } from 'vitest';
import type { ServiceConfigurationObject } from '../support/api-objects.ts';
import { ConfigurationResource } from '../support/configuration.ts';
import { expectBadParameter, expectEmpty, expectError, expectNotFound } from '../support/expectations.ts';
import type { Api } from '../support/http.ts';
import { participantsOf, servicePath, useRoles, useUsers } from '../support/resources.ts';
import { uniqueName, unknownSid, useTestService } from '../support/test-service.ts';

const names = {
  creator: 'DefaultConversationCreatorRoleSid',
  participant: 'DefaultConversationRoleSid',
  user: 'DefaultChatServiceRoleSid',
} as const;

/** The configuration that a service applies to its users and participants. */
export function defineServiceConfigurationScenarios(api: Api): void {
  describe('the configuration of a service', () => {
    const testService = useTestService(api);
    const [roles, users] = [useRoles(testService), useUsers(testService)];
    const settings = new ConfigurationResource<ServiceConfigurationObject>(
      api,
      () => `${servicePath(testService)}/Configuration`,
    );
    const make = async (type: 'service' | 'conversation') =>
      (await roles.create({ FriendlyName: uniqueName('role'), Type: type, Permission: 'addParticipant' }))
        .sid;

    it('a service starts with the default roles', async () => {
      const all = (await roles.walk()).flatMap(({ items }) => items);
      const sidOf = (name: string) => all.find(({ friendly_name }) => friendly_name === name)?.sid;
      const url = `${api.target.baseUrl}${settings.path}`;
      expect(await settings.fetch()).toEqual({
        chat_service_sid: testService.serviceSid,
        default_conversation_creator_role_sid: sidOf('channel admin'),
        default_conversation_role_sid: sidOf('channel user'),
        default_chat_service_role_sid: sidOf('service user'),
        reachability_enabled: false,
        url,
        links: { notifications: `${url}/Notifications`, webhooks: `${url}/Webhooks` },
      });
    });

    it('the configuration of a service cannot be created or deleted', async () => {
      expectError(await api.delete(settings.path), 20004);
    });

    it("an update of a service's configuration changes only what it names", async () => {
      const before = await settings.fetch();
      expect(await settings.update({})).toEqual(before);
      const reachable = await settings.update({ ReachabilityEnabled: 'TRUE' });
      expect(reachable).toEqual({ ...before, reachability_enabled: true });
      const empty = {
        [names.creator]: '',
        [names.participant]: '',
        [names.user]: '',
        ReachabilityEnabled: '',
      };
      expect(await settings.update(empty)).toEqual(reachable);
      const role = await make('conversation');
      const changed = await settings.update({ [names.creator]: `RL${role.slice(2).toUpperCase()}` });
      expect(changed).toEqual({ ...reachable, default_conversation_creator_role_sid: role });
      const back = {
        ReachabilityEnabled: 'false',
        [names.creator]: before.default_conversation_creator_role_sid,
      };
      expect(await settings.update(back)).toEqual(before);
    });

    it("a service's configured roles are given to later users and participants", async () => {
      const earlier = await users.create({ Identity: uniqueName() });
      const [shared, own] = [await make('conversation'), await make('service')];
      const changed = await settings.update({ [names.participant]: shared, [names.user]: own });
      expect(changed).toMatchObject({
        default_conversation_role_sid: shared,
        default_chat_service_role_sid: own,
      });
      const later = await users.create({ Identity: uniqueName() });
      expect(later.role_sid).toBe(own);
      const participants = participantsOf(testService, (await testService.create()).sid);
      expect((await participants.create({ Identity: later.identity })).role_sid).toBe(shared);
      expect(await users.fetch(earlier.sid)).toEqual(earlier);
    });

    it("the roles in a service's configuration cannot be deleted", async () => {
      const { default_conversation_role_sid: before } = await settings.fetch();
      const [one, two] = [await make('conversation'), await make('conversation')];
      await settings.update({ [names.participant]: one });
      expectError(await api.delete(roles.itemPath(one)), 20409);
      await settings.update({ [names.participant]: two });
      expectEmpty(await api.delete(roles.itemPath(one)));
      expectError(await settings.tryUpdate({ [names.participant]: one }), 50109);
      await settings.update({ [names.participant]: before });
    });

    it.each([
      ['creator', 50106, 'service'],
      ['participant', 50109, 'service'],
      ['user', 50100, 'conversation'],
    ] as const)(
      'the configuration of a service rejects an unsuitable role for the %s',
      async (whose, unknown, otherType) => {
        const before = await settings.fetch();
        const tryRole = (sid: string) =>
          settings.tryUpdate({ ReachabilityEnabled: 'true', [names[whose]]: sid });
        for (const sid of [unknownSid('RL'), unknownSid('US'), 'RL1', 'channel user'])
          expectError(await tryRole(sid), unknown);
        expectError(await tryRole(await make(otherType)), 50105);
        expect(await settings.fetch()).toEqual(before);
      },
    );

    it('the configuration of a service rejects a value that is not a boolean', async () => {
      expectBadParameter(await settings.tryUpdate({ ReachabilityEnabled: 'yes' }), 'ReachabilityEnabled');
    });

    it.each([unknownSid('IS'), 'IS1'])('the configuration of the service %s is not found', async (sid) => {
      const path = `/v1/Services/${sid}/Configuration`;
      expectNotFound(await api.get(path), path);
      expectNotFound(await api.post(path, { ReachabilityEnabled: 'true' }), path);
      expectNotFound(await api.post(path, { ReachabilityEnabled: 'yes' }), path);
      expectNotFound(await api.post(path, { [names.user]: unknownSid('RL') }), path);
    });
  });

  describe('the configurations of two services', () => {
    const [one, two] = [useTestService(api), useTestService(api)];
    const roles = useRoles(one);

    it('the configuration of a service rejects the roles of another service', async () => {
      const { sid } = await roles.create({
        FriendlyName: 'x',
        Type: 'service',
        Permission: 'joinConversation',
      });
      expectError(await api.post(`${servicePath(two)}/Configuration`, { [names.user]: sid }), 50100);
    });
  });
}
