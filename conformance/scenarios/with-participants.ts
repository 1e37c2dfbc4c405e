import { describe, expect, it } from 'vitest';
import { itWithClock } from '../support/clock.ts';
import {
  expectBadParameter,
  expectError,
  expectNotFound,
  expectSuccess,
  secondsBetween,
} from '../support/expectations.ts';
import type { Api, Reply } from '../support/http.ts';
import { freshNumber, participantsOf, rootOf, useRoles, useUsers } from '../support/members.ts';
import type { ConversationObject } from '../support/objects.ts';
import { families, freshName, type Space, unknownSid, useSpace } from '../support/space.ts';

type Form = Readonly<Record<string, string>>;

const pathOf = (space: Space): string => `${rootOf(space)}/ConversationWithParticipants`;

/** Asks for a conversation with participants; each is an object, or a text as it is. */
const request = (
  { api }: { readonly api: Api },
  path: string,
  participants: readonly (object | string)[],
  form: Form = {},
): Promise<Reply> =>
  api.post(path, [
    ...Object.entries(form),
    ...participants.map((each): [string, string] => [
      'Participant',
      typeof each === 'string' ? each : JSON.stringify(each),
    ]),
  ]);

/** Making a conversation and its first participants at once. */
export function withParticipantsScenarios(api: Api): void {
  /** The conversation as soon as it has begun; the reply may come before. */
  const begun = async (space: Space, sid: string): Promise<ConversationObject> => {
    for (;;) {
      const conversation = await space.fetch(sid);
      if (conversation.state !== 'initializing') return conversation;
    }
  };

  describe.each(families)('a conversation with participants by the %s path', (family) => {
    const space = useSpace(api, family);
    const users = useUsers(space);
    const made = (reply: Reply, status: 201 | 202): ConversationObject => {
      const conversation = expectSuccess<ConversationObject>(reply, status);
      space.track(conversation.sid);
      return conversation;
    };
    const newcomer = (): string => {
      const identity = freshName('first');
      users.track(identity);
      return identity;
    };

    it('without any is made at once', async () => {
      const reply = await request(space, pathOf(space), [], { FriendlyName: 'Nobody', State: 'inactive' });
      const conversation = made(reply, 201);
      expect(conversation).toMatchObject({ friendly_name: 'Nobody', state: 'inactive' });
      expect(await space.fetch(conversation.sid)).toEqual(conversation);
      expect(made(await request(space, pathOf(space), ['']), 201).state).toBe('active');
    });

    it('is initializing, then active with all of them in it', async () => {
      const [alice, zoe] = [newcomer(), newcomer()];
      const [address, proxy_address] = [freshNumber(), freshNumber()];
      const uniqueName = freshName('unique');
      const reply = await request(
        space,
        pathOf(space),
        [
          { identity: zoe, attributes: '{"a" : 1}' },
          { messaging_binding: { address, proxy_address } },
          { identity: alice, attributes: { b: [2] }, date_created: '2024-05-01T14:00:00+02:00' },
        ],
        { FriendlyName: 'Party', UniqueName: uniqueName, Attributes: '{"c" : 3}', 'Timers.Closed': 'PT10M' },
      );
      const conversation = made(reply, 202);
      const url = `${api.target.baseUrl}${space.item(conversation.sid)}`;
      expect(conversation).toEqual({
        sid: expect.stringMatching(/^CH[0-9a-f]{32}$/),
        account_sid: api.target.accountSid,
        chat_service_sid: space.serviceSid,
        messaging_service_sid: conversation.messaging_service_sid,
        friendly_name: 'Party',
        unique_name: uniqueName,
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
      const after = await begun(space, conversation.sid);
      expect(after).toEqual({
        ...conversation,
        state: 'active',
        timers: { date_closed: expect.any(String) },
      });
      const { items } = await participantsOf(space, conversation.sid).page();
      expect(items).toMatchObject([
        { identity: null, messaging_binding: { type: 'sms', address, proxy_address }, attributes: '{}' },
        { identity: zoe, messaging_binding: null, attributes: '{"a" : 1}' },
        { identity: alice, attributes: '{"b":[2]}', date_created: '2024-05-01T12:00:00Z' },
      ]);
      expect((await users.fetch(zoe)).identity).toBe(zoe);
      await space.update(conversation.sid, { FriendlyName: 'Now it can' });
    });

    it('begins inactive when that was asked for', async () => {
      const reply = await request(space, pathOf(space), [{ identity: newcomer() }], { State: 'inactive' });
      const conversation = made(reply, 202);
      expect(conversation.state).toBe('initializing');
      expect((await begun(space, conversation.sid)).state).toBe('inactive');
    });
  });

  describe('a conversation with participants', () => {
    const space = useSpace(api);
    const other = useSpace(api);
    const roles = useRoles(space);
    const users = useUsers(space);
    const ask = (participants: readonly (object | string)[], form: Form = {}) =>
      request(space, pathOf(space), participants, form);
    const pair = () => ({ messaging_binding: { address: freshNumber(), proxy_address: freshNumber() } });

    it('gives them the roles that are asked for', async () => {
      const role = await roles.create({ FriendlyName: 'r', Type: 'conversation', Permission: 'sendMessage' });
      const reply = await ask([{ identity: 'a', role_sid: role.sid }, { identity: 'b' }]);
      const { sid } = await begun(space, expectSuccess<ConversationObject>(reply, 202).sid);
      expect(await participantsOf(space, sid).fetch('a')).toMatchObject({ role_sid: role.sid });
      expect((await participantsOf(space, sid).fetch('b')).role_sid).not.toBe(role.sid);
    });

    it('passes over keys that it does not know, and nulls', async () => {
      const reply = await ask([
        { identity: 'x', role_sid: null, messaging_binding: null, Identity: 'y', colour: { of: 'hair' } },
      ]);
      const { sid } = await begun(space, expectSuccess<ConversationObject>(reply, 202).sid);
      expect((await participantsOf(space, sid).page()).items).toMatchObject([
        { identity: 'x', messaging_binding: null },
      ]);
    });

    it('takes ten of them, and no eleventh', async () => {
      const many = (length: number) => Array.from({ length }, (_, n) => ({ identity: `many ${n}` }));
      expectError(await ask(many(11)), 50426);
      const reply = await ask(many(10));
      const { sid } = await begun(space, expectSuccess<ConversationObject>(reply, 202).sid);
      expect((await participantsOf(space, sid).page()).items).toHaveLength(10);
    });

    it.each([
      '{',
      'null',
      '[]',
      '"alice"',
      '{"identity":1}',
      '{"identity":{}}',
      '{"messaging_binding":"+15550100"}',
      '{"identity":"a\\u0000b"}',
    ])('is refused for %s', async (participant) => {
      expectBadParameter(await ask([{ identity: 'good' }, participant]), 'Participant');
    });

    it('is refused for what any participant is refused for', async () => {
      const address = freshNumber();
      const cases = [
        [{}, 50204],
        [{ attributes: '{}' }, 50204],
        [{ identity: 'system' }, 50203],
        [{ identity: unknownSid('US') }, 50206],
        [{ identity: 'i'.repeat(257) }, 50207],
        [{ identity: 'a', attributes: '{' }, 50304],
        [{ identity: 'a', attributes: { long: 'x'.repeat(4096) } }, 50303],
        [{ identity: 'a', role_sid: 'RL1' }, 50109],
        [{ identity: 'a', role_sid: unknownSid('RL') }, 50109],
        [{ identity: 'a', date_created: 'soon' }, 50308],
        [{ identity: 'a', date_updated: 'soon' }, 50309],
        [{ identity: 'a', messaging_binding: { address, proxy_address: freshNumber() } }, 50211],
        [{ messaging_binding: { address: 'nowhere', proxy_address: freshNumber() } }, 50407],
        [{ messaging_binding: { address, proxy_address: 'nowhere' } }, 50408],
        [{ messaging_binding: { address, proxy_address: address } }, 50409],
        [{ messaging_binding: { proxy_address: address } }, 50411],
        [{ messaging_binding: { address: '', proxy_address: address } }, 50411],
        [{ messaging_binding: { address, proxy_address: '' } }, 50412],
        [{ messaging_binding: { address: `whatsapp:${address}`, proxy_address: freshNumber() } }, 50414],
        [{ messaging_binding: { address, proxy_address: freshNumber(), projected_address: address } }, 50420],
      ] as const;
      for (const [participant, code] of cases)
        expectError(await ask([{ identity: 'good' }, participant]), code);
      const service = await roles.create({
        FriendlyName: 's',
        Type: 'service',
        Permission: 'joinConversation',
      });
      expectError(await ask([{ identity: 'a', role_sid: service.sid }]), 50105);
    });

    it('is refused for what any conversation is refused for', async () => {
      const UniqueName = freshName('taken');
      await space.create({ UniqueName });
      const guest = [{ identity: 'good' }];
      expectError(await ask(guest, { UniqueName }), 50353);
      expectError(await ask(guest, { State: 'closed' }), 50384);
      expectError(await ask(guest, { State: 'initializing' }), 50378);
      expectError(await ask(guest, { Attributes: '{' }), 50304);
      expectError(await ask(guest, { 'Timers.Inactive': 'PT1S' }), 50375);
    });

    it('is refused for somebody who comes twice', async () => {
      const twice = pair();
      expectError(await ask([{ identity: 'a' }, { identity: 'b' }, { identity: 'a' }]), 50433);
      expectError(await ask([twice, pair(), twice]), 50425);
    });

    it('is refused for a pair of addresses that is taken anywhere in the account, until it is free', async () => {
      const taken = pair();
      const { sid } = await other.create();
      await participantsOf(other, sid).create({
        'MessagingBinding.Address': taken.messaging_binding.address,
        'MessagingBinding.ProxyAddress': taken.messaging_binding.proxy_address,
      });
      expectError(await ask([{ identity: 'a' }, taken]), 50425);
      await other.update(sid, { State: 'closed' });
      const reply = await ask([{ identity: 'a' }, taken]);
      await begun(space, expectSuccess<ConversationObject>(reply, 202).sid);
      expectError(await ask([taken]), 50425);
    });

    it('is refused for somebody on chat whom a group cannot see, and for a group too large', async () => {
      const member = () => ({ messaging_binding: { address: freshNumber() } });
      expectError(await ask([member(), { identity: 'unseen' }]), 50434);
      const reply = await ask([
        member(),
        { identity: 'seen', messaging_binding: { projected_address: freshNumber() } },
      ]);
      await begun(space, expectSuccess<ConversationObject>(reply, 202).sid);
    });

    it('that is refused leaves nothing behind', async () => {
      const identity = freshName('nobody');
      const before = await space.sids({ PageSize: '1000' });
      expectError(await ask([{ identity }, { identity: 'system' }]), 50203);
      expectError(await ask([{ identity }, { identity: 'b', role_sid: unknownSid('RL') }]), 50109);
      expect(await space.sids({ PageSize: '1000' })).toEqual(before);
      expectNotFound(await api.get(users.item(identity)), users.item(identity));
    });

    it('is not made in a service that does not exist', async () => {
      const path = `/v1/Services/${unknownSid('IS')}/ConversationWithParticipants`;
      for (const participants of [[], [{ identity: 'a' }], ['{']] as const)
        expectNotFound(await request(space, path, participants), path);
    });

    it('knows no other operation', async () => {
      for (const method of ['GET', 'DELETE', 'PUT']) {
        expectError(await api.send(method, pathOf(space)), 20004);
        expectNotFound(await api.send(method, `${pathOf(space)}/x`), `${pathOf(space)}/x`);
      }
    });

    itWithClock(api.target, 'has its timers run from when it begins', async (advance) => {
      const timers = { 'Timers.Inactive': 'PT1M', 'Timers.Closed': 'PT10M' };
      const reply = await ask([{ identity: 'timed' }], timers);
      const conversation = expectSuccess<ConversationObject>(reply, 202);
      expect(conversation.timers).toEqual({});
      const active = await begun(space, conversation.sid);
      expect(secondsBetween(active.date_created, active.timers.date_inactive)).toBe(60);
      expect(secondsBetween(active.date_created, active.timers.date_closed)).toBe(600);
      await advance('PT1M');
      expect((await space.fetch(conversation.sid)).state).toBe('inactive');
      await advance('PT9M');
      expect((await space.fetch(conversation.sid)).state).toBe('closed');
    });

    it('shares its users with many others that are made at the same time', async () => {
      const identities = Array.from({ length: 8 }, (_, n) => `shared ${n}`);
      const replies = await Promise.all(
        Array.from({ length: 12 }, (_, n) => {
          const guests = identities.slice(n % 3).map((identity) => ({ identity }));
          return ask(n % 2 === 0 ? guests : guests.reverse());
        }),
      );
      const conversations = replies.map((reply) => expectSuccess<ConversationObject>(reply, 202));
      for (const { sid } of conversations) expect((await begun(space, sid)).state).toBe('active');
      const counts = await Promise.all(
        conversations.map(async ({ sid }) => (await participantsOf(space, sid).page()).items.length),
      );
      expect(counts).toEqual(Array.from({ length: 12 }, (_, n) => 8 - (n % 3)));
    });
  });
}
