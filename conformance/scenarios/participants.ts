import { describe, expect, it } from 'vitest';
import { itWithClock } from '../support/clock.ts';
import { expectEmpty, expectError, expectNotFound } from '../support/expectations.ts';
import type { Api } from '../support/http.ts';
import { participantsOf, serviceKey, useUsers } from '../support/resources.ts';
import { mounts, uniqueName, unknownSid, useTestService } from '../support/test-service.ts';

/** Adding participants by their identity, and what that does to users. */
export function defineParticipantScenarios(api: Api): void {
  describe.each(mounts)('a participant by the %s path', (mount) => {
    const testService = useTestService(api, mount);
    const users = useUsers(testService);
    const newcomer = (): string => {
      const identity = uniqueName('participant');
      users.removeAfterwards(identity);
      return identity;
    };

    it('a created participant is the same in the reply, in a fetch and in the list', async () => {
      const { sid } = await testService.create({ UniqueName: uniqueName() });
      const participants = participantsOf(testService, sid);
      const identity = newcomer();
      const participant = await participants.create({ Identity: identity });
      expect(participant).toEqual({
        sid: expect.stringMatching(/^MB[0-9a-f]{32}$/),
        account_sid: api.target.accountSid,
        ...serviceKey(testService),
        conversation_sid: sid,
        identity,
        attributes: '{}',
        messaging_binding: null,
        role_sid: expect.stringMatching(/^RL[0-9a-f]{32}$/),
        date_created: participant.date_created,
        date_updated: participant.date_created,
        last_read_message_index: null,
        last_read_timestamp: null,
        url: `${api.target.baseUrl}${participants.itemPath(participant.sid)}`,
      });
      expect(await participants.fetch(participant.sid)).toEqual(participant);
      expect(await participants.fetch(`MB${participant.sid.slice(2).toUpperCase()}`)).toEqual(participant);
      expect(await participants.fetch(identity)).toEqual(participant);
      expect((await participants.page()).items).toEqual([participant]);
    });

    it("a participant is found through its conversation's unique name, and its URL contains the SID", async () => {
      const name = uniqueName('by name');
      const { sid } = await testService.create({ UniqueName: name });
      const byName = participantsOf(testService, encodeURIComponent(name));
      const participant = await byName.create({ Identity: newcomer() });
      expect(participant.url).toBe(
        `${api.target.baseUrl}${testService.itemPath(sid)}/Participants/${participant.sid}`,
      );
      expect(await byName.fetch(participant.sid)).toEqual(participant);
      const { meta, items } = await byName.page();
      expect(items).toEqual([participant]);
      expect(meta.url).toBe(
        `${api.target.baseUrl}${testService.itemPath(sid)}/Participants?PageSize=50&Page=0`,
      );
      expect((await byName.update(participant.sid, { Attributes: '[1]' })).attributes).toBe('[1]');
      await byName.remove(participant.sid);
    });

    it('a participant is updated by SID and by identity, and only in what the update names', async () => {
      const participants = participantsOf(testService, (await testService.create()).sid);
      const identity = newcomer();
      const before = await participants.create({ Identity: identity, Attributes: '{"a":1}' });
      const path = encodeURIComponent(identity);
      const changed = await participants.update(path, { Attributes: '{"b" : 2}' });
      expect(changed).toEqual({ ...before, attributes: '{"b" : 2}', date_updated: changed.date_updated });
      const dated = await participants.update(before.sid, {
        DateCreated: '2024-05-01T12:00:00+02:00',
        DateUpdated: '2024-05-02T00:00:00.5Z',
      });
      expect(dated).toEqual({
        ...changed,
        date_created: '2024-05-01T10:00:00Z',
        date_updated: '2024-05-02T00:00:00Z',
      });
      expect(await participants.update(before.sid)).toEqual(dated);
      expectError(await participants.tryUpdate(before.sid, { Identity: identity }), 50444);
      expect(await participants.fetch(path)).toEqual(dated);
    });

    it('a participant can be removed once, and is added again as a new participant of the same user', async () => {
      const participants = participantsOf(testService, (await testService.create()).sid);
      const identity = newcomer();
      const first = await participants.create({ Identity: identity, Attributes: '[1]' });
      const user = await users.fetch(identity);
      expectEmpty(await api.delete(participants.itemPath(identity)));
      for (const name of [first.sid, identity]) {
        const path = participants.itemPath(name);
        expectNotFound(await api.get(path), path);
        expectNotFound(await api.post(path, { Attributes: '{}' }), path);
        expectNotFound(await api.delete(path), path);
      }
      expect((await participants.page()).items).toEqual([]);
      const second = await participants.create({ Identity: identity });
      expect(second.sid).not.toBe(first.sid);
      expect(second.attributes).toBe('{}');
      expect(await users.fetch(identity)).toEqual(user);
      await participants.remove(second.sid);
      expect(await users.fetch(identity)).toEqual(user);
    });

    it('adding a participant creates its user with the defaults, once', async () => {
      const identity = newcomer();
      expectNotFound(await api.get(users.itemPath(identity)), users.itemPath(identity));
      const participants = participantsOf(testService, (await testService.create()).sid);
      await participants.create({ Identity: identity, Attributes: '{"not":"of the user"}' });
      const user = await users.fetch(identity);
      expect(user).toMatchObject({ identity, friendly_name: null, attributes: '{}', is_online: null });
      expect(user.role_sid).toMatch(/^RL/);
      await participantsOf(testService, (await testService.create()).sid).create({ Identity: identity });
      expect(await users.fetch(identity)).toEqual(user);
      expectError(await users.tryCreate({ Identity: identity }), 50201);
    });

    it.each([unknownSid('MB'), 'nobody%20here', 'MB1', 'a%00b', unknownSid('US')])(
      'a participant is not found as %s',
      async (identifier) => {
        const participants = participantsOf(testService, (await testService.create()).sid);
        const path = participants.itemPath(identifier);
        expectNotFound(await api.get(path), path);
        expectNotFound(await api.post(path, {}), path);
        expectNotFound(await api.delete(path), path);
      },
    );

    it.each([unknownSid('CH'), 'no%20such%20name', 'CH1'])(
      'a participant is not found in the unknown conversation %s',
      async (identifier) => {
        const { path } = participantsOf(testService, identifier);
        expectNotFound(await api.get(path), path);
        expectNotFound(await api.post(path, { Identity: 'x' }), path);
        expectNotFound(await api.post(path, {}), path);
        expectNotFound(await api.post(path, { Attributes: '{' }), path);
        expectNotFound(await api.get(`${path}/x`), `${path}/x`);
      },
    );
  });

  describe('the participants of a conversation', () => {
    const [testService, other] = [useTestService(api), useTestService(api)];
    const users = useUsers(testService);

    it('an identity can be added once, and identities differ by letter case', async () => {
      const participants = participantsOf(testService, (await testService.create()).sid);
      const first = await participants.create({ Identity: 'Ann Ä' });
      expectError(await participants.tryCreate({ Identity: 'Ann Ä' }), 50433);
      const second = await participants.create({ Identity: 'ann ä' });
      expect((await participants.page()).items).toEqual([second, first]);
      await participants.remove(first.sid);
      await participants.create({ Identity: 'Ann Ä' });
    });

    it('the identity of a participant must be valid and not too long', async () => {
      const participants = participantsOf(testService, (await testService.create()).sid);
      expectError(await participants.tryCreate(), 50204);
      expectError(await participants.tryCreate({ Identity: '', Attributes: '[]' }), 50204);
      expectError(await participants.tryCreate({ Identity: 'system' }), 50203);
      expectError(await participants.tryCreate({ Identity: unknownSid('US') }), 50206);
      expectError(await participants.tryCreate({ Identity: 'i'.repeat(257) }), 50207);
      const long = await participants.create({ Identity: '🍵'.repeat(256) });
      expect(await participants.fetch(encodeURIComponent('🍵'.repeat(256)))).toEqual(long);
      expect((await participants.page()).items).toEqual([long]);
    });

    it('a rejected participant leaves nothing behind', async () => {
      const participants = participantsOf(testService, (await testService.create()).sid);
      const identity = uniqueName();
      expectError(await participants.tryCreate({ Identity: identity, RoleSid: unknownSid('RL') }), 50109);
      expectError(await participants.tryCreate({ Identity: identity, Attributes: '{' }), 50304);
      expectNotFound(await api.get(users.itemPath(identity)), users.itemPath(identity));
    });

    it('participants are not shown in another conversation or service', async () => {
      const [one, two] = [await testService.create(), await testService.create()];
      const participant = await participantsOf(testService, one.sid).create({ Identity: 'elsewhere' });
      for (const path of [
        `${testService.itemPath(two.sid)}/Participants/${participant.sid}`,
        `${testService.itemPath(two.sid)}/Participants/elsewhere`,
        `${other.itemPath(one.sid)}/Participants/${participant.sid}`,
      ]) {
        expectNotFound(await api.get(path), path);
        expectNotFound(await api.post(path, { Attributes: '[]' }), path);
        expectNotFound(await api.delete(path), path);
      }
      expect(await participantsOf(testService, one.sid).fetch('elsewhere')).toEqual(participant);
    });

    it('participants are listed newest first, page by page and back', async () => {
      const participants = participantsOf(testService, (await testService.create()).sid);
      const created: string[] = [];
      for (let n = 0; n < 7; n++) created.unshift((await participants.create({ Identity: `p${n}` })).sid);
      for (const size of ['1', '3', '7', '1000'])
        expect(await participants.sids({ PageSize: size })).toEqual(created);
      const pages = await participants.walk({ PageSize: '3' });
      expect(pages.map(({ items }) => items.length)).toEqual([3, 3, 1]);
      const first = `${api.target.baseUrl}${participants.path}?PageSize=3&Page=0`;
      expect(pages[0]?.meta).toEqual({
        page: 0,
        page_size: 3,
        first_page_url: first,
        previous_page_url: null,
        url: first,
        next_page_url: expect.stringMatching(/\?PageSize=3&Page=1&PageToken=[\w-]+$/),
        key: 'participants',
      });
      const middle = await participants.page({}, pages[2]?.meta.previous_page_url ?? '');
      expect(middle.items).toEqual(pages[1]?.items);
      expect((await participants.page({}, middle.meta.previous_page_url ?? '')).items).toEqual(
        pages[0]?.items,
      );
      expect((await participants.page({ PageSize: '3', Page: '1' })).items).toEqual(pages[1]?.items);
      const oldest = await participants.update('p6', { DateCreated: '2001-01-01T00:00:00Z' });
      expect((await participants.page()).items.at(-1)).toEqual(oldest);
    });

    itWithClock(
      api.target,
      'a participant shows when it was last updated, and its conversation does not change',
      async (advance) => {
        const conversation = await testService.create();
        const participants = participantsOf(testService, conversation.sid);
        const before = await participants.create({ Identity: 'dated' });
        await advance('PT10S');
        expect(await participants.update('dated', { Attributes: '{}' })).toEqual(before);
        const changed = await participants.update('dated', { Attributes: '[]' });
        expect(Date.parse(changed.date_updated) - Date.parse(before.date_updated)).toBe(10_000);
        await participants.remove('dated');
        expect(await testService.fetch(conversation.sid)).toEqual(conversation);
      },
    );
  });
}
