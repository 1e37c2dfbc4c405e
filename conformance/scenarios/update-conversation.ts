import { describe, expect, it } from 'vitest';
import { itWithClock } from '../support/clock.ts';
import { datePattern, expectError, expectNotFound, secondsBetween } from '../support/expectations.ts';
import type { Api } from '../support/http.ts';
import { mounts, uniqueName, unknownSid, useTestService } from '../support/test-service.ts';

const everything = {
  FriendlyName: 'new',
  Attributes: '{"n":2}',
  MessagingServiceSid: `MG${'9'.repeat(32)}`,
  DateCreated: '2021-01-01T00:00:00Z',
  DateUpdated: '2022-02-02T00:00:00Z',
  State: 'inactive',
  'Timers.Inactive': 'PT5M',
  'Timers.Closed': 'PT50M',
  'Bindings.Email.Address': 'new@example.com',
  'Bindings.Email.Name': 'New',
};

/** Updating a conversation. */
export function defineUpdateScenarios(api: Api): void {
  describe.each(mounts)('updating a conversation by the %s path', (mount) => {
    const testService = useTestService(api, mount);

    it('an update can change every parameter at once and keeps the rest', async () => {
      const [before, after] = [uniqueName(), uniqueName()];
      const conversation = await testService.create({ UniqueName: before, FriendlyName: 'old' });
      const changed = await testService.update(before, { ...everything, UniqueName: after });
      expect(changed).toEqual({
        ...conversation,
        friendly_name: 'new',
        unique_name: after,
        attributes: '{"n":2}',
        messaging_service_sid: everything.MessagingServiceSid,
        date_created: '2021-01-01T00:00:00Z',
        date_updated: '2022-02-02T00:00:00Z',
        state: 'inactive',
        timers: { date_closed: expect.stringMatching(datePattern) },
        bindings: { email: { projected_address: 'new@example.com', name: 'New' } },
      });
      expect(await testService.fetch(conversation.sid)).toEqual(changed);
      expectNotFound(await api.get(testService.itemPath(before)), testService.itemPath(before));
    });

    it('an update without parameters changes nothing', async () => {
      const conversation = await testService.create({ FriendlyName: 'same', 'Timers.Inactive': 'PT1M' });
      expect(await testService.update(conversation.sid)).toEqual(conversation);
      expect((await api.send('POST', testService.itemPath(conversation.sid))).body).toEqual(conversation);
      expect(await testService.fetch(conversation.sid)).toEqual(conversation);
    });

    it('an update finds a conversation by SID in either letter case, by name, and with a trailing slash', async () => {
      const { sid } = await testService.create({ UniqueName: uniqueName('a b/') });
      const { unique_name } = await testService.update(`CH${sid.slice(2).toUpperCase()}`, {
        FriendlyName: '1',
      });
      const byName = await testService.update(encodeURIComponent(unique_name ?? ''), { FriendlyName: '2' });
      expect(byName).toMatchObject({ sid, friendly_name: '2' });
      expect(await testService.update(`${sid}/`, { FriendlyName: '3' })).toMatchObject({
        sid,
        friendly_name: '3',
      });
    });

    it.each([unknownSid('CH'), 'nobody', 'not%20here%2F'])(
      'an update does not find the unknown conversation %s',
      async (identifier) => {
        expectNotFound(
          await testService.tryUpdate(identifier, { FriendlyName: 'x' }),
          testService.itemPath(identifier),
        );
      },
    );
  });

  describe('what an update of a conversation changes', () => {
    const testService = useTestService(api);
    const other = useTestService(api);

    it('an update keeps what it does not name', async () => {
      const conversation = await testService.create({
        FriendlyName: 'kept',
        UniqueName: 'kept',
        Attributes: '[1]',
        'Bindings.Email.Address': 'kept@example.com',
        'Timers.Closed': 'PT10M',
      });
      const changed = await testService.update(conversation.sid, { 'Bindings.Email.Name': 'Added' });
      expect(changed).toEqual({
        ...conversation,
        date_updated: expect.stringMatching(datePattern),
        bindings: { email: { projected_address: 'kept@example.com', name: 'Added' } },
      });
    });

    it('an update with an empty friendly name keeps the name', async () => {
      const { sid } = await testService.create({ FriendlyName: 'stays' });
      expect((await testService.update(sid, { FriendlyName: '' })).friendly_name).toBe('stays');
    });

    it('an update replaces the attributes as a whole', async () => {
      const { sid } = await testService.create({ Attributes: '{"a":1,"b":2}' });
      expect((await testService.update(sid, { Attributes: '{"c":3}' })).attributes).toBe('{"c":3}');
      expect((await testService.update(sid, { Attributes: '{}' })).attributes).toBe('{}');
    });

    it('an update with an empty unique name removes the name and frees it', async () => {
      const { sid } = await testService.create({ UniqueName: 'cleared' });
      expect((await testService.update(sid, { UniqueName: '' })).unique_name).toBeNull();
      expectNotFound(await api.get(testService.itemPath('cleared')), testService.itemPath('cleared'));
      expect((await testService.create({ UniqueName: 'cleared' })).unique_name).toBe('cleared');
    });

    it('an update clears the e-mail binding part by part', async () => {
      const { sid } = await testService.create({
        'Bindings.Email.Address': 'a@example.com',
        'Bindings.Email.Name': 'A',
      });
      const half = await testService.update(sid, { 'Bindings.Email.Name': '' });
      expect(half.bindings).toEqual({ email: { projected_address: 'a@example.com', name: null } });
      expect((await testService.update(sid, { 'Bindings.Email.Address': '' })).bindings).toEqual({});
    });

    it('an update to a unique name in use is rejected and changes nothing', async () => {
      await testService.create({ UniqueName: 'taken' });
      const conversation = await testService.create({ UniqueName: 'mine' });
      expectError(await testService.tryUpdate('mine', { UniqueName: 'taken', FriendlyName: 'lost' }), 50353);
      expect(await testService.fetch(conversation.sid)).toEqual(conversation);
    });

    it("an update can repeat the conversation's own name, or use one of another service", async () => {
      await other.create({ UniqueName: 'elsewhere' });
      const conversation = await testService.create({ UniqueName: 'own' });
      expect(await testService.update('own', { UniqueName: 'own' })).toEqual(conversation);
      expect((await testService.update('own', { UniqueName: 'elsewhere' })).unique_name).toBe('elsewhere');
      expectNotFound(await api.post(other.itemPath(conversation.sid)), other.itemPath(conversation.sid));
    });

    it('simultaneous updates to one unique name succeed once', async () => {
      const created = await Promise.all(Array.from({ length: 8 }, () => testService.create()));
      const replies = await Promise.all(
        created.map(({ sid }) => testService.tryUpdate(sid, { UniqueName: 'raced' })),
      );
      const losers = replies.filter(({ status }) => status !== 200);
      expect(losers).toHaveLength(7);
      for (const reply of losers) expectError(reply, 50353);
    });

    it('simultaneous updates are all applied', async () => {
      const { sid } = await testService.create();
      await Promise.all([
        testService.update(sid, { FriendlyName: 'one' }),
        testService.update(sid, { UniqueName: 'together' }),
        testService.update(sid, { Attributes: '{"three":3}' }),
        testService.update(sid, { 'Bindings.Email.Name': 'four' }),
        testService.update(sid, { State: 'inactive' }),
      ]);
      expect(await testService.fetch(sid)).toMatchObject({
        friendly_name: 'one',
        unique_name: 'together',
        attributes: '{"three":3}',
        bindings: { email: { name: 'four' } },
        state: 'inactive',
      });
    });

    itWithClock(api.target, 'an update moves date_updated only when something changes', async (advance) => {
      const form = { FriendlyName: 'same', UniqueName: 'clocked', Attributes: '{"a":1}', State: 'active' };
      const conversation = await testService.create(form);
      await advance('PT5S');
      expect(await testService.update(conversation.sid, form)).toEqual(conversation);
      expect(await testService.update(conversation.sid, { UniqueName: 'clocked', FriendlyName: '' })).toEqual(
        conversation,
      );
      const changed = await testService.update(conversation.sid, { ...form, Attributes: '{"a": 1}' });
      expect(changed.date_created).toBe(conversation.date_created);
      expect(secondsBetween(conversation.date_updated, changed.date_updated)).toBe(5);
    });

    it('an update of the date of creation moves the conversation in the list', async () => {
      const dated = useDates(other);
      const [older, newer] = [await dated('2001-01-01'), await dated('2002-01-01')];
      const range = { StartDate: '2000-01-01T00:00:00Z', EndDate: '2003-12-31T00:00:00Z' };
      expect(await other.sids(range)).toEqual([newer.sid, older.sid]);
      await other.update(older.sid, { DateCreated: '2003-01-01T00:00:00Z' });
      expect(await other.sids(range)).toEqual([older.sid, newer.sid]);
    });
  });
}

const useDates = (testService: ReturnType<typeof useTestService>) => (day: string) =>
  testService.create({ DateCreated: `${day}T00:00:00Z` });
