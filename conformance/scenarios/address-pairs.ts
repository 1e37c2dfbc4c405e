import { describe, expect, it } from 'vitest';
import { expectEmpty, expectError, expectPairTaken } from '../support/expectations.ts';
import type { Api } from '../support/http.ts';
import { participantsOf, uniquePhoneNumber } from '../support/resources.ts';
import { type TestService, unknownSid, useTestService } from '../support/test-service.ts';

const Address = 'MessagingBinding.Address';
const ProxyAddress = 'MessagingBinding.ProxyAddress';

/** The pairs of addresses that conversations hold, each in one of the whole account. */
export function defineAddressPairScenarios(api: Api): void {
  describe('a pair of addresses', () => {
    const [testService, other] = [useTestService(api), useTestService(api)];
    const accountService = useTestService(api, 'account');

    /** A pair that one conversation holds, and whether it can be taken in another. */
    async function held(at: TestService = testService) {
      const form = { [Address]: uniquePhoneNumber(), [ProxyAddress]: uniquePhoneNumber() };
      const holder = await at.create();
      const participant = await participantsOf(at, holder.sid).create(form);
      const take = async (where: TestService = testService) =>
        participantsOf(where, (await where.create()).sid).tryCreate(form);
      return { form, holder, participant, take };
    }

    it('is in one conversation of the account, whichever service that is in', async () => {
      const { form, holder, take } = await held();
      expectPairTaken(await participantsOf(testService, holder.sid).tryCreate(form), holder.sid);
      for (const where of [testService, other, accountService])
        expectPairTaken(await take(where), holder.sid);
      const byAccountService = await held(accountService);
      expectPairTaken(await byAccountService.take(testService), byAccountService.holder.sid);
    });

    it('is another when one of the two is', async () => {
      const { form, holder } = await held();
      const participants = participantsOf(testService, holder.sid);
      await participants.create({ ...form, [Address]: uniquePhoneNumber() });
      await participants.create({ ...form, [ProxyAddress]: uniquePhoneNumber() });
      const turned = { [Address]: form[ProxyAddress], [ProxyAddress]: form[Address] };
      await participants.create(turned as Record<string, string>);
      expect((await participants.page()).items).toHaveLength(4);
    });

    it('that could not be taken leaves nobody behind', async () => {
      const { form, holder } = await held();
      const { sid } = await testService.create();
      expectPairTaken(await participantsOf(testService, sid).tryCreate(form), holder.sid);
      expect((await participantsOf(testService, sid).page()).items).toEqual([]);
    });

    it('is held while the conversation is inactive, and free once it is closed', async () => {
      const { holder, participant, take } = await held();
      await testService.update(holder.sid, { State: 'inactive' });
      expectPairTaken(await take(), holder.sid);
      await testService.update(holder.sid, { State: 'closed' });
      const taken = await take();
      expect(taken.status).toBe(201);
      // The closed one still shows who was in it, and lets go of nothing a second time.
      expect(await participantsOf(testService, holder.sid).fetch(participant.sid)).toEqual(participant);
      await testService.remove(holder.sid);
      expectPairTaken(await take(), (taken.body as { conversation_sid: string }).conversation_sid);
    });

    it('is free once the participant is removed', async () => {
      const { holder, participant, take } = await held();
      await participantsOf(testService, holder.sid).remove(participant.sid);
      expect((await take(other)).status).toBe(201);
    });

    it('is free once the conversation is deleted', async () => {
      const { holder, take } = await held();
      await testService.remove(holder.sid);
      expect((await take(other)).status).toBe(201);
    });

    it('goes with the change of the proxy address', async () => {
      const { form, holder, participant, take } = await held();
      const participants = participantsOf(testService, holder.sid);
      const next = uniquePhoneNumber();
      const moved = await participants.update(participant.sid, { [ProxyAddress]: next });
      expect(moved.messaging_binding).toEqual({
        type: 'sms',
        address: form[Address],
        proxy_address: next,
      });
      const taken = await take();
      expect(taken.status).toBe(201);
      const { conversation_sid } = taken.body as { conversation_sid: string };
      const back = await participants.tryUpdate(participant.sid, form);
      expectPairTaken(back, conversation_sid);
      expect(await participants.fetch(participant.sid)).toEqual(moved);
      await participants.update(participant.sid, { [ProxyAddress]: 'null' });
      const again = participantsOf(other, (await other.create()).sid);
      expect((await again.tryCreate({ ...form, [ProxyAddress]: next })).status).toBe(201);
    });

    it('is free as soon as its service is deleted', async () => {
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

    it('is still free when the role was wrong', async () => {
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
