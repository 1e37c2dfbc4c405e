import { describe, expect, it } from 'vitest';
import type { ParticipantConversationObject } from '../support/api-objects.ts';
import { type CataloguedCode, expectError } from '../support/expectations.ts';
import type { Api } from '../support/http.ts';
import { participantsOf, uniquePhoneNumber, useRoles } from '../support/resources.ts';
import { mounts, uniqueName, useTestService } from '../support/test-service.ts';
import { fetchPage, participantConversationsPath } from '../support/user-conversations.ts';

const Address = 'MessagingBinding.Address';
const ProxyAddress = 'MessagingBinding.ProxyAddress';
const ProxyAddressFallback = 'MessagingBinding.ProxyAddressFallback';
const ProjectedAddress = 'MessagingBinding.ProjectedAddress';
const Type = 'MessagingBinding.Type';
const Level = 'MessagingBinding.Level';
const Name = 'MessagingBinding.Name';

const [phone, ours] = ['+15550100', '+15550199'];

/** Forms that a participant cannot be created from. */
const rejected: [code: CataloguedCode, form: Readonly<Record<string, string>>][] = [
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
  [50407, { [Address]: phone, [ProxyAddress]: ours, [ProjectedAddress]: '+15550177' }],
  [50407, { [Address]: phone, [ProjectedAddress]: '+15550177' }],
  [50407, { [Address]: 'ann@example.com' }],
  [50407, { [Address]: 'ann@example.com', [Type]: 'sms' }],
  [50407, { [Address]: 'email:ann@example.com', [Type]: 'email' }],
  [50407, { [Address]: phone, [Type]: 'email' }],
  [50407, { [Address]: 'apple:1', [ProxyAddress]: 'apple:2' }],
  [50407, { Identity: 'x', [ProjectedAddress]: 'ann@example.com' }],
  [50453, { [Address]: 'ann@example.com', [Type]: 'email', [ProxyAddress]: 'desk@example.com' }],
  [50414, { [Address]: phone, [ProxyAddress]: 'desk@example.com' }],
  [50420, { [Address]: phone, [ProxyAddress]: ours, [Level]: 'to' }],
  [50420, { [Address]: phone, [ProxyAddress]: ours, [Name]: 'Ann' }],
  [50420, { Identity: 'x', [Name]: 'Ann' }],
  [50420, { [Address]: phone, [ProxyAddress]: ours, [ProxyAddressFallback]: '+15550177' }],
];

/** Participants with an address on another channel. */
export function defineParticipantBindingScenarios(api: Api): void {
  describe.each(mounts)('a participant with an address by the %s path', (mount) => {
    const testService = useTestService(api, mount);
    const roles = useRoles(testService);

    const kinds: [type: string, prefix: string][] = [
      ['sms', ''],
      ['whatsapp', 'whatsapp:'],
      ['messenger', 'messenger:'],
      ['rcs', 'rcs:'],
      ['apple', 'urn:mbid:'],
    ];
    it.each(kinds)(
      'a participant with an address of type %s shows it as it was sent',
      async (type, prefix) => {
        const participants = participantsOf(testService, (await testService.create()).sid);
        const [address, proxy] = [prefix + uniquePhoneNumber(), prefix + uniquePhoneNumber()];
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
      },
    );

    it('a participant by e-mail has a bare address, and shows its level and its name', async () => {
      const participants = participantsOf(testService, (await testService.create()).sid);
      const address = `${uniqueName()}@example.com`;
      const email = { [Address]: address, [Type]: 'Email' };
      const participant = await participants.create({ ...email, [Level]: 'CC', [Name]: 'Ann "A"' });
      const binding = { type: 'email', address, level: 'cc', name: 'Ann "A"' };
      expect(participant).toMatchObject({ identity: null, role_sid: expect.stringMatching(/^RL/) });
      expect(participant.messaging_binding).toEqual(binding);
      expect(await participants.fetch(participant.sid)).toEqual(participant);
      const list = await fetchPage<ParticipantConversationObject>(
        api,
        participantConversationsPath(testService),
        { Address: address },
      );
      expect(list.conversations.map((each) => each.participant_messaging_binding)).toEqual([
        { ...binding, proxy_address: null, projected_address: null },
      ]);
      const plain = await participants.create({ ...email, [Address]: `2${address}` });
      expect(plain.messaging_binding).toEqual({ type: 'email', address: `2${address}` });
    });

    it('the type of another address can be sent, and changes nothing', async () => {
      const participants = participantsOf(testService, (await testService.create()).sid);
      const form = { [Address]: uniquePhoneNumber(), [ProxyAddress]: ours, [Type]: 'sms' };
      expect((await participants.create(form)).messaging_binding).toMatchObject({ type: 'sms' });
    });

    it('a participant with only an address has no role, because it belongs to a group', async () => {
      const participants = participantsOf(testService, (await testService.create()).sid);
      const address = uniquePhoneNumber();
      const participant = await participants.create({ [Address]: address });
      expect(participant).toMatchObject({ identity: null, role_sid: null });
      expect(participant.messaging_binding).toEqual({ type: 'sms', address });
      expect(await participants.fetch(participant.sid)).toEqual(participant);
    });

    it('a chat participant with a projected address has no other address', async () => {
      const participants = participantsOf(testService, (await testService.create()).sid);
      const [identity, projected] = [uniqueName(), uniquePhoneNumber()];
      const participant = await participants.create({ Identity: identity, [ProjectedAddress]: projected });
      expect(participant.identity).toBe(identity);
      expect(participant.messaging_binding).toEqual({ type: 'sms', projected_address: projected });
      expect(await participants.fetch(identity)).toEqual(participant);
      await api.delete(`${testService.collection.replace(/Conversations$/, 'Users')}/${identity}`);
    });
  });

  describe('the addresses of a participant', () => {
    const testService = useTestService(api);
    let sid = '';

    it.each(rejected)("a participant's addresses are rejected with %i for %j", async (code, form) => {
      sid ||= (await testService.create()).sid;
      const participants = participantsOf(testService, sid);
      expectError(await participants.tryCreate(form), code);
      expect((await participants.page()).items).toEqual([]);
    });

    it("a participant's addresses have a maximum of 256 characters", async () => {
      const participants = participantsOf(testService, (await testService.create()).sid);
      const address = `messenger:${'1'.repeat(246)}`;
      const created = await participants.create({
        [Address]: address,
        [ProxyAddress]: `${address.slice(0, -1)}2`,
      });
      expect(created.messaging_binding?.['address']).toBe(address);
    });

    it('a group has a maximum of ten participants, and each needs an address that the others can see', async () => {
      const participants = participantsOf(testService, (await testService.create()).sid);
      for (let n = 0; n < 9; n++) await participants.create({ [Address]: uniquePhoneNumber() });
      expectError(await participants.tryCreate({ Identity: 'unseen' }), 50434);
      await participants.create({ Identity: 'seen', [ProjectedAddress]: uniquePhoneNumber() });
      expectError(await participants.tryCreate({ [Address]: uniquePhoneNumber() }), 50436);
      expectError(
        await participants.tryCreate({ Identity: 'eleventh', [ProjectedAddress]: uniquePhoneNumber() }),
        50436,
      );
      expect((await participants.page()).items).toHaveLength(10);
    });
  });
}
