import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ConfigurationObject } from '../support/api-objects.ts';
import { ConfigurationResource } from '../support/configuration.ts';
import { expectEmpty, expectError, expectNotFound, secondsBetween } from '../support/expectations.ts';
import type { Api } from '../support/http.ts';
import { TestService, uniqueName, unknownSid, useTestService } from '../support/test-service.ts';

/** What an account's configuration does for its conversations. The scenarios restore it afterwards. */
export function defineConfigurationScenarios(api: Api): void {
  describe('the configuration of an account', () => {
    const settings = new ConfigurationResource<ConfigurationObject>(api, () => '/v1/Configuration');
    const [accountService, other] = [new TestService(api, 'account'), useTestService(api)];
    let before: ConfigurationObject;

    beforeAll(async () => {
      before = await settings.fetch();
      await accountService.open();
    });
    const restore = () =>
      settings.update({
        DefaultChatServiceSid: before.default_chat_service_sid,
        DefaultMessagingServiceSid: before.default_messaging_service_sid ?? '',
        DefaultInactiveTimer: before.default_inactive_timer ?? '',
        DefaultClosedTimer: before.default_closed_timer ?? '',
      });
    afterAll(async () => {
      expect(await restore()).toEqual(before);
      await accountService.close();
    });

    it('the configuration of an account shows every key', async () => {
      const url = `${api.target.baseUrl}/v1/Configuration`;
      expect(await settings.update({ DefaultInactiveTimer: '', DefaultClosedTimer: '' })).toEqual({
        account_sid: api.target.accountSid,
        default_chat_service_sid: accountService.serviceSid,
        default_messaging_service_sid: expect.stringMatching(/^MG[0-9a-f]{32}$/),
        default_inactive_timer: null,
        default_closed_timer: null,
        url,
        links: {
          service: `${api.target.baseUrl}/v1/Services/${accountService.serviceSid}/Configuration`,
          webhooks: `${url}/Webhooks`,
        },
      });
    });

    it('the configuration of an account cannot be created or deleted', async () => {
      expectError(await api.delete(settings.path), 20004);
    });

    it('an update of the configuration keeps what it does not name', async () => {
      const set = { DefaultInactiveTimer: 'PT2M', DefaultClosedTimer: 'PT20M' };
      const changed = await settings.update(set);
      expect(changed).toMatchObject({ default_inactive_timer: 'PT2M', default_closed_timer: 'PT20M' });
      expect(await settings.update({})).toEqual(changed);
      expect(await settings.update({ DefaultChatServiceSid: '', Unknown: 'x' })).toEqual(changed);
      expect(await settings.update({ DefaultClosedTimer: 'PT30M' })).toEqual({
        ...changed,
        default_closed_timer: 'PT30M',
      });
      await restore();
    });

    it('the configuration decides, from the next request on, which service the account paths use', async () => {
      const [name, elsewhere] = [uniqueName(), uniqueName()];
      await accountService.create({ UniqueName: name });
      const there = await other.create({ UniqueName: elsewhere });
      const own = await Promise.all([accountService.fetch(name), accountService.fetch(name)]);
      expect(own[0].chat_service_sid).toBe(accountService.serviceSid);

      const capitals = `IS${other.serviceSid.slice(2).toUpperCase()}`;
      const changed = await settings.update({ DefaultChatServiceSid: capitals });
      expect(changed.default_chat_service_sid).toBe(other.serviceSid);
      expect(changed.links['service']).toContain(`/v1/Services/${other.serviceSid}/Configuration`);
      const shown = await accountService.fetch(elsewhere);
      expect(shown).toMatchObject({ sid: there.sid, chat_service_sid: other.serviceSid });
      expectNotFound(await api.get(accountService.itemPath(name)), accountService.itemPath(name));
      expectNotFound(await api.get(accountService.itemPath(own[0].sid)), accountService.itemPath(own[0].sid));
      expect(await accountService.sids()).toEqual(await other.sids());
      const created = await accountService.create();
      expect(created.chat_service_sid).toBe(other.serviceSid);

      await restore();
      expect(await accountService.fetch(name)).toEqual(own[0]);
      expectNotFound(await api.get(accountService.itemPath(elsewhere)), accountService.itemPath(elsewhere));
      expect((await other.fetch(created.sid)).sid).toBe(created.sid);
    });

    it.each([unknownSid('IS'), unknownSid('CH'), 'IS1', 'nonsense'])(
      'the configuration rejects %s as the default service',
      async (sid) => {
        expectError(
          await settings.tryUpdate({ DefaultChatServiceSid: sid, DefaultInactiveTimer: 'PT5M' }),
          50050,
        );
        expect(await settings.fetch()).toEqual(before);
      },
    );

    it('an account gets a new default service once its own is deleted, and cannot choose the deleted one', async () => {
      const doomed = new TestService(api, 'service');
      await doomed.open();
      await settings.update({ DefaultChatServiceSid: doomed.serviceSid });
      await doomed.close();
      const next = await settings.fetch();
      expect(next.default_chat_service_sid).not.toBe(doomed.serviceSid);
      expect(next.default_chat_service_sid).not.toBe(before.default_chat_service_sid);
      expect(await settings.fetch()).toEqual(next);
      expect((await accountService.create()).chat_service_sid).toBe(next.default_chat_service_sid);
      expectError(await settings.tryUpdate({ DefaultChatServiceSid: doomed.serviceSid }), 50050);
      await restore();
      expectEmpty(await api.delete(`/v1/Services/${next.default_chat_service_sid}`));
    });

    it('an update of the configuration also creates a new default service after the old one was deleted', async () => {
      const doomed = new TestService(api, 'service');
      await doomed.open();
      await settings.update({ DefaultChatServiceSid: doomed.serviceSid });
      await doomed.close();
      const next = await settings.update({ DefaultInactiveTimer: 'PT3M' });
      expect(next.default_chat_service_sid).not.toBe(doomed.serviceSid);
      expect(next.default_inactive_timer).toBe('PT3M');
      await restore();
      expectEmpty(await api.delete(`/v1/Services/${next.default_chat_service_sid}`));
    });

    it("the configuration's timers apply to later conversations that have none of their own", async () => {
      const older = await accountService.create();
      const set = { DefaultInactiveTimer: 'PT1M', DefaultClosedTimer: 'pt600.5s' };
      expect(await settings.update(set)).toMatchObject({
        default_inactive_timer: 'PT1M',
        default_closed_timer: 'pt600.5s',
      });
      for (const testService of [accountService, other]) {
        const { timers, date_created } = await testService.create();
        expect(secondsBetween(date_created, timers.date_inactive)).toBe(60);
        expect(secondsBetween(date_created, timers.date_closed)).toBeGreaterThanOrEqual(600);
        expect((await testService.create({ 'Timers.Inactive': 'PT0S', 'Timers.Closed': '' })).timers).toEqual(
          {},
        );
        const own = await testService.create({ 'Timers.Inactive': 'PT2M', 'Timers.Closed': 'PT0S' });
        expect(Object.keys(own.timers)).toEqual(['date_inactive']);
        expect(secondsBetween(own.date_created, own.timers.date_inactive)).toBe(120);
      }
      expect(await accountService.fetch(older.sid)).toEqual(older);
      const cleared = await settings.update({ DefaultInactiveTimer: 'PT0S', DefaultClosedTimer: '' });
      expect(cleared).toMatchObject({ default_inactive_timer: null, default_closed_timer: null });
      expect((await accountService.create()).timers).toEqual({});
      await restore();
    });

    it.each([
      ['DefaultInactiveTimer', 'PT59S', 50375],
      ['DefaultInactiveTimer', 'a minute', 50379],
      ['DefaultInactiveTimer', 'P1M', 50379],
      ['DefaultClosedTimer', 'PT9M59S', 50376],
      ['DefaultClosedTimer', '600', 50380],
      ['DefaultMessagingServiceSid', 'MG1', 50341],
      ['DefaultMessagingServiceSid', unknownSid('IS'), 50341],
    ] as const)('the configuration rejects %s=%s', async (name, value, code) => {
      expectError(await settings.tryUpdate({ DefaultInactiveTimer: 'PT5M', [name]: value }), code);
      expect(await settings.fetch()).toEqual(before);
    });

    it("the configuration's messaging service is given to conversations", async () => {
      const sid = `MG${'5'.repeat(32)}`;
      const changed = await settings.update({ DefaultMessagingServiceSid: sid });
      expect(changed.default_messaging_service_sid).toBe(sid);
      expect((await other.create()).messaging_service_sid).toBe(sid);
      const cleared = await settings.update({ DefaultMessagingServiceSid: '' });
      expect(cleared.default_messaging_service_sid).toBeNull();
      expect((await other.create()).messaging_service_sid).toBeNull();
      await restore();
    });
  });
}
