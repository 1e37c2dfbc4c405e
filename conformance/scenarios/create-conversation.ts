import { describe, expect, it } from 'vitest';
import type { ConversationObject } from '../support/api-objects.ts';
import { datePattern, expectError, expectNotFound, expectSuccess } from '../support/expectations.ts';
import type { Api } from '../support/http.ts';
import { mounts, uniqueName, unknownSid, useTestService } from '../support/test-service.ts';

/** Creating a conversation with no parameter and with every parameter. */
export function defineCreateScenarios(api: Api): void {
  describe.each(mounts)('creating a conversation by the %s path', (mount) => {
    const testService = useTestService(api, mount);

    it('a conversation is created without parameters and shows every key', async () => {
      const conversation = await testService.create();
      const url = `${api.target.baseUrl}${testService.itemPath(conversation.sid)}`;
      expect(conversation).toEqual({
        sid: expect.stringMatching(/^CH[0-9a-f]{32}$/),
        account_sid: api.target.accountSid,
        chat_service_sid: testService.serviceSid,
        messaging_service_sid: expect.stringMatching(/^MG[0-9a-f]{32}$/),
        friendly_name: null,
        unique_name: null,
        attributes: '{}',
        state: 'active',
        date_created: expect.stringMatching(datePattern),
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
      expect(await testService.fetch(conversation.sid)).toEqual(conversation);
    });

    it('a conversation is created with every parameter', async () => {
      const name = uniqueName();
      const messagingServiceSid = unknownSid('MG');
      const conversation = await testService.create({
        FriendlyName: 'Ärger & Co. — 茶話会 🍵',
        UniqueName: name,
        Attributes: '{"a": [1, "x=y&z"],  "b": null}',
        MessagingServiceSid: messagingServiceSid,
        DateCreated: '2024-05-01T12:34:56Z',
        DateUpdated: '2024-05-02T00:00:00Z',
        State: 'active',
        'Timers.Inactive': 'PT1M',
        'Timers.Closed': 'PT10M',
        'Bindings.Email.Address': 'help@example.com',
        'Bindings.Email.Name': 'Help "desk"',
      });
      expect(conversation).toMatchObject({
        friendly_name: 'Ärger & Co. — 茶話会 🍵',
        unique_name: name,
        attributes: '{"a": [1, "x=y&z"],  "b": null}',
        messaging_service_sid: messagingServiceSid,
        date_created: '2024-05-01T12:34:56Z',
        date_updated: '2024-05-02T00:00:00Z',
        state: 'active',
        timers: {
          date_inactive: expect.stringMatching(datePattern),
          date_closed: expect.stringMatching(datePattern),
        },
        bindings: { email: { projected_address: 'help@example.com', name: 'Help "desk"' } },
      });
      expect(await testService.fetch(name)).toEqual(conversation);
    });

    it('a new conversation has the same date of creation and of update unless the request sets them', async () => {
      const { date_created, date_updated } = await testService.create({
        DateUpdated: '2020-01-02T03:04:05Z',
      });
      expect(date_updated).toBe('2020-01-02T03:04:05Z');
      expect(date_created).not.toBe(date_updated);
    });

    it('a conversation cannot have a unique name that is in use in its service', async () => {
      const name = uniqueName('room');
      const first = await testService.create({ UniqueName: name });
      expectError(await testService.tryCreate({ UniqueName: name }), 50353);
      expect(await testService.fetch(name)).toEqual(first);
    });

    it('a request with an invalid parameter creates no conversation', async () => {
      const name = uniqueName('ghost');
      expectError(await testService.tryCreate({ UniqueName: name, State: 'sleeping' }), 50378);
      expectNotFound(await api.get(testService.itemPath(name)), testService.itemPath(name));
    });
  });

  describe('the names of new conversations', () => {
    const testService = useTestService(api);
    const other = useTestService(api);

    it('unique names differ by letter case', async () => {
      await testService.create({ UniqueName: 'Lobby' });
      expect((await testService.create({ UniqueName: 'lobby' })).unique_name).toBe('lobby');
    });

    it('services can use the same unique name', async () => {
      await testService.create({ UniqueName: 'shared' });
      expect((await other.create({ UniqueName: 'shared' })).chat_service_sid).toBe(other.serviceSid);
    });

    it('many conversations can be without a unique name', async () => {
      const unnamed = await Promise.all([
        testService.create(),
        testService.create({ UniqueName: '' }),
        testService.create(),
      ]);
      expect(unnamed.map(({ unique_name }) => unique_name)).toEqual([null, null, null]);
    });

    it('simultaneous creates with one unique name succeed once', async () => {
      const replies = await Promise.all(
        Array.from({ length: 12 }, () => testService.tryCreate({ UniqueName: 'wanted' })),
      );
      const losers = replies.filter(({ status }) => status !== 201);
      expect(losers).toHaveLength(11);
      for (const reply of losers) expectError(reply, 50353);
    });

    it('every conversation without a messaging service shows the same one', async () => {
      const [one, two] = [await testService.create(), await other.create()];
      expect(one.messaging_service_sid).toBe(two.messaging_service_sid);
    });

    it('a conversation is not created in a service that does not exist', async () => {
      const path = `/v1/Services/${unknownSid('IS')}/Conversations`;
      expectNotFound(await api.post(path), path);
    });

    it('a service SID with upper-case digits is accepted and shown in lower case', async () => {
      const path = `/v1/Services/IS${testService.serviceSid.slice(2).toUpperCase()}/Conversations`;
      const { sid, chat_service_sid, url } = expectSuccess<ConversationObject>(await api.post(path), 201);
      expect(chat_service_sid).toBe(testService.serviceSid);
      expect(url).toBe(api.target.baseUrl + testService.itemPath(sid));
    });
  });
}
