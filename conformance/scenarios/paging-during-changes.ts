import { describe, expect, it } from 'vitest';
import type { ConversationObject } from '../support/api-objects.ts';
import type { Api } from '../support/http.ts';
import { type TestService, useTestService } from '../support/test-service.ts';

/** Returns a generator of pseudo-random numbers below a limit, which are the same in every run. */
function numbers(seed: number): (limit: number) => number {
  let state = seed;
  return (limit) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * limit);
  };
}

/** Returns one of the minutes of an hour, so that many dates are equal and the SID decides the order. */
const someDate = (random: (limit: number) => number): string =>
  `2024-06-01T10:${String(random(60)).padStart(2, '0')}:00Z`;

/** Creates and deletes conversations at random, and removes the deleted ones from the set. */
async function disturb(
  testService: TestService,
  alive: Set<string>,
  random: (limit: number) => number,
): Promise<void> {
  const changes = Array.from({ length: 1 + random(5) }, async () => {
    if (random(2) === 0) return void (await testService.create({ DateCreated: someDate(random) }));
    const victim = [...alive][random(alive.size)];
    if (victim !== undefined && alive.delete(victim)) await testService.remove(victim);
  });
  await Promise.all(changes);
}

const sortKey = ({ date_created, sid }: ConversationObject): string => date_created + sid;

/** Paging through a list while it changes. */
export function defineWalkingScenarios(api: Api): void {
  describe('paging while the list changes', () => {
    const testService = useTestService(api);

    it.each([1, 2, 3, 4])(
      'paging while the list changes loses no conversation that stays and repeats none (run %i)',
      async (seed) => {
        const random = numbers(seed);
        const created = await Promise.all(
          Array.from({ length: 40 }, () => testService.create({ DateCreated: someDate(random) })),
        );
        const alive = new Set(created.map(({ sid }) => sid));
        const seen: ConversationObject[] = [];
        let page = await testService.page({ PageSize: String(3 + random(5)) });
        for (;;) {
          seen.push(...page.conversations);
          if (page.meta.next_page_url === null) break;
          await disturb(testService, alive, random);
          page = await testService.page({}, page.meta.next_page_url);
        }
        const sids = seen.map(({ sid }) => sid);
        expect(new Set(sids).size).toBe(sids.length);
        expect(sids).toEqual(expect.arrayContaining([...alive]));
        expect(seen.map(sortKey)).toEqual(seen.map(sortKey).sort().reverse());
        await Promise.all(
          (await testService.sids({ PageSize: '1000' })).map((sid) => testService.remove(sid)),
        );
      },
    );

    it('paging continues after the last conversation of a page was deleted', async () => {
      const created = await Promise.all(
        [1, 2, 3, 4].map((day) => testService.create({ DateCreated: `2024-07-0${day}T00:00:00Z` })),
      );
      const first = await testService.page({ PageSize: '2' });
      await Promise.all(first.conversations.map(({ sid }) => testService.remove(sid)));
      const second = await testService.page({}, first.meta.next_page_url ?? '');
      expect(second.conversations.map(({ sid }) => sid)).toEqual([created[1]?.sid, created[0]?.sid]);
      await Promise.all([
        testService.remove(created[0]?.sid ?? ''),
        testService.remove(created[1]?.sid ?? ''),
      ]);
    });

    it('paging leads back from a page whose conversations were deleted', async () => {
      const created = await Promise.all(
        [1, 2, 3].map((day) => testService.create({ DateCreated: `2024-08-0${day}T00:00:00Z` })),
      );
      const first = await testService.page({ PageSize: '2' });
      await testService.remove(created[0]?.sid ?? '');
      const second = await testService.page({}, first.meta.next_page_url ?? '');
      expect(second.conversations).toEqual([]);
      expect(second.meta.next_page_url).toBeNull();
      expect(second.meta.previous_page_url).toContain('PageSize=2&Page=0');
      const back = await testService.page({}, second.meta.previous_page_url ?? '');
      expect(back.conversations).toEqual(first.conversations);
      await Promise.all(first.conversations.map(({ sid }) => testService.remove(sid)));
    });

    it('paging leads forward from a page whose conversations were deleted while paging back', async () => {
      await Promise.all(
        [1, 2, 3].map((day) => testService.create({ DateCreated: `2024-09-0${day}T00:00:00Z` })),
      );
      const first = await testService.page({ PageSize: '2' });
      const second = await testService.page({}, first.meta.next_page_url ?? '');
      await Promise.all(first.conversations.map(({ sid }) => testService.remove(sid)));
      const back = await testService.page({}, second.meta.previous_page_url ?? '');
      expect(back.conversations).toEqual([]);
      expect(back.meta.next_page_url).toContain('PageSize=2&Page=1&PageToken=');
      expect((await testService.page({}, back.meta.next_page_url ?? '')).conversations).toEqual(
        second.conversations,
      );
    });
  });
}
