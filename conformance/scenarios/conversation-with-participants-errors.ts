import { describe, expect, it } from 'vitest';
import { createWithParticipants, waitUntilInitialized } from '../support/conversation-with-participants.ts';
import { expectBadParameter, expectError, expectNotFound } from '../support/expectations.ts';
import type { Api } from '../support/http.ts';
import { participantsOf, uniquePhoneNumber, useRoles, useUsers } from '../support/resources.ts';
import { uniqueName, unknownSid, useTestService } from '../support/test-service.ts';

/** Requests for a conversation with participants that are rejected before anything is created. */
export function defineWithParticipantsRefusalScenarios(api: Api): void {
  describe('errors of a conversation with participants', () => {
    const testService = useTestService(api);
    const other = useTestService(api);
    const roles = useRoles(testService);
    const users = useUsers(testService);
    const ask = (participants: readonly (object | string)[], form: Readonly<Record<string, string>> = {}) =>
      createWithParticipants(testService, participants, form);
    const pair = () => ({
      messaging_binding: { address: uniquePhoneNumber(), proxy_address: uniquePhoneNumber() },
    });

    it.each([
      '{',
      'null',
      '[]',
      '"alice"',
      '{"identity":1}',
      '{"identity":{}}',
      '{"messaging_binding":"+15550100"}',
      '{"messaging_binding":{"address":1}}',
    ])('a conversation with participants is rejected for the participant %s', async (participant) => {
      expectError(await ask([{ identity: 'good' }, participant]), 50424);
    });

    it('a conversation with participants is rejected for an identity with a NUL character', async () => {
      expectBadParameter(await ask([{ identity: 'a\0b' }]), 'Participant');
    });

    it('a conversation with participants is rejected for whatever a participant alone is rejected for', async () => {
      const address = uniquePhoneNumber();
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
        [{ identity: 'a', messaging_binding: { address, proxy_address: uniquePhoneNumber() } }, 50211],
        [{ messaging_binding: { address: 'nowhere', proxy_address: uniquePhoneNumber() } }, 50407],
        [{ messaging_binding: { address, proxy_address: 'nowhere' } }, 50408],
        [{ messaging_binding: { address, proxy_address: address } }, 50409],
        [{ messaging_binding: { proxy_address: address } }, 50411],
        [{ messaging_binding: { address: '', proxy_address: address } }, 50411],
        [{ messaging_binding: { address, proxy_address: '' } }, 50412],
        [
          { messaging_binding: { address: `whatsapp:${address}`, proxy_address: uniquePhoneNumber() } },
          50414,
        ],
        [
          { messaging_binding: { address, proxy_address: uniquePhoneNumber(), projected_address: address } },
          50407,
        ],
        [{ messaging_binding: { address, projected_address: uniquePhoneNumber() } }, 50407],
        [
          {
            messaging_binding: {
              address,
              proxy_address: uniquePhoneNumber(),
              proxy_address_fallback: address,
            },
          },
          50420,
        ],
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

    it('a conversation with participants is rejected for whatever a conversation alone is rejected for', async () => {
      const UniqueName = uniqueName('taken');
      await testService.create({ UniqueName });
      const guest = [{ identity: 'good' }];
      expectError(await ask(guest, { UniqueName }), 50353);
      expectError(await ask(guest, { State: 'closed' }), 50384);
      expectError(await ask(guest, { State: 'initializing' }), 50378);
      expectError(await ask(guest, { Attributes: '{' }), 50304);
      expectError(await ask(guest, { 'Timers.Inactive': 'PT1S' }), 50375);
    });

    it('a conversation with participants is rejected when a participant is listed twice', async () => {
      const twice = pair();
      expectError(await ask([{ identity: 'a' }, { identity: 'b' }, { identity: 'a' }]), 50433);
      expectError(await ask([twice, pair(), twice]), 50425);
    });

    it('a conversation with participants is rejected while a pair of addresses is in use anywhere in the account', async () => {
      const taken = pair();
      const { sid } = await other.create();
      await participantsOf(other, sid).create({
        'MessagingBinding.Address': taken.messaging_binding.address,
        'MessagingBinding.ProxyAddress': taken.messaging_binding.proxy_address,
      });
      expectError(await ask([{ identity: 'a' }, taken]), 50425);
      await other.update(sid, { State: 'closed' });
      const reply = await ask([{ identity: 'a' }, taken]);
      await waitUntilInitialized(testService, reply);
      expectError(await ask([taken]), 50425);
    });

    it('a conversation with participants is rejected for a chat participant that the group of addresses cannot see', async () => {
      const member = () => ({ messaging_binding: { address: uniquePhoneNumber() } });
      expectError(await ask([member(), { identity: 'unseen' }]), 50434);
      expectError(await ask([{ identity: 'unseen' }, member()]), 50434);
      const reply = await ask([
        member(),
        member(),
        { identity: 'seen', messaging_binding: { projected_address: uniquePhoneNumber() } },
      ]);
      await waitUntilInitialized(testService, reply);
    });

    it('a rejected conversation with participants leaves nothing behind', async () => {
      const identity = uniqueName('nobody');
      const before = await testService.sids({ PageSize: '1000' });
      expectError(await ask([{ identity }, { identity: 'system' }]), 50203);
      expectError(await ask([{ identity }, { identity: 'b', role_sid: unknownSid('RL') }]), 50109);
      expect(await testService.sids({ PageSize: '1000' })).toEqual(before);
      expectNotFound(await api.get(users.itemPath(identity)), users.itemPath(identity));
    });

    it('a conversation with participants is not created in a service that does not exist', async () => {
      const path = `/v1/Services/${unknownSid('IS')}/ConversationWithParticipants`;
      for (const participants of [[], [{ identity: 'a' }], ['{']] as const)
        expectNotFound(await createWithParticipants(testService, participants, {}, path), path);
    });
  });
}
