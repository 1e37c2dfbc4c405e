import { describe, expect, it } from 'vitest';
import type { Api } from '../support/http.ts';
import type { ConversationObject } from '../support/objects.ts';
import { type Space, useSpace } from '../support/space.ts';

/** Numbers below a limit that look like chance and are the same in every run. */
function numbers(seed: number): (limit: number) => number {
  let state = seed;
  return (limit) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * limit);
  };
}

/** A minute of one hour, so that many dates are the same and the SID decides. */
const someDate = (random: (limit: number) => number): string =>
  `2024-06-01T10:${String(random(60)).padStart(2, '0')}:00Z`;

/** Adds and removes conversations at chance; the removed are taken out of the set. */
async function disturb(space: Space, alive: Set<string>, random: (limit: number) => number): Promise<void> {
  const changes = Array.from({ length: 1 + random(5) }, async () => {
    if (random(2) === 0) return void (await space.create({ DateCreated: someDate(random) }));
    const victim = [...alive][random(alive.size)];
    if (victim !== undefined && alive.delete(victim)) await space.remove(victim);
  });
  await Promise.all(changes);
}

const place = ({ date_created, sid }: ConversationObject): string => date_created + sid;

/** Walking through a list that others change meanwhile. */
export function walkingScenarios(api: Api): void {
  describe('walking through a list while others add to it and remove from it', () => {
    const space = useSpace(api);

    it.each([1, 2, 3, 4])('loses nothing that stays and repeats nothing (course %i)', async (seed) => {
      const random = numbers(seed);
      const made = await Promise.all(
        Array.from({ length: 40 }, () => space.create({ DateCreated: someDate(random) })),
      );
      const alive = new Set(made.map(({ sid }) => sid));
      const seen: ConversationObject[] = [];
      let page = await space.page({ PageSize: String(3 + random(5)) });
      for (;;) {
        seen.push(...page.conversations);
        if (page.meta.next_page_url === null) break;
        await disturb(space, alive, random);
        page = await space.page({}, page.meta.next_page_url);
      }
      const sids = seen.map(({ sid }) => sid);
      expect(new Set(sids).size).toBe(sids.length);
      expect(sids).toEqual(expect.arrayContaining([...alive]));
      expect(seen.map(place)).toEqual(seen.map(place).sort().reverse());
      await Promise.all((await space.sids({ PageSize: '1000' })).map((sid) => space.remove(sid)));
    });

    it('goes on although the row that a page ended with is gone', async () => {
      const made = await Promise.all(
        [1, 2, 3, 4].map((day) => space.create({ DateCreated: `2024-07-0${day}T00:00:00Z` })),
      );
      const first = await space.page({ PageSize: '2' });
      await Promise.all(first.conversations.map(({ sid }) => space.remove(sid)));
      const second = await space.page({}, first.meta.next_page_url ?? '');
      expect(second.conversations.map(({ sid }) => sid)).toEqual([made[1]?.sid, made[0]?.sid]);
      await Promise.all([space.remove(made[0]?.sid ?? ''), space.remove(made[1]?.sid ?? '')]);
    });

    it('finds the way back from a page that was emptied meanwhile', async () => {
      const made = await Promise.all(
        [1, 2, 3].map((day) => space.create({ DateCreated: `2024-08-0${day}T00:00:00Z` })),
      );
      const first = await space.page({ PageSize: '2' });
      await space.remove(made[0]?.sid ?? '');
      const second = await space.page({}, first.meta.next_page_url ?? '');
      expect(second.conversations).toEqual([]);
      expect(second.meta.next_page_url).toBeNull();
      expect(second.meta.previous_page_url).toContain('PageSize=2&Page=0');
      const back = await space.page({}, second.meta.previous_page_url ?? '');
      expect(back.conversations).toEqual(first.conversations);
      await Promise.all(first.conversations.map(({ sid }) => space.remove(sid)));
    });

    it('finds the way on from a page that was emptied while walking back', async () => {
      await Promise.all([1, 2, 3].map((day) => space.create({ DateCreated: `2024-09-0${day}T00:00:00Z` })));
      const first = await space.page({ PageSize: '2' });
      const second = await space.page({}, first.meta.next_page_url ?? '');
      await Promise.all(first.conversations.map(({ sid }) => space.remove(sid)));
      const back = await space.page({}, second.meta.previous_page_url ?? '');
      expect(back.conversations).toEqual([]);
      expect(back.meta.next_page_url).toContain('PageSize=2&Page=1&PageToken=');
      expect((await space.page({}, back.meta.next_page_url ?? '')).conversations).toEqual(
        second.conversations,
      );
    });
  });
}
