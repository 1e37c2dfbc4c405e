import { describe, expect, it } from 'vitest';
import { expectEmpty, expectError, expectPairTaken } from '../support/expectations.ts';
import type { Api } from '../support/http.ts';
import { participantsOf, uniquePhoneNumber } from '../support/resources.ts';
import { type TestService, unknownSid, useTestService } from '../support/test-service.ts';

const Address = 'MessagingBinding.Address';
const ProxyAddress = 'MessagingBinding.ProxyAddress';

/** An account has each pair of addresses in one conversation only. */
export function defineAddressPairScenarios(api: Api): void {
  describe('pairs of addresses', () => {
    const [testService, other] = [useTestService(api), useTestService(api)];
    const accountService = useTestService(api, 'account');

    /** Creates a conversation with a pair of addresses, and a function that tries to use the pair in another one. */
    async function createPair(at: TestService = testService) {
      const form = { [Address]: uniquePhoneNumber(), [ProxyAddress]: uniquePhoneNumber() };
      const holder = await at.create();
      const participant = await participantsOf(at, holder.sid).create(form);
      const tryPairElsewhere = async (where: TestService = testService) =>
        participantsOf(where, (await where.create()).sid).tryCreate(form);
      return { form, holder, participant, tryPairElsewhere };
    }

    it('a pair of addresses can be in one conversation of the account, in whichever service', async () => {
      const { form, holder, tryPairElsewhere } = await createPair();
      expectPairTaken(await participantsOf(testService, holder.sid).tryCreate(form), holder.sid);
      for (const where of [testService, other, accountService])
        expectPairTaken(await tryPairElsewhere(where), holder.sid);
      const byAccountService = await createPair(accountService);
      expectPairTaken(await byAccountService.tryPairElsewhere(testService), byAccountService.holder.sid);
    });

    it('a pair of addresses that shares only one address is a different pair', async () => {
      const { form, holder } = await createPair();
      const participants = participantsOf(testService, holder.sid);
      await participants.create({ ...form, [Address]: uniquePhoneNumber() });
      await participants.create({ ...form, [ProxyAddress]: uniquePhoneNumber() });
      const turned = { [Address]: form[ProxyAddress], [ProxyAddress]: form[Address] };
      await participants.create(turned as Record<string, string>);
      expect((await participants.page()).items).toHaveLength(4);
    });

    it('a rejected pair of addresses adds no participant', async () => {
      const { form, holder } = await createPair();
      const { sid } = await testService.create();
      expectPairTaken(await participantsOf(testService, sid).tryCreate(form), holder.sid);
      expect((await participantsOf(testService, sid).page()).items).toEqual([]);
    });

    it('a pair of addresses is in use while the conversation is inactive, and free once it is closed', async () => {
      const { holder, participant, tryPairElsewhere } = await createPair();
      await testService.update(holder.sid, { State: 'inactive' });
      expectPairTaken(await tryPairElsewhere(), holder.sid);
      await testService.update(holder.sid, { State: 'closed' });
      const taken = await tryPairElsewhere();
      expect(taken.status).toBe(201);
      // The closed conversation still shows its participant, and deleting it does not free the pair a second time.
      expect(await participantsOf(testService, holder.sid).fetch(participant.sid)).toEqual(participant);
      await testService.remove(holder.sid);
      expectPairTaken(
        await tryPairElsewhere(),
        (taken.body as { conversation_sid: string }).conversation_sid,
      );
    });

    it('a pair of addresses is free once its participant is removed', async () => {
      const { holder, participant, tryPairElsewhere } = await createPair();
      await participantsOf(testService, holder.sid).remove(participant.sid);
      expect((await tryPairElsewhere(other)).status).toBe(201);
    });

    it('a pair of addresses is free once its conversation is deleted', async () => {
      const { holder, tryPairElsewhere } = await createPair();
      await testService.remove(holder.sid);
      expect((await tryPairElsewhere(other)).status).toBe(201);
    });

    it("a participant's pair of addresses changes with its proxy address", async () => {
      const { form, holder, participant, tryPairElsewhere } = await createPair();
      const participants = participantsOf(testService, holder.sid);
      const next = uniquePhoneNumber();
      await participants.update(participant.sid, { [ProxyAddress]: 'null' });
      const moved = await participants.update(participant.sid, { [ProxyAddress]: next });
      expect(moved.messaging_binding).toEqual({
        type: 'sms',
        address: form[Address],
        proxy_address: next,
      });
      const taken = await tryPairElsewhere();
      expect(taken.status).toBe(201);
      const { conversation_sid } = taken.body as { conversation_sid: string };
      const alone = await participants.update(participant.sid, { [ProxyAddress]: 'null' });
      const back = await participants.tryUpdate(participant.sid, form);
      expectPairTaken(back, conversation_sid);
      expect(await participants.fetch(participant.sid)).toEqual(alone);
      const again = participantsOf(other, (await other.create()).sid);
      expect((await again.tryCreate({ ...form, [ProxyAddress]: next })).status).toBe(201);
    });

    it('a pair of addresses is free as soon as its service is deleted', async () => {
      const { sid } = (await api.post('/v1/Services', { FriendlyName: 'short' })).body as { sid: string };
      const home = `/v1/Services/${sid}/Conversations`;
      const conversation = (await api.post(home)).body as { sid: string };
      const form = { [Address]: uniquePhoneNumber(), [ProxyAddress]: uniquePhoneNumber() };
      await api.post(`${home}/${conversation.sid}/Participants`, form);
      expectEmpty(await api.delete(`/v1/Services/${sid}`));
      expect(
        (await participantsOf(testService, (await testService.create()).sid).tryCreate(form)).status,
      ).toBe(201);
    });

    it('a pair of addresses stays free when the request is rejected for its role', async () => {
      const { sid } = await testService.create();
      const form = { [Address]: uniquePhoneNumber(), [ProxyAddress]: uniquePhoneNumber() };
      expectError(
        await participantsOf(testService, sid).tryCreate({ ...form, RoleSid: unknownSid('RL') }),
        50109,
      );
      await participantsOf(testService, sid).create(form);
    });
  });
}
