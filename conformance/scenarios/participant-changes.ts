import { describe, expect, it } from 'vitest';
import { itWithClock } from '../support/clock.ts';
import {
  type CataloguedCode,
  expectBadParameter,
  expectError,
  expectNotFound,
} from '../support/expectations.ts';
import type { Api } from '../support/http.ts';
import { messagesOf, participantsOf, uniquePhoneNumber, useUsers } from '../support/resources.ts';
import { uniqueName, useTestService } from '../support/test-service.ts';

const Address = 'MessagingBinding.Address';
const ProxyAddress = 'MessagingBinding.ProxyAddress';
const ProjectedAddress = 'MessagingBinding.ProjectedAddress';

const initialForms = {
  chat: () => ({ Identity: uniqueName() }),
  sms: () => ({ [Address]: uniquePhoneNumber(), [ProxyAddress]: uniquePhoneNumber() }),
  whatsapp: () => ({
    [Address]: `whatsapp:${uniquePhoneNumber()}`,
    [ProxyAddress]: `whatsapp:${uniquePhoneNumber()}`,
  }),
  'group by phone': () => ({ [Address]: uniquePhoneNumber() }),
  'group by chat': () => ({ Identity: uniqueName(), [ProjectedAddress]: uniquePhoneNumber() }),
};
type BindingKind = keyof typeof initialForms;

const rejected: [kind: BindingKind, code: CataloguedCode, form: Readonly<Record<string, string>>][] = [
  ['chat', 50440, { [ProxyAddress]: 'null' }],
  ['group by phone', 50440, { [ProxyAddress]: 'null' }],
  ['chat', 50441, { [ProxyAddress]: '+15550100' }],
  ['group by chat', 50441, { [ProxyAddress]: '+15550100' }],
  ['sms', 50441, { [ProxyAddress]: '+15550100' }],
  ['whatsapp', 50441, { [ProxyAddress]: 'whatsapp:+15550100' }],
  ['sms', 50412, { [ProxyAddress]: '' }],
  ['whatsapp', 50440, { [ProxyAddress]: 'null' }],
  ['sms', 50408, { [ProxyAddress]: 'ours' }],
  ['sms', 50408, { [ProxyAddress]: 'NULL' }],
  ['group by phone', 50414, { [ProxyAddress]: 'whatsapp:+15550100' }],
  ['chat', 50442, { [ProjectedAddress]: 'null' }],
  ['sms', 50442, { [ProjectedAddress]: 'null' }],
  ['sms', 50443, { [ProjectedAddress]: '+15550100' }],
  ['group by phone', 50443, { [ProjectedAddress]: '+15550100' }],
  ['group by chat', 50443, { [ProjectedAddress]: '+15550100' }],
  ['chat', 50407, { [ProjectedAddress]: 'somewhere' }],
  ['chat', 50434, { [ProjectedAddress]: '' }],
  ['chat', 50444, { Identity: 'another' }],
  ['sms', 50444, { Identity: 'another' }],
  ['group by phone', 50444, { Identity: 'another' }],
  ['group by chat', 50444, { Identity: 'another' }],
  ['chat', 50203, { Identity: 'system' }],
  ['chat', 50206, { Identity: `US${'0'.repeat(32)}` }],
  ['chat', 50207, { Identity: 'i'.repeat(257) }],
  ...['-1', '1.5', 'last', '1e3', ' 1', '9'.repeat(20), 'NULL'].map(
    (index): [BindingKind, CataloguedCode, Readonly<Record<string, string>>] => [
      'chat',
      50421,
      { LastReadMessageIndex: index },
    ],
  ),
];

