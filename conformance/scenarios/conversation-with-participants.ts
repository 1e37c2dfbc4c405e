import { describe, expect, it } from 'vitest';
import type { ConversationObject } from '../support/api-objects.ts';
import { itWithClock } from '../support/clock.ts';
import {
  createWithParticipants,
  waitUntilInitialized,
  withParticipantsPath,
} from '../support/conversation-with-participants.ts';
import { expectError, expectNotFound, expectSuccess, secondsBetween } from '../support/expectations.ts';
import type { Api, Reply } from '../support/http.ts';
import { participantsOf, uniquePhoneNumber, useRoles, useUsers } from '../support/resources.ts';
import { mounts, uniqueName, useTestService } from '../support/test-service.ts';

/** Creating a conversation together with its first participants. */
export function defineWithParticipantsScenarios(api: Api): void {
  describe.each(mounts)('a conversation with participants by the %s path', (mount) => {
    const testService = useTestService(api, mount);
    const users = useUsers(testService);
    const created = (reply: Reply, status: 201 | 202): ConversationObject => {
      const conversation = expectSuccess<ConversationObject>(reply, status);
      testService.removeAfterwards(conversation.sid);
      return conversation;
    };
    const newcomer = (): string => {
      const identity = uniqueName('first');
      users.removeAfterwards(identity);
      return identity;
    };

    it('a conversation without participants is created at once', async () => {
      const reply = await createWithParticipants(testService, [], {
        FriendlyName: 'Nobody',
        State: 'inactive',
      });
      const conversation = created(reply, 201);
      expect(conversation).toMatchObject({ friendly_name: 'Nobody', state: 'inactive' });
      expect(await testService.fetch(conversation.sid)).toEqual(conversation);
      expect(created(await createWithParticipants(testService, ['']), 201).state).toBe('active');
    });

    it('a conversation with participants is initializing first, and then active with all of them in it', async () => {
      const [alice, zoe] = [newcomer(), newcomer()];
      const [address, proxy_address] = [uniquePhoneNumber(), uniquePhoneNumber()];
      const newName = uniqueName('unique');
      const reply = await createWithParticipants(
        testService,
        [
          { identity: zoe, attributes: '{"a" : 1}' },
          { messaging_binding: { address, proxy_address } },
          { identity: alice, attributes: { b: [2] }, date_created: '2024-05-01T14:00:00+02:00' },
        ],
        { FriendlyName: 'Party', UniqueName: newName, Attributes: '{"c" : 3}', 'Timers.Closed': 'PT10M' },
      );
      const conversation = created(reply, 202);
      const url = `${api.target.baseUrl}${testService.itemPath(conversation.sid)}`;
      expect(conversation).toEqual({
        sid: expect.stringMatching(/^CH[0-9a-f]{32}$/),
        account_sid: api.target.accountSid,
        chat_service_sid: testService.serviceSid,
        messaging_service_sid: conversation.messaging_service_sid,
        friendly_name: 'Party',
        unique_name: newName,
        attributes: '{"c" : 3}',
        state: 'initializing',
        date_created: conversation.date_created,
        date_updated: conversation.date_created,
        timers: {},
        bindings: {},
        url,
        links: {
          participants: `${url}/Participants`,
          messages: `${url}/Messages`,
          webhooks: `${url}/Webhooks`,
        },
      });
      const after = await waitUntilInitialized(testService, reply);
      expect(after).toEqual({
        ...conversation,
        state: 'active',
        timers: { date_closed: expect.any(String) },
      });
      const { items } = await participantsOf(testService, conversation.sid).page();
      expect(items).toMatchObject([
        { identity: null, messaging_binding: { type: 'sms', address, proxy_address }, attributes: '{}' },
        { identity: zoe, messaging_binding: null, attributes: '{"a" : 1}' },
        { identity: alice, attributes: '{"b":[2]}', date_created: '2024-05-01T12:00:00Z' },
      ]);
      expect((await users.fetch(zoe)).identity).toBe(zoe);
      await testService.update(conversation.sid, { FriendlyName: 'Now it can' });
    });

    it('a conversation with participants can be created inactive', async () => {
      const reply = await createWithParticipants(testService, [{ identity: newcomer() }], {
        State: 'inactive',
      });
      const conversation = created(reply, 202);
      expect(conversation.state).toBe('initializing');
      expect((await waitUntilInitialized(testService, reply)).state).toBe('inactive');
    });
  });

  describe('the participants that are created with a conversation', () => {
    const testService = useTestService(api);
    const roles = useRoles(testService);
    const ask = (participants: readonly (object | string)[], form: Readonly<Record<string, string>> = {}) =>
      createWithParticipants(testService, participants, form);

    it('participants created with a conversation get the requested roles', async () => {
      const role = await roles.create({ FriendlyName: 'r', Type: 'conversation', Permission: 'sendMessage' });
      const reply = await ask([{ identity: 'a', role_sid: role.sid }, { identity: 'b' }]);
      const { sid } = await waitUntilInitialized(testService, reply);
      expect(await participantsOf(testService, sid).fetch('a')).toMatchObject({ role_sid: role.sid });
      expect((await participantsOf(testService, sid).fetch('b')).role_sid).not.toBe(role.sid);
    });

    it('participants created with a conversation can be recipients of e-mails, by level and name', async () => {
      const binding = (more: object = {}) => ({
        type: 'email',
        address: `${uniqueName('ann')}@example.com`,
        ...more,
      });
      const [full, copied, plain] = [
        binding({ level: 'to', name: 'Ann' }),
        binding({ level: 'cc' }),
        binding(),
      ];
      const reply = await ask([full, copied, plain].map((messaging_binding) => ({ messaging_binding })));
      const { sid } = await waitUntilInitialized(testService, reply);
      const { items } = await participantsOf(testService, sid).page();
      const bindings = items.map(({ messaging_binding }) => messaging_binding);
      expect(bindings).toHaveLength(3);
      expect(bindings).toEqual(expect.arrayContaining([full, copied, plain]));
    });

    it('participants created with a conversation have no level or name outside of e-mail', async () => {
      const pair = { address: uniquePhoneNumber(), proxy_address: uniquePhoneNumber() };
      for (const more of [{ level: 'to' }, { name: 'Ann' }])
        expectError(await ask([{ identity: 'good' }, { messaging_binding: { ...pair, ...more } }]), 50420);
    });

    it('unknown keys and nulls of participants created with a conversation are ignored', async () => {
      const reply = await ask([
        { identity: 'x', role_sid: null, messaging_binding: null, Identity: 'y', colour: { of: 'hair' } },
      ]);
      const { sid } = await waitUntilInitialized(testService, reply);
      expect((await participantsOf(testService, sid).page()).items).toMatchObject([
        { identity: 'x', messaging_binding: null },
      ]);
    });

    it('a conversation can be created with ten participants, and not with eleven', async () => {
      const many = (length: number) => Array.from({ length }, (_, n) => ({ identity: `many ${n}` }));
      expectError(await ask(many(11)), 50426);
      const reply = await ask(many(10));
      const { sid } = await waitUntilInitialized(testService, reply);
      expect((await participantsOf(testService, sid).page()).items).toHaveLength(10);
    });

    it('ConversationWithParticipants has no operation except create', async () => {
      for (const method of ['GET', 'DELETE', 'PUT']) {
        expectError(await api.send(method, withParticipantsPath(testService)), 20004);
        expectNotFound(
          await api.send(method, `${withParticipantsPath(testService)}/x`),
          `${withParticipantsPath(testService)}/x`,
        );
      }
    });

    itWithClock(
      api.target,
      'the timers of a conversation with participants start when it becomes active',
      async (advance) => {
        const timers = { 'Timers.Inactive': 'PT1M', 'Timers.Closed': 'PT10M' };
        const reply = await ask([{ identity: 'timed' }], timers);
        const conversation = expectSuccess<ConversationObject>(reply, 202);
        expect(conversation.timers).toEqual({});
        const active = await waitUntilInitialized(testService, reply);
        expect(secondsBetween(active.date_created, active.timers.date_inactive)).toBe(60);
        expect(secondsBetween(active.date_created, active.timers.date_closed)).toBe(600);
        await advance('PT1M');
        expect((await testService.fetch(conversation.sid)).state).toBe('inactive');
        await advance('PT9M');
        expect((await testService.fetch(conversation.sid)).state).toBe('closed');
      },
    );

    it('conversations with the same participants can be created at the same time', async () => {
      const identities = Array.from({ length: 8 }, (_, n) => `shared ${n}`);
      const replies = await Promise.all(
        Array.from({ length: 12 }, (_, n) => {
          const guests = identities.slice(n % 3).map((identity) => ({ identity }));
          return ask(n % 2 === 0 ? guests : guests.reverse());
        }),
      );
      const conversations = replies.map((reply) => expectSuccess<ConversationObject>(reply, 202));
      for (const reply of replies)
        expect((await waitUntilInitialized(testService, reply)).state).toBe('active');
      const counts = await Promise.all(
        conversations.map(async ({ sid }) => (await participantsOf(testService, sid).page()).items.length),
      );
      expect(counts).toEqual(Array.from({ length: 12 }, (_, n) => 8 - (n % 3)));
    });
  });
}
