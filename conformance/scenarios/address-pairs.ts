import { describe, expect, it } from 'vitest';
import { expectEmpty, expectError, expectPairTaken } from '../support/expectations.ts';
import type { Api } from '../support/http.ts';
import { freshNumber, participantsOf } from '../support/members.ts';
import { type Space, unknownSid, useSpace } from '../support/space.ts';

const Address = 'MessagingBinding.Address';
const ProxyAddress = 'MessagingBinding.ProxyAddress';

/** The pairs of addresses that conversations hold, each in one of the whole account. */
export function addressPairScenarios(api: Api): void {
  describe('a pair of addresses', () => {
    const [space, other] = [useSpace(api), useSpace(api)];
    const alias = useSpace(api, 'alias');

    /** A pair that one conversation holds, and whether it can be taken in another. */
    async function held(at: Space = space) {
      const form = { [Address]: freshNumber(), [ProxyAddress]: freshNumber() };
      const holder = await at.create();
      const participant = await participantsOf(at, holder.sid).create(form);
      const take = async (where: Space = space) =>
        participantsOf(where, (await where.create()).sid).tryCreate(form);
      return { form, holder, participant, take };
    }

    it('is in one conversation of the account, whichever service that is in', async () => {
      const { form, holder, take } = await held();
      expectPairTaken(await participantsOf(space, holder.sid).tryCreate(form), holder.sid);
      for (const where of [space, other, alias]) expectPairTaken(await take(where), holder.sid);
      const byAlias = await held(alias);
      expectPairTaken(await byAlias.take(space), byAlias.holder.sid);
    });

    it('is another when one of the two is', async () => {
      const { form, holder } = await held();
      const participants = participantsOf(space, holder.sid);
      await participants.create({ ...form, [Address]: freshNumber() });
      await participants.create({ ...form, [ProxyAddress]: freshNumber() });
      const turned = { [Address]: form[ProxyAddress], [ProxyAddress]: form[Address] };
      await participants.create(turned as Record<string, string>);
      expect((await participants.page()).items).toHaveLength(4);
    });

    it('that could not be taken leaves nobody behind', async () => {
      const { form, holder } = await held();
      const { sid } = await space.create();
      expectPairTaken(await participantsOf(space, sid).tryCreate(form), holder.sid);
      expect((await participantsOf(space, sid).page()).items).toEqual([]);
    });

    it('is held while the conversation is inactive, and free once it is closed', async () => {
      const { holder, participant, take } = await held();
      await space.update(holder.sid, { State: 'inactive' });
      expectPairTaken(await take(), holder.sid);
      await space.update(holder.sid, { State: 'closed' });
      const taken = await take();
      expect(taken.status).toBe(201);
      // The closed one still shows who was in it, and lets go of nothing a second time.
      expect(await participantsOf(space, holder.sid).fetch(participant.sid)).toEqual(participant);
      await space.remove(holder.sid);
      expectPairTaken(await take(), (taken.body as { conversation_sid: string }).conversation_sid);
    });

    it('is free once the participant is removed', async () => {
      const { holder, participant, take } = await held();
      await participantsOf(space, holder.sid).remove(participant.sid);
      expect((await take(other)).status).toBe(201);
    });

    it('is free once the conversation is deleted', async () => {
      const { holder, take } = await held();
      await space.remove(holder.sid);
      expect((await take(other)).status).toBe(201);
    });

    it('goes with the change of the proxy address', async () => {
      const { form, holder, participant, take } = await held();
      const participants = participantsOf(space, holder.sid);
      const next = freshNumber();
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
      const form = { [Address]: freshNumber(), [ProxyAddress]: freshNumber() };
      await api.post(`${home}/${conversation.sid}/Participants`, form);
      expectEmpty(await api.delete(`/v1/Services/${sid}`));
      expect((await participantsOf(space, (await space.create()).sid).tryCreate(form)).status).toBe(201);
    });

    it('is still free when the role was wrong', async () => {
      const { sid } = await space.create();
      const form = { [Address]: freshNumber(), [ProxyAddress]: freshNumber() };
      expectError(await participantsOf(space, sid).tryCreate({ ...form, RoleSid: unknownSid('RL') }), 50109);
      await participantsOf(space, sid).create(form);
    });
  });
}
