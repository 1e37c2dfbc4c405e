import { beforeAll, describe, expect, it } from 'vitest';
import type { ConversationPage } from '../support/api-objects.ts';
import { expectBadParameter } from '../support/expectations.ts';
import type { Api } from '../support/http.ts';
import { mounts, type TestService, useTestService } from '../support/test-service.ts';

/** Follows the links to the next page until the end; returns all pages, the given one first. */
async function walk(testService: TestService, first: ConversationPage): Promise<ConversationPage[]> {
  const pages = [first];
  for (let next = first.meta.next_page_url; next !== null; next = pages.at(-1)?.meta.next_page_url ?? null) {
    pages.push(await testService.page({}, next));
    if (pages.length > 200) throw new Error('The pages have no end.');
  }
  return pages;
}

const sidsOf = (pages: readonly ConversationPage[]): string[] =>
  pages.flatMap(({ conversations }) => conversations.map(({ sid }) => sid));

/** Paging through a list. */
export function definePagingScenarios(api: Api): void {
  describe.each(mounts)('the pages of a list by the %s path', (mount) => {
    const testService = useTestService(api, mount);
    let newestFirst: string[] = [];
    /** Separates the list from the other conversations of the account's default service. */
    const range = { StartDate: '2033-05-01', EndDate: '2033-05-01' };

    beforeAll(async () => {
      // Three share each second, so that the SID decides their order.
      const created = await Promise.all(
        Array.from({ length: 21 }, (_, n) =>
          testService.create({
            DateCreated: `2033-05-01T00:00:${String(Math.floor(n / 3)).padStart(2, '0')}Z`,
          }),
        ),
      );
      const sortKey = ({ date_created, sid }: (typeof created)[number]) => date_created + sid;
      newestFirst = created.sort((a, b) => (sortKey(a) < sortKey(b) ? 1 : -1)).map(({ sid }) => sid);
    });

    it('a page has 50 conversations by default', async () => {
      expect((await testService.page(range)).meta.page_size).toBe(50);
      expect((await testService.page({ ...range, PageSize: '' })).meta.page_size).toBe(50);
    });

    it.each([1, 4, 7, 20, 21, 22, 1000])(
      'pages of %i show every conversation once, in order',
      async (size) => {
        const pages = await walk(testService, await testService.page({ ...range, PageSize: String(size) }));
        expect(sidsOf(pages)).toEqual(newestFirst);
        expect(pages).toHaveLength(Math.ceil(21 / size));
        for (const [index, { meta, conversations }] of pages.entries()) {
          expect(meta).toMatchObject({ page: index, page_size: size, key: 'conversations' });
          expect(conversations).toHaveLength(Math.min(size, 21 - index * size));
        }
      },
    );

    it('paging leads forward and back to the same pages', async () => {
      const forward = await walk(testService, await testService.page({ ...range, PageSize: '5' }));
      const back: ConversationPage[] = [];
      for (
        let url = forward.at(-1)?.meta.previous_page_url ?? null;
        url !== null;
        url = back[0]?.meta.previous_page_url ?? null
      ) {
        back.unshift(await testService.page({}, url));
      }
      expect(back.map(({ conversations }) => conversations)).toEqual(
        forward.slice(0, -1).map(({ conversations }) => conversations),
      );
      expect(back.map(({ meta }) => meta.page)).toEqual([0, 1, 2, 3]);
      expect(sidsOf(await walk(testService, back[0] ?? (await testService.page())))).toEqual(newestFirst);
    });

    it('a page contains the URLs of itself and its neighbours', async () => {
      const first = await testService.page({ ...range, PageSize: '5' });
      const base = `${api.target.baseUrl}${testService.collection}?`;
      expect(first.meta.url).toBe(first.meta.first_page_url);
      expect(first.meta.url.startsWith(base) && first.meta.url.endsWith('&PageSize=5&Page=0')).toBe(true);
      expect(first.meta.previous_page_url).toBeNull();
      expect(first.meta.next_page_url).toMatch(/&PageSize=5&Page=1&PageToken=[A-Za-z0-9_-]+$/);
      const second = await testService.page({}, first.meta.next_page_url ?? '');
      expect(second.meta.url).toBe(first.meta.next_page_url);
      expect(second.meta.first_page_url).toBe(first.meta.url);
      expect(second.meta.previous_page_url).toMatch(/&PageSize=5&Page=0&PageToken=[A-Za-z0-9_-]+$/);
    });

    it('a full last page has no next page', async () => {
      const { meta, conversations } = await testService.page({ ...range, PageSize: '21' });
      expect(conversations).toHaveLength(21);
      expect(meta.next_page_url).toBeNull();
    });

    it('a page can be fetched by its number alone', async () => {
      expect(await testService.sids({ ...range, PageSize: '5', Page: '2' })).toEqual(
        newestFirst.slice(10, 15),
      );
      expect(await testService.sids({ ...range, PageSize: '5', Page: '4' })).toEqual(newestFirst.slice(20));
      expect(await testService.sids({ ...range, PageSize: '5', Page: '9' })).toEqual([]);
    });

    it('a page token can be used with another page size or another filter', async () => {
      const { meta } = await testService.page({ ...range, PageSize: '5' });
      const token = new URL(meta.next_page_url ?? '').searchParams.get('PageToken') ?? '';
      expect(await testService.sids({ ...range, PageSize: '3', Page: '1', PageToken: token })).toEqual(
        newestFirst.slice(5, 8),
      );
      const later = { StartDate: '2033-05-01T00:00:04Z', EndDate: '2033-05-01T23:00:00Z' };
      expect(await testService.sids({ ...later, PageToken: token })).toEqual(newestFirst.slice(5, 9));
      expect(await testService.sids({ ...range, State: 'closed', PageToken: token })).toEqual([]);
    });
  });

  describe('a list of more than fifty conversations', () => {
    const testService = useTestService(api);

    it('a list of more than fifty conversations shows fifty and links to the rest', async () => {
      await Promise.all(Array.from({ length: 50 }, () => testService.create()));
      expect((await testService.page()).meta.next_page_url).toBeNull();
      const newest = await testService.create({ DateCreated: '2099-01-01T00:00:00Z' });
      const [first, second, ...more] = await walk(testService, await testService.page());
      expect(first?.conversations).toHaveLength(50);
      expect(first?.conversations[0]).toEqual(newest);
      expect(first?.meta.next_page_url).toContain('?PageSize=50&Page=1&PageToken=');
      expect(second?.conversations).toHaveLength(1);
      expect(more).toEqual([]);
    });
  });

  describe('paging parameters', () => {
    const testService = useTestService(api);

    it.each(['1001', '5000', '999999999'])('a PageSize of %s is lowered to 1000', async (size) => {
      const { meta } = await testService.page({ PageSize: size });
      expect(meta.page_size).toBe(1000);
      expect(meta.url).toContain('?PageSize=1000&Page=0');
    });

    it.each(['0', '-1', 'many', '1.5', '1e2', '0x10', ' 5', '+5'])(
      'the PageSize %j is rejected',
      async (size) => {
        expectBadParameter(await api.get(testService.collection, { PageSize: size }), 'PageSize');
      },
    );

    it.each(['-1', 'last', '1.5'])('the Page %j is rejected', async (page) => {
      expectBadParameter(await api.get(testService.collection, { Page: page }), 'Page');
    });

    it.each(['nonsense', 'PT', 'PTnonsense', '0', '1', 'PT__________', "PT' OR 1=1", 'é', 'P'.repeat(2000)])(
      'the PageToken %j is rejected',
      async (token) => {
        expectBadParameter(
          await api.get(testService.collection, { Page: '1', PageToken: token }),
          'PageToken',
        );
      },
    );

    it('a page token that was changed is rejected', async () => {
      await Promise.all([testService.create(), testService.create()]);
      const { meta } = await testService.page({ PageSize: '1' });
      const token = new URL(meta.next_page_url ?? '').searchParams.get('PageToken') ?? '';
      for (const changed of [token.slice(0, -4), token.slice(4), `${token}AAAA`]) {
        expectBadParameter(await api.get(testService.collection, { PageToken: changed }), 'PageToken');
      }
    });
  });
}