/** Updates of a participant. */
export function defineParticipantChangeScenarios(api: Api): void {
  describe('updates of a participant', () => {
    const testService = useTestService(api);
    const users = useUsers(testService);

    async function created(kind: BindingKind) {
      const participants = participantsOf(testService, (await testService.create()).sid);
      return { participants, before: await participants.create(initialForms[kind]()) };
    }

    it.each(rejected)(
      'an update of a participant of type %s is rejected with %i for %j',
      async (kind, code, form) => {
        const { participants, before } = await created(kind);
        expectError(await participants.tryUpdate(before.sid, { ...form, Attributes: '["lost"]' }), code);
        expect(await participants.fetch(before.sid)).toEqual(before);
        expectNotFound(await api.get(users.itemPath('another')), users.itemPath('another'));
      },
    );

    it('an update can set and remove the proxy address of a participant', async () => {
      const { participants, before } = await created('group by phone');
      const address = before.messaging_binding?.['address'];
      const proxy_address = uniquePhoneNumber();
      const changed = await participants.update(before.sid, { [ProxyAddress]: proxy_address });
      expect(changed.messaging_binding).toEqual({ type: 'sms', address, proxy_address });
      expect(await participants.fetch(before.sid)).toEqual(changed);
      // The same one as before is refused, too.
      expectError(await participants.tryUpdate(before.sid, { [ProxyAddress]: proxy_address }), 50441);
      const bare = await participants.update(before.sid, { [ProxyAddress]: 'null' });
      expect(bare.messaging_binding).toEqual({ type: 'sms', address });
      expect(await participants.fetch(before.sid)).toEqual(bare);
    });

    it('an update cannot make both addresses of a participant equal', async () => {
      const { participants, before } = await created('group by phone');
      const address = before.messaging_binding?.['address'] ?? '';
      expectError(await participants.tryUpdate(before.sid, { [ProxyAddress]: address }), 50409);
    });

    it('an update can set and remove the projected address of a chat participant', async () => {
      const { participants, before } = await created('chat');
      const projected_address = uniquePhoneNumber();
      const changed = await participants.update(before.sid, { [ProjectedAddress]: projected_address });
      expect(changed.messaging_binding).toEqual({ type: 'sms', projected_address });
      expect(await participants.fetch(before.sid)).toEqual(changed);
      expectError(await participants.tryUpdate(before.sid, { [ProjectedAddress]: projected_address }), 50443);
      const bare = await participants.update(before.sid, { [ProjectedAddress]: 'null' });
      expect(bare.messaging_binding).toBeNull();
      expect(await participants.fetch(before.sid)).toEqual(bare);
    });

    it('an update cannot remove the last address or identity of a participant', async () => {
      const participants = participantsOf(testService, (await testService.create()).sid);
      const before = await participants.create({ [ProjectedAddress]: uniquePhoneNumber() });
      expectError(await participants.tryUpdate(before.sid, { [ProjectedAddress]: 'null' }), 50442);
      expect(await participants.fetch(before.sid)).toEqual(before);
      const form = { [ProjectedAddress]: 'null', Identity: 'now on chat' };
      const chat = await participants.update(before.sid, form);
      expect(chat).toMatchObject({ identity: 'now on chat', messaging_binding: null });
    });

    it('an update can give a projected address an identity, which creates the user', async () => {
      const participants = participantsOf(testService, (await testService.create()).sid);
      const before = await participants.create({ [ProjectedAddress]: uniquePhoneNumber() });
      expect(before.identity).toBeNull();
      const identity = uniqueName();
      const changed = await participants.update(before.sid, { Identity: identity });
      expect(changed).toEqual({ ...before, identity, date_updated: changed.date_updated });
      expectError(await participants.tryUpdate(before.sid, { Identity: identity }), 50444);
      expect(await participants.fetch(identity)).toEqual(changed);
      const user = await users.fetch(identity);
      // The participant is now a membership of that user.
      await users.remove(user.sid);
      expectNotFound(await api.get(participants.itemPath(before.sid)), participants.itemPath(before.sid));
    });

    it('an update cannot give a participant an identity that is already in the conversation', async () => {
      const participants = participantsOf(testService, (await testService.create()).sid);
      const there = await participants.create({ Identity: 'there', [ProjectedAddress]: uniquePhoneNumber() });
      const before = await participants.create({ [ProjectedAddress]: uniquePhoneNumber() });
      expectError(await participants.tryUpdate(before.sid, { Identity: 'there' }), 50433);
      expect(await participants.fetch(before.sid)).toEqual(before);
      expect(await participants.fetch('there')).toEqual(there);
    });
  });

  describe('the read horizon of a participant', () => {
    const testService = useTestService(api);

    async function reader() {
      const { sid } = await testService.create();
      const participants = participantsOf(testService, sid);
      const identity = uniqueName();
      await participants.create({ Identity: identity });
      const mark = (form: Readonly<Record<string, string>>) => participants.update(identity, form);
      return { sid, participants, identity, mark };
    }

    it('the last read index of a participant can be below and above those of the messages', async () => {
      const { sid, mark } = await reader();
      await messagesOf(testService, sid).create({ Body: 'first' });
      for (const index of [0, 5, 2, 999_999_999_999_999])
        expect((await mark({ LastReadMessageIndex: `${index}` })).last_read_message_index).toBe(index);
    });

    it('the last read index comes with a time, given or current', async () => {
      const { mark } = await reader();
      const own = await mark({ LastReadMessageIndex: '1' });
      expect(own.last_read_timestamp).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
      const given = await mark({
        LastReadMessageIndex: '2',
        LastReadTimestamp: '2024-05-01T14:00:00.9+02:00',
      });
      expect(given).toMatchObject({
        last_read_message_index: 2,
        last_read_timestamp: '2024-05-01T12:00:00Z',
      });
      expect(await mark({ LastReadMessageIndex: '2' })).toEqual(given);
      const later = await mark({ LastReadTimestamp: '2025-01-01T00:00:00Z' });
      expect(later).toMatchObject({
        last_read_message_index: 2,
        last_read_timestamp: '2025-01-01T00:00:00Z',
      });
    });

    it.each(['', 'null'])('the last read index is removed by %j', async (nothing) => {
      const { participants, identity, mark } = await reader();
      await mark({ LastReadMessageIndex: '7' });
      const forgotten = await mark({ LastReadMessageIndex: nothing });
      expect(forgotten).toMatchObject({ last_read_message_index: null, last_read_timestamp: null });
      expect(await participants.fetch(identity)).toEqual(forgotten);
    });

    it('an invalid last read time is rejected', async () => {
      const { participants, identity, mark } = await reader();
      const before = await mark({ LastReadMessageIndex: '7' });
      for (const time of ['yesterday', '2024-02-30T00:00:00Z', '12'])
        expectBadParameter(
          await participants.tryUpdate(identity, { LastReadTimestamp: time }),
          'LastReadTimestamp',
        );
      expect(await participants.fetch(identity)).toEqual(before);
    });

    it("the last read index does not move with messages, not even with the participant's own", async () => {
      const { sid, participants, identity, mark } = await reader();
      const before = await mark({ LastReadMessageIndex: '0' });
      await messagesOf(testService, sid).create({ Author: identity, Body: 'mine' });
      expect(await participants.fetch(identity)).toEqual(before);
    });

    itWithClock(
      api.target,
      'an update of the last read index does not reactivate the conversation',
      async (advance) => {
        const conversation = await testService.create({ 'Timers.Inactive': 'PT10M' });
        const participants = participantsOf(testService, conversation.sid);
        await participants.create({ Identity: 'reader' });
        const { timers } = await testService.fetch(conversation.sid);
        await advance('PT1M');
        await participants.update('reader', { LastReadMessageIndex: '0' });
        expect((await testService.fetch(conversation.sid)).timers).toEqual(timers);
        await advance('PT9M');
        await participants.update('reader', { LastReadMessageIndex: '1' });
        expect((await testService.fetch(conversation.sid)).state).toBe('inactive');
      },
    );
  });
}
