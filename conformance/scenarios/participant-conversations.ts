import { describe, expect, it } from 'vitest';
import type { ParticipantConversationObject } from '../support/api-objects.ts';
import { expectError, expectNotFound } from '../support/expectations.ts';
import type { Api } from '../support/http.ts';
import { participantsOf, servicePath, uniquePhoneNumber, useUsers } from '../support/resources.ts';
import { mounts, uniqueName, unknownSid, useTestService } from '../support/test-service.ts';
import { fetchAllPages, fetchPage, participantConversationsPath } from '../support/user-conversations.ts';

/** The conversations of a participant who is known by an identity or an address. */
export function defineParticipantConversationScenarios(api: Api): void {
  describe.each(mounts)('the conversations of a participant by the %s path', (mount) => {
    const testService = useTestService(api, mount);
    const users = useUsers(testService);
    const root = () => `${api.target.baseUrl}${servicePath(testService)}`;
    const found = async (query: Readonly<Record<string, string>>) =>
      (await fetchPage<ParticipantConversationObject>(api, participantConversationsPath(testService), query))
        .conversations;

    it('participant conversations are found by the identity', async () => {
      const conversation = await testService.create({
        FriendlyName: 'Support',
        UniqueName: uniqueName('unique'),
        Attributes: '{"a" : 1}',
        'Timers.Closed': 'PT1H',
      });
      const identity = uniqueName("o'brien (work), +1: ä&");
      users.removeAfterwards(identity);
      const participant = await participantsOf(testService, conversation.sid).create({ Identity: identity });
      const user = await users.fetch(encodeURIComponent(identity));
      expect(await found({ Identity: identity })).toEqual([
        {
          account_sid: api.target.accountSid,
          chat_service_sid: testService.serviceSid,
          participant_sid: participant.sid,
          participant_user_sid: user.sid,
          participant_identity: identity,
          participant_messaging_binding: null,
          conversation_sid: conversation.sid,
          conversation_unique_name: conversation.unique_name,
          conversation_friendly_name: 'Support',
          conversation_attributes: '{"a" : 1}',
          conversation_date_created: conversation.date_created,
          conversation_date_updated: conversation.date_updated,
          conversation_created_by: 'system',
          conversation_state: 'active',
          conversation_timers: { date_closed: expect.any(String) },
          links: {
            participant: `${root()}/Conversations/${conversation.sid}/Participants/${participant.sid}`,
            conversation: `${root()}/Conversations/${conversation.sid}`,
          },
        },
      ]);
    });

    it('participant conversations are found by the address, with every key of the binding', async () => {
      const conversation = await testService.create();
      const [address, proxy] = [uniquePhoneNumber(), uniquePhoneNumber()];
      const participant = await participantsOf(testService, conversation.sid).create({
        'MessagingBinding.Address': address,
        'MessagingBinding.ProxyAddress': proxy,
      });
      const [only, ...others] = await found({ Address: address });
      expect(others).toEqual([]);
      expect(only).toMatchObject({
        participant_sid: participant.sid,
        participant_user_sid: null,
        participant_identity: null,
        conversation_sid: conversation.sid,
        conversation_timers: {},
      });
      expect(only?.participant_messaging_binding).toEqual({
        address,
        proxy_address: proxy,
        type: 'sms',
        level: null,
        name: null,
        projected_address: null,
      });
      const page = await fetchPage<ParticipantConversationObject>(
        api,
        participantConversationsPath(testService),
        { Address: address },
      );
      expect(page.meta.url).toBe(
        `${root()}/ParticipantConversations?Address=${encodeURIComponent(address)}&PageSize=50&Page=0`,
      );
    });

    it('participant conversations are found by an address whose plus was not escaped', async () => {
      const conversation = await testService.create();
      const addresses = [uniquePhoneNumber(), `whatsapp:${uniquePhoneNumber()}`];
      for (const address of addresses) {
        await participantsOf(testService, conversation.sid).create({
          'MessagingBinding.Address': address,
          'MessagingBinding.ProxyAddress': address.replace(/\d+$/, uniquePhoneNumber().slice(1)),
        });
        // A plus in a query means a space.
        const reply = await api.get(`${participantConversationsPath(testService)}?Address=${address}`);
        expect(reply.body).toMatchObject({ conversations: [{ conversation_sid: conversation.sid }] });
      }
    });

    it('participant conversations of a group are found by the projected address', async () => {
      const conversation = await testService.create();
      const identity = uniqueName('shown');
      users.removeAfterwards(identity);
      const projected = uniquePhoneNumber();
      await participantsOf(testService, conversation.sid).create({
        Identity: identity,
        'MessagingBinding.ProjectedAddress': projected,
      });
      const [only] = await found({ Identity: identity });
      expect(only?.participant_messaging_binding).toEqual({
        address: null,
        proxy_address: null,
        type: 'sms',
        level: null,
        name: null,
        projected_address: projected,
      });
    });

    it('participant conversations of an unknown identity or address are an empty list', async () => {
      for (const query of [
        { Identity: uniqueName('nobody') },
        { Identity: unknownSid('US') },
        { Identity: 'system' },
        { Address: uniquePhoneNumber() },
        { Address: 'no address' },
      ])
        expect(await found(query)).toEqual([]);
    });

    it('participant conversations need exactly one of identity and address', async () => {
      const path = participantConversationsPath(testService);
      expectError(await api.get(path), 50204);
      expectError(await api.get(path, { Identity: '', Address: '' }), 50204);
      expectError(await api.get(path, { Identity: 'a', Address: '+15550100' }), 50451);
      expectError(await api.get(path, { Identity: 'i'.repeat(257) }), 50207);
      expectError(await api.get(path, { Address: '1'.repeat(257) }), 50407);
      expect((await api.get(path, { Identity: 'a', Address: '' })).status).toBe(200);
    });
  });

  describe('the list of participant conversations', () => {
    const testService = useTestService(api);
    const other = useTestService(api);

    it.each(['Identity', 'Address'])(
      'participant conversations by %s are listed by newest membership, page by page, in one service',
      async (by) => {
        const value = by === 'Identity' ? 'walker' : uniquePhoneNumber();
        const form = () =>
          by === 'Identity'
            ? { Identity: value }
            : { 'MessagingBinding.Address': value, 'MessagingBinding.ProxyAddress': uniquePhoneNumber() };
        const created: string[] = [];
        for (let n = 0; n < 5; n++) created.push((await testService.create()).sid);
        const memberships: string[] = [];
        for (const n of [3, 0, 4, 1, 2]) {
          const sid = created[n] ?? '';
          await participantsOf(testService, sid).create(form());
          memberships.unshift(sid);
        }
        await participantsOf(other, (await other.create()).sid).create(form());
        await testService.update(created[1] ?? '', { State: 'closed' });
        const path = participantConversationsPath(testService);
        for (const PageSize of ['1', '2', '5'])
          expect((await fetchAllPages(api, path, { [by]: value, PageSize })).flat()).toEqual(memberships);
        const page = await fetchPage<ParticipantConversationObject>(api, path, {
          [by]: value,
          PageSize: '2',
        });
        const next = await fetchPage<ParticipantConversationObject>(api, page.meta.next_page_url ?? '');
        const back = await fetchPage<ParticipantConversationObject>(api, next.meta.previous_page_url ?? '');
        expect(back.conversations).toEqual(page.conversations);
        const states = (await fetchPage<ParticipantConversationObject>(api, path, { [by]: value }))
          .conversations;
        expect(states.filter(({ conversation_state }) => conversation_state === 'closed')).toMatchObject([
          { conversation_sid: created[1] },
        ]);
      },
    );

    it('participant conversations are not found in a service that does not exist', async () => {
      const path = `/v1/Services/${unknownSid('IS')}/ParticipantConversations`;
      for (const query of ['', '?Identity=a', '?Address=%2B15550100', '?Identity=a&Address=b'])
        expectNotFound(await api.get(path + query), path);
    });
  });
}
