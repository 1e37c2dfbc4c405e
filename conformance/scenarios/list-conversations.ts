import { beforeAll, describe, expect, it } from 'vitest';
import { expectBadParameter, expectError, expectNotFound, firstPageMeta } from '../support/expectations.ts';
import type { Api, Fields } from '../support/http.ts';
import { mounts, unknownSid, useTestService } from '../support/test-service.ts';

/** Listing conversations: the order and the filters. */
export function defineListScenarios(api: Api): void {
  describe('an empty list of conversations', () => {
    const testService = useTestService(api);

    it('an empty list of conversations has an empty array and complete paging properties', async () => {
      const url = `${api.target.baseUrl}${testService.collection}?PageSize=50&Page=0`;
      expect(await testService.page()).toEqual({
        meta: firstPageMeta('conversations', url),
        conversations: [],
      });
    });

    it('a list of conversations is the same with a trailing slash', async () => {
      expect(await testService.page({}, `${testService.collection}/`)).toEqual(await testService.page());
    });

    it.each([unknownSid('IS'), 'IS1', 'nonsense'])(
      'a list of conversations is not found in the service %s',
      async (service) => {
        const path = `/v1/Services/${service}/Conversations`;
        expectNotFound(await api.get(path, { State: 'active' }), path);
      },
    );
  });

  describe.each(mounts)('a list of conversations by the %s path', (mount) => {
    const testService = useTestService(api, mount);

    it('a list shows each conversation as a fetch does, newest first', async () => {
      const form = { Attributes: '{"list": [1]}', FriendlyName: 'listed "é"\n', 'Timers.Closed': 'PT10M' };
      const older = await testService.create({
        ...form,
        'Bindings.Email.Name': 'n',
        DateCreated: '2031-01-01T00:00:00Z',
      });
      const newer = await testService.create({ ...form, DateCreated: '2031-01-02T00:00:00Z' });
      const shown = await testService.page({
        StartDate: '2031-01-01T00:00:00Z',
        EndDate: '2031-01-02T00:00:00Z',
      });
      expect(shown.conversations).toEqual([newer, older]);
    });

    it('a list shows an update and a deletion at once', async () => {
      const { sid } = await testService.create({ DateCreated: '2032-01-01T00:00:00Z' });
      const range = { StartDate: '2032-01-01', EndDate: '2032-01-01' };
      expect(await testService.sids(range)).toEqual([sid]);
      const changed = await testService.update(sid, { FriendlyName: 'changed' });
      expect((await testService.page(range)).conversations).toEqual([changed]);
      await testService.remove(sid);
      expect(await testService.sids(range)).toEqual([]);
    });
  });

  describe('the filters of a list of conversations', () => {
    const testService = useTestService(api);
    const names = new Map<string, string>();

    beforeAll(async () => {
      const make = async (name: string, date: string, state: string) => {
        const { sid } = await testService.create({ DateCreated: date });
        if (state !== 'active') await testService.update(sid, { State: state });
        names.set(sid, name);
      };
      await make('a', '2024-03-01T00:00:00.000Z', 'active');
      await make('b', '2024-03-01T12:00:00.500Z', 'inactive');
      await make('c', '2024-03-01T23:59:59.999Z', 'closed');
      await make('d', '2024-03-02T00:00:00.000Z', 'active');
      await make('e', '2024-03-03T06:00:00.000+06:00', 'inactive');
    });

    /** Returns the names of the listed conversations, in order. */
    const listed = async (query: Fields): Promise<string> =>
      (await testService.sids(query)).map((sid) => names.get(sid)).join('');

    it('a missing or empty filter filters nothing', async () => {
      expect(await listed({})).toBe('edcba');
      expect(await listed({ StartDate: '', EndDate: '', State: '' })).toBe('edcba');
    });

    it.each([
      ['2024-03-01T12:00:00.500Z', 'edcb'],
      ['2024-03-01T12:00:00.501Z', 'edc'],
      ['2024-03-01T12:00:01Z', 'edc'],
      ['2024-03-02T00:00:00Z', 'ed'],
      ['2024-03-02T02:00:00+02:00', 'ed'],
      ['2024-03-02', 'ed'],
      ['2024-03-04', ''],
    ])('the filter StartDate=%s lists %j', async (date, expected) => {
      expect(await listed({ StartDate: date })).toBe(expected);
    });

    it.each([
      // Without a fraction it means the whole second, because replies omit the fraction.
      ['2024-03-01T23:59:59Z', 'cba'],
      ['2024-03-01T23:59:59.000Z', 'ba'],
      ['2024-03-01T23:59:59.999Z', 'cba'],
      ['2024-03-01', 'cba'],
      ['2024-03-02T00:00:00Z', 'dcba'],
      ['2024-03-01T19:00:00-05:00', 'dcba'],
      ['2024-02-29', ''],
    ])('the filter EndDate=%s lists %j', async (date, expected) => {
      expect(await listed({ EndDate: date })).toBe(expected);
    });

    it.each([
      ['active', 'da'],
      ['inactive', 'eb'],
      ['closed', 'c'],
      ['CLOSED', 'c'],
      ['initializing', ''],
    ])('the filter State=%s lists %j', async (state, expected) => {
      expect(await listed({ State: state })).toBe(expected);
    });

    it('several filters must all match', async () => {
      expect(await listed({ StartDate: '2024-03-01', EndDate: '2024-03-01' })).toBe('cba');
      expect(await listed({ StartDate: '2024-03-02', State: 'active' })).toBe('d');
      expect(await listed({ EndDate: '2024-03-02', State: 'inactive' })).toBe('b');
      expect(await listed({ StartDate: '2024-03-01', EndDate: '2024-03-02', State: 'active' })).toBe('da');
    });

    it('the last of a repeated filter counts, and unknown names are ignored', async () => {
      const repeated: [string, string][] = [
        ['State', 'closed'],
        ['State', 'active'],
      ];
      expect(await listed([...repeated, ['Order', 'asc'], ['state', 'closed']])).toBe('da');
    });

    it.each(['StartDate', 'EndDate'])('an invalid %s is rejected with 400', async (name) => {
      for (const value of ['yesterday', '2024-02-30', '2024-13-01T00:00:00Z', '20240301', '2024-03']) {
        expectBadParameter(await api.get(testService.collection, { [name]: value }), name);
      }
    });

    it('an EndDate before the StartDate is rejected, and an equal one is not', async () => {
      const [earlier, later] = ['2024-03-01T12:00:00.000Z', '2024-03-01T12:00:00.001Z'];
      const list = (form: Readonly<Record<string, string>>) => api.get(testService.collection, form);
      expectError(await list({ StartDate: later, EndDate: earlier }), 50396);
      expectError(await list({ StartDate: '2024-03-02', EndDate: '2024-03-01', State: 'active' }), 50396);
      expect((await list({ StartDate: earlier, EndDate: earlier })).status).toBe(200);
    });

    it('an unknown State is rejected with 400', async () => {
      expectError(await api.get(testService.collection, { State: 'open' }), 50378);
    });

    it('the URLs of a page contain the filters before the paging', async () => {
      const query = { EndDate: '2024-03-02', PageSize: '1', State: 'ACTIVE', StartDate: '2024-03-01' };
      const { meta } = await testService.page(query);
      for (const url of [meta.url, meta.first_page_url, meta.next_page_url]) {
        const { searchParams } = new URL(url ?? '');
        const filters = ['StartDate', 'EndDate', 'State', 'PageSize', 'Page'];
        expect([...searchParams.keys()].filter((name) => name !== 'PageToken')).toEqual(filters);
        expect(searchParams.get('State')).toBe('active');
        expect(new Date(searchParams.get('StartDate') ?? '')).toEqual(new Date('2024-03-01T00:00:00Z'));
        expect(new Date(searchParams.get('EndDate') ?? '')).toEqual(new Date('2024-03-02T23:59:59.999Z'));
      }
      const second = await testService.page({}, meta.next_page_url ?? '');
      expect(second.conversations.map(({ sid }) => names.get(sid))).toEqual(['a']);
      expect(second.meta.next_page_url).toBeNull();
    });
  });
}
