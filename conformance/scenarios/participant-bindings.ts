import { describe, expect, it } from 'vitest';
import { type CataloguedCode, expectEmpty, expectError, expectPairTaken } from '../support/expectations.ts';
import type { Api } from '../support/http.ts';
import { freshNumber, participantsOf, useRoles } from '../support/members.ts';
import { families, freshName, type Space, unknownSid, useSpace } from '../support/space.ts';

const Address = 'MessagingBinding.Address';
const ProxyAddress = 'MessagingBinding.ProxyAddress';
const ProxyAddressFallback = 'MessagingBinding.ProxyAddressFallback';
const ProjectedAddress = 'MessagingBinding.ProjectedAddress';

const [phone, ours] = ['+15550100', '+15550199'];

/** Forms that no participant can be made from. */
const refused: [code: CataloguedCode, form: Readonly<Record<string, string>>][] = [
  [50204, {}],
  [50204, { Identity: '' }],
  [50411, { [Address]: '' }],
  [50411, { [Address]: '', [ProxyAddress]: ours }],
  [50411, { [ProxyAddress]: ours }],
  [50411, { [ProxyAddressFallback]: ours }],
  [50412, { [Address]: phone, [ProxyAddress]: '' }],
  [50412, { [Address]: `whatsapp:${phone}` }],
  [50412, { [Address]: 'messenger:123' }],
  [50434, { Identity: 'x', [ProjectedAddress]: '' }],
  ...[
    'phone',
    '5550100x',
    '+',
    '+0123456',
    '+1555 0100',
    '+1234567890123456',
    'fax:+15550100',
    'whatsapp:',
  ].map((address): [CataloguedCode, Readonly<Record<string, string>>] => [
    50407,
    { [Address]: address, [ProxyAddress]: ours },
  ]),
  [50407, { [Address]: 'whatsapp:ann', [ProxyAddress]: `whatsapp:${ours}` }],
  [50407, { [Address]: `messenger:${'1'.repeat(247)}`, [ProxyAddress]: 'messenger:1' }],
  [50407, { [Address]: 'messenger:a\0b', [ProxyAddress]: 'messenger:1' }],
  [50407, { Identity: 'x', [ProjectedAddress]: 'somewhere' }],
  [50408, { [Address]: phone, [ProxyAddress]: 'ours' }],
  [50408, { [Address]: phone, [ProxyAddress]: `${ours}x` }],
  [50408, { [Address]: 'messenger:1', [ProxyAddress]: `messenger:${'1'.repeat(247)}` }],
  [50408, { [Address]: 'rcs:a', [ProxyAddress]: 'rcs:b', [ProxyAddressFallback]: 'b' }],
  [50409, { [Address]: phone, [ProxyAddress]: phone }],
  [50409, { [Address]: 'messenger:1', [ProxyAddress]: 'messenger:1' }],
  [50414, { [Address]: `whatsapp:${phone}`, [ProxyAddress]: ours }],
  [50414, { [Address]: phone, [ProxyAddress]: `whatsapp:${ours}` }],
  [50414, { [Address]: 'rcs:a', [ProxyAddress]: 'messenger:b' }],
  [50211, { Identity: 'x', [Address]: phone, [ProxyAddress]: ours }],
  [50211, { Identity: 'x', [Address]: phone }],
  [50211, { Identity: 'x', [ProxyAddress]: ours }],
  [50420, { [Address]: phone, [ProxyAddress]: ours, [ProjectedAddress]: '+15550177' }],
  [50420, { [Address]: phone, [ProxyAddress]: ours, [ProxyAddressFallback]: '+15550177' }],
];

/** Participants by an address of another channel, and the pairs of addresses that conversations hold. */
export function participantBindingScenarios(api: Api): void {
  describe.each(families)('a participant by an address, by the %s path', (family) => {
    const space = useSpace(api, family);
    const roles = useRoles(space);

    const kinds: [type: string, prefix: string][] = [
      ['sms', ''],
      ['whatsapp', 'whatsapp:'],
      ['messenger', 'messenger:'],
      ['rcs', 'rcs:'],
    ];
    it.each(kinds)('of type %s is shown as it was sent', async (type, prefix) => {
      const participants = participantsOf(space, (await space.create()).sid);
      const [address, proxy] = [prefix + freshNumber(), prefix + freshNumber()];
      const participant = await participants.create({ [Address]: address, [ProxyAddress]: proxy });
      expect(participant).toMatchObject({
        identity: null,
        messaging_binding: { type, address, proxy_address: proxy },
      });
      expect(Object.keys(participant.messaging_binding ?? {})).toHaveLength(3);
      expect(participant.role_sid).toMatch(/^RL/);
      expect(await participants.fetch(participant.sid)).toEqual(participant);
      expect((await participants.page()).items).toEqual([participant]);
      const userRole = (await roles.walk())
        .flatMap(({ items }) => items)
        .find(({ friendly_name }) => friendly_name === 'channel user');
      expect(participant.role_sid).toBe(userRole?.sid);
    });

    it('alone has no role: it is of a group', async () => {
      const participants = participantsOf(space, (await space.create()).sid);
      const address = freshNumber();
      const participant = await participants.create({ [Address]: address });
      expect(participant).toMatchObject({ identity: null, role_sid: null });
      expect(participant.messaging_binding).toEqual({ type: 'sms', address });
      expect(await participants.fetch(participant.sid)).toEqual(participant);
    });

    it('that is shown for somebody on chat has no other', async () => {
      const participants = participantsOf(space, (await space.create()).sid);
      const [identity, projected] = [freshName(), freshNumber()];
      const participant = await participants.create({ Identity: identity, [ProjectedAddress]: projected });
      expect(participant.identity).toBe(identity);
      expect(participant.messaging_binding).toEqual({ type: 'sms', projected_address: projected });
      expect(await participants.fetch(identity)).toEqual(participant);
      await api.delete(`${space.collection.replace(/Conversations$/, 'Users')}/${identity}`);
    });
  });

  describe('the addresses of a participant', () => {
    const space = useSpace(api);
    let sid = '';

    it.each(refused)('answer %i to %j', async (code, form) => {
      sid ||= (await space.create()).sid;
      const participants = participantsOf(space, sid);
      expectError(await participants.tryCreate(form), code);
      expect((await participants.page()).items).toEqual([]);
    });

    it('have 256 characters at most', async () => {
      const participants = participantsOf(space, (await space.create()).sid);
      const address = `messenger:${'1'.repeat(246)}`;
      const made = await participants.create({
        [Address]: address,
        [ProxyAddress]: `${address.slice(0, -1)}2`,
      });
      expect(made.messaging_binding?.['address']).toBe(address);
    });

    it('of a group are of ten at most, and all of them can be seen', async () => {
      const participants = participantsOf(space, (await space.create()).sid);
      for (let n = 0; n < 9; n++) await participants.create({ [Address]: freshNumber() });
      expectError(await participants.tryCreate({ Identity: 'unseen' }), 50434);
      await participants.create({ Identity: 'seen', [ProjectedAddress]: freshNumber() });
      expectError(await participants.tryCreate({ [Address]: freshNumber() }), 50436);
      expectError(
        await participants.tryCreate({ Identity: 'eleventh', [ProjectedAddress]: freshNumber() }),
        50436,
      );
      expect((await participants.page()).items).toHaveLength(10);
    });
  });

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
